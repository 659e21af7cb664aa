"""One atmosphere for a whole outdoor set: sky radiance, the sun's light, aerial perspective.

World axes: x right, y up, z away from the camera; metres. Radiance is linear RGB in which the sun
above the air has an irradiance of 20. Single scattering by Rayleigh, Mie and ozone (Nishita 1993,
coefficients of Bruneton 2008), tabulated once per plate and looked up per pixel.
"""

import math
from typing import NamedTuple

import numpy as np
from numba import prange
from numpy.typing import NDArray

from reelcast.engines.stage.kernels.jit import jit, parallel
from reelcast.engines.stage.kernels.noise import Floats, clamp, smooth

_EARTH = 6360e3
_TOP = 6430e3
_RAYLEIGH = np.array([5.8e-6, 13.5e-6, 33.1e-6])
_OZONE = np.array([1.0e-6, 3.0e-6, 0.12e-6])
_ELEVATIONS, _AZIMUTHS = 64, 96


class Eye(NamedTuple):
    """A pinhole that keeps verticals vertical, in plate pixels; the horizon is row ``horizon``."""

    width: int
    height: int
    focal: float
    centre: float
    horizon: float
    above: float
    """Metres above the ground."""


class Air(NamedTuple):
    """The light of one moment. Arrays of three are RGB."""

    sun: NDArray[np.float64]
    """Unit vector towards it."""
    light: NDArray[np.float64]
    """Its irradiance at the ground."""
    ambient: NDArray[np.float64]
    """Sky irradiance / pi."""
    table: Floats
    """Sky radiance ``[elevation, azimuth from the sun, RGB]``."""
    extinction: NDArray[np.float64]
    """Per metre."""
    azimuth: float
    """Of the sun, radians; 0 is straight ahead, positive to the right."""
    cover: float
    """Clouds, 0 to 1."""


@jit
def _depths(height: float, mu: float) -> tuple[float, float, float]:
    """Metres of sea-level air (Rayleigh, Mie, ozone) from ``height`` out to space."""
    b = (_EARTH + height) * mu
    d = b * b - (_EARTH + height) ** 2
    if mu < 0 and d + _EARTH * _EARTH > 0:
        return 1e12, 1e12, 1e12
    step = (-b + math.sqrt(d + _TOP * _TOP)) / 10
    rayleigh = mie = ozone = 0.0
    for i in range(10):
        s = (i + 0.5) * step
        y = math.sqrt(max((_EARTH + height) ** 2 + s * s + 2 * b * s, 0.0)) - _EARTH
        rayleigh += math.exp(-y / 8000) * step
        mie += math.exp(-y / 1200) * step
        ozone += max(0.0, 1 - abs(y - 25e3) / 15e3) * step
    return rayleigh, mie, ozone


@jit
def _scatter(out: Floats, elevation: float, azimuth: float, sun: float, mie: float) -> None:
    """Add the light scattered towards one direction of the sky to ``out`` (3)."""
    dy = math.sin(elevation) + 1e-3
    dx = math.cos(elevation) * math.cos(azimuth)
    side = math.cos(elevation) * math.sin(azimuth)
    c = dx * math.cos(sun) + dy * math.sin(sun)
    phase_r = 3 / (16 * math.pi) * (1 + c * c)
    phase_m = (1 - 0.78**2) / (4 * math.pi * (1 + 0.78**2 - 2 * 0.78 * c) ** 1.5)
    b = _EARTH * dy
    far = -b + math.sqrt(b * b - _EARTH**2 + _TOP**2)
    total_r = total_m = total_o = previous = 0.0
    for q in range(28):
        end = far * ((q + 1) / 28.0) ** 2
        step = end - previous
        s = 0.5 * (end + previous)
        previous = end
        radius = math.sqrt((s * dx) ** 2 + (_EARTH + s * dy) ** 2 + (s * side) ** 2)
        y = radius - _EARTH
        step_r = math.exp(-y / 8000) * step
        step_m = math.exp(-y / 1200) * step
        total_r += step_r
        total_m += step_m
        total_o += max(0.0, 1 - abs(y - 25e3) / 15e3) * step
        mu = (s * dx * math.cos(sun) + (_EARTH + s * dy) * math.sin(sun)) / radius
        lr, lm, lo = _depths(y, mu)
        for ch in range(3):
            seen = math.exp(-_RAYLEIGH[ch] * total_r - 1.1 * mie * total_m - _OZONE[ch] * total_o)
            lit = math.exp(-_RAYLEIGH[ch] * lr - 1.1 * mie * lm - _OZONE[ch] * lo)
            # A crude isotropic stand-in for multiple scattering.
            again = 0.035 * math.exp(-0.35 * _RAYLEIGH[ch] * min(lr, 9e5))
            again *= smooth(-0.22, 0.25, math.sin(sun))
            direct = _RAYLEIGH[ch] * step_r * phase_r + mie * step_m * phase_m
            both = _RAYLEIGH[ch] * step_r + mie * step_m
            out[ch] += 20 * seen * (direct * lit + both * again)


@parallel
def _sky_table(sun: float, mie: float, rows: int, columns: int) -> Floats:
    out = np.zeros((rows, columns, 3), np.float32)
    for i in prange(rows):
        elevation = (i / (rows - 1.0)) ** 2 * math.pi / 2
        for j in range(columns):
            _scatter(out[i, j], elevation, j / (columns - 1.0) * math.pi, sun, mie)
    return out


def make_air(elevation: float, azimuth: float, haze: float, cover: float) -> Air:
    """The atmosphere with the sun at ``elevation`` and ``azimuth`` (radians).

    ``haze`` 0 is alpine clear, 1 is fog; ``cover`` is the share of clouds, 0 to 1.
    """
    mie = 3e-6 + 22e-6 * haze
    table = _sky_table(elevation, mie, _ELEVATIONS, _AZIMUTHS)
    r, m, o = _depths(0.0, math.sin(elevation))
    rows = np.linspace(0, 1, _ELEVATIONS) ** 2 * math.pi / 2
    weight = np.sin(rows) * np.cos(rows) * np.gradient(rows)
    ambient = (table.mean(1) * weight[:, None]).sum(0) / weight.sum()
    sun = (
        math.sin(azimuth) * math.cos(elevation),
        math.sin(elevation),
        math.cos(azimuth) * math.cos(elevation),
    )
    return Air(
        sun=np.array(sun),
        light=20 * np.exp(-_RAYLEIGH * r - 1.1 * mie * m - _OZONE * o),
        ambient=ambient.astype(np.float64),
        table=table,
        extinction=1.1 * _RAYLEIGH + 8e-6 + 1e-2 * haze**4 + 4e-5 * haze,
        azimuth=azimuth,
        cover=cover,
    )


@jit
def sky(air: Air, dx: float, dy: float, dz: float) -> tuple[float, float, float]:
    """Clear-sky radiance towards a unit direction; below the horizon, the horizon's."""
    n, k, _ = air.table.shape
    v = math.sqrt(math.asin(clamp(dy, 0.0, 1.0)) / (math.pi / 2)) * (n - 1)
    a = abs(math.atan2(dx, dz) - air.azimuth)
    if a > math.pi:
        a = 2 * math.pi - a
    u = a / math.pi * (k - 1)
    i = min(int(v), n - 2)
    j = min(int(u), k - 2)
    v -= i
    u -= j
    t = air.table
    r = (t[i, j, 0] * (1 - u) + t[i, j + 1, 0] * u) * (1 - v)
    g = (t[i, j, 1] * (1 - u) + t[i, j + 1, 1] * u) * (1 - v)
    b = (t[i, j, 2] * (1 - u) + t[i, j + 1, 2] * u) * (1 - v)
    r += (t[i + 1, j, 0] * (1 - u) + t[i + 1, j + 1, 0] * u) * v
    g += (t[i + 1, j, 1] * (1 - u) + t[i + 1, j + 1, 1] * u) * v
    b += (t[i + 1, j, 2] * (1 - u) + t[i + 1, j + 1, 2] * u) * v
    return r, g, b


@jit
def hazed(
    air: Air, r: float, g: float, b: float, distance: float, dx: float, dz: float
) -> tuple[float, float, float]:
    """A surface's colour seen through ``distance`` metres of air: faded towards the low sky."""
    n = 1 / math.sqrt(dx * dx + dz * dz + 1e-9)
    sr, sg, sb = sky(air, dx * n, 0.035, dz * n)
    sr += (air.ambient[0] - sr) * 0.12
    sg += (air.ambient[1] - sg) * 0.12
    sb += (air.ambient[2] - sb) * 0.12
    tr = math.exp(-air.extinction[0] * distance)
    tg = math.exp(-air.extinction[1] * distance)
    tb = math.exp(-air.extinction[2] * distance)
    return r * tr + sr * (1 - tr), g * tg + sg * (1 - tg), b * tb + sb * (1 - tb)
