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


class Moment(NamedTuple):
    """What the air is made from. Angles in radians, everything else from 0 to 1 unless said."""

    elevation: float
    """Of the sun; at night of the moon."""
    azimuth: float
    """Of the same; 0 is straight ahead, positive to the right."""
    haze: float
    """0 is alpine clear, 1 is fog."""
    cover: float
    """The share of the sky with cumulus."""
    overcast: float
    """How much of the sun a closed layer of cloud takes away."""
    night: float
    """0 by day, between after sunset, 1 by moonlight: stars, lamps and windows."""
    wet: float
    """How wet the ground is."""
    snow: float
    """How much of the ground lies under snow."""
    wind: float
    """0 still, 1 a gale."""
    clouds: float
    """Metres: which stretch of cloud is overhead."""


class Air(NamedTuple):
    """The light of one moment. Arrays of three are RGB; for the shares see ``Moment``."""

    sun: NDArray[np.float64]
    """Unit vector towards it, or the moon; after sunset towards the glow."""
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
    veil: float
    """The share of ``ambient`` in the colour that distance takes on."""
    cover: float
    overcast: float
    night: float
    wet: float
    snow: float
    wind: float
    clouds: float


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


_MOONLIGHT = np.array([0.46, 0.66, 1.0])
"""Its colour beside the sun's as film shows it: nights are graded blue."""
_NIGHT_SKY = 0.34
"""How much darker than a day's the sky of a film night is, beside the ground it lights."""
_MOON_HIGH = math.radians(26)
"""Sky and moonlight are never those of a lower moon, which would redden and fail like the sun."""
_AFTERGLOW = math.radians(14)
"""After sunset the key light comes from this high above the horizon."""
_BLUE_HOUR = np.array([0.30, 0.52, 1.0])
"""What light scattered more than once adds after sunset, which single scattering leaves out."""
_GREY_DUSK = 0.3
"""How much of its colour the afterglow keeps below clouds or in fog: little of it gets there."""


def make_air(moment: Moment) -> Air:
    """The atmosphere of one moment."""
    table, light = _open_sky(moment)
    gloom = heaviness(moment.overcast, moment.wind)
    colour = 1.0 if moment.night in (0, 1) else _GREY_DUSK
    table, light = _overcast(table, light, moment.overcast, gloom, 0.3 * colour)
    fog = _ramp(0.55, 0.85, moment.haze)
    table = _fogged(table, light, fog, 0.6 * colour)
    high = max(moment.elevation, _AFTERGLOW if moment.elevation < 0 else 0.0)
    sun = (
        math.sin(moment.azimuth) * math.cos(high),
        math.sin(high),
        math.cos(moment.azimuth) * math.cos(high),
    )
    haze = moment.haze
    return Air(
        sun=np.array(sun),
        light=light * (1 - 0.75 * fog),
        ambient=_mean(table) * _lift(moment, gloom),
        table=table,
        extinction=1.1 * _RAYLEIGH * (1 - fog) + 8e-6 + 1e-2 * haze**4 + 4e-5 * haze,
        azimuth=moment.azimuth,
        veil=0.10 + 0.35 * fog,
        cover=moment.cover,
        overcast=moment.overcast,
        night=moment.night,
        wet=moment.wet,
        snow=moment.snow,
        wind=moment.wind,
        clouds=moment.clouds,
    )


def _lift(moment: Moment, gloom: float) -> float:
    """How much a film's graduated filter favours the ground beside the sky."""
    if moment.night == 0:
        return 1 + 1.5 * gloom
    return (1.5 + 0.9 * moment.overcast if moment.night == 1 else 2.0) + 0.9 * gloom


def _ramp(a: float, b: float, x: float) -> float:
    t = min(max((x - a) / (b - a), 0.0), 1.0)
    return t * t * (3 - 2 * t)


@jit
def heaviness(overcast: float, wind: float) -> float:
    """0 to 1: how much of a thunderstorm a closed sky in a gale is."""
    return smooth(0.9, 1.0, overcast) * smooth(0.6, 1.0, wind)


def _open_sky(moment: Moment) -> tuple[Floats, NDArray[np.float64]]:
    """Cloudless sky and key light, by day, after sunset or by moon."""
    mie = 3e-6 + 22e-6 * moment.haze
    up = moment.elevation
    if moment.night == 1:
        up = max(up, _MOON_HIGH)
    table = _sky_table(up, mie, _ELEVATIONS, _AZIMUTHS)
    # Single scattering leaves a greener horizon than the blue of the second scattering allows.
    green = table[..., 1] - 0.5 * (table[..., 0] + table[..., 2])
    table[..., 1] -= 0.55 * np.maximum(green, 0)
    if up < 0:
        return _twilight(table)
    r, m, o = _depths(0.0, math.sin(max(up, math.radians(0.4))))
    light = 20 * np.exp(-_RAYLEIGH * r - 1.1 * mie * m - _OZONE * o)
    if moment.night == 1:
        # Tinted by luminance: moonlight is too weak for the eye to see colours by.
        grey = table.mean(2, keepdims=True) * 0.5 + table * 0.5
        table = grey * (_NIGHT_SKY * _MOONLIGHT).astype(np.float32)
        light = light.mean() * _MOONLIGHT
    return table, light


def _twilight(table: Floats) -> tuple[Floats, NDArray[np.float64]]:
    """Sky and the glow as a key light after sunset, within what a film can hold of its range."""
    mean = _mean(table).mean()
    blue = (0.62 * mean * _BLUE_HOUR).astype(np.float32)
    level = table.mean(2, keepdims=True) / mean
    table = 0.7 * table * (level + 0.02) ** -0.32 + blue
    # The glow shines from some 100 degrees of azimuth by 16 of elevation.
    glow = table[: int(_ELEVATIONS * 0.42), : int(_AZIMUTHS * 0.28)].mean((0, 1))
    return np.asarray(table, np.float32), (glow * 0.7 + glow.mean() * 0.3) * 1.7


def _mean(table: Floats) -> NDArray[np.float64]:
    """The sky's irradiance on level ground / pi."""
    rows = np.linspace(0, 1, _ELEVATIONS) ** 2 * math.pi / 2
    weight = np.sin(rows) * np.cos(rows) * np.gradient(rows)
    mean = (table.mean(1) * weight[:, None]).sum(0) / weight.sum()
    return np.asarray(mean, np.float64)


def _overcast(
    table: Floats, light: NDArray[np.float64], share: float, gloom: float, colour: float
) -> tuple[Floats, NDArray[np.float64]]:
    """Sky and key light under a closed layer of cloud that takes ``share`` of the sun away.

    The layer shines as the CIE overcast sky does, three times as bright overhead as at the horizon
    (Moon and Spencer 1942), with what sun and sky gave together and ``colour`` of its
    colour; in a storm the light comes from a slit at the horizon instead.
    """
    rise = np.sin(np.linspace(0, 1, _ELEVATIONS) ** 2 * math.pi / 2)
    whole = 0.4 * (_mean(table) + light / math.pi)
    whole = colour * whole + (1 - colour) * whole.mean() * np.array([0.91, 1.0, 1.12])
    closed = (9 / 7) * (1 + 2 * rise) / 3
    slit = 0.30 + 0.70 * np.exp(-rise / 0.055)
    profile = closed * (1 - gloom) + slit * gloom
    mixed = table * (1 - share) + profile[:, None, None] * whole * share
    return np.asarray(mixed, np.float32), light * (1 - 0.96 * share)


def _fogged(table: Floats, light: NDArray[np.float64], fog: float, colour: float) -> Floats:
    """In fog light comes from everywhere: the sky's differences and its blue wash out."""
    mean = _mean(table) + 0.3 * light / math.pi
    white = colour * mean + (1 - colour) * mean.mean()
    return np.asarray(table * (1 - 0.7 * fog) + 0.7 * fog * white, np.float32)


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
def afar(air: Air, dx: float, dz: float) -> tuple[float, float, float]:
    """The colour everything takes on far away towards ``dx``, ``dz`` (of any length)."""
    n = 1 / math.sqrt(dx * dx + dz * dz + 1e-9)
    r, g, b = sky(air, dx * n, 0.035, dz * n)
    r += (air.ambient[0] - r) * air.veil
    g += (air.ambient[1] - g) * air.veil
    b += (air.ambient[2] - b) * air.veil
    return r, g, b


@jit
def hazed(
    air: Air, r: float, g: float, b: float, distance: float, dx: float, dz: float
) -> tuple[float, float, float]:
    """A surface's colour seen through ``distance`` metres of air: faded towards the low sky."""
    sr, sg, sb = afar(air, dx, dz)
    tr = math.exp(-air.extinction[0] * distance)
    tg = math.exp(-air.extinction[1] * distance)
    tb = math.exp(-air.extinction[2] * distance)
    return r * tr + sr * (1 - tr), g * tg + sg * (1 - tg), b * tb + sb * (1 - tb)
