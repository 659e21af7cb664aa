"""Open space: gas lit by young stars, dust before it, the limb of a planet in its atmosphere."""

import math
from typing import NamedTuple

import numpy as np
from numba import prange
from numpy.typing import NDArray

from reelcast.engines.stage.kernels.jit import jit, parallel
from reelcast.engines.stage.kernels.noise import Floats, billows, clamp, fbm2, sample3, smooth

_AIR = 0.012
"""Height of the visible atmosphere in planet radii: several times the Earth's, as films show it."""


class Gas(NamedTuple):
    """A nebula. Colours are linear RGB, about 1."""

    place: float
    """Chooses the stretch of it."""
    tilt: float
    """Radians: how far its band is turned from level."""
    veil: NDArray[np.float64]
    """Colour of the thin gas."""
    core: NDArray[np.float64]
    """Colour of the dense gas."""
    edge: NDArray[np.float64]
    """Colour of filaments and of the lit edges of the dust."""


class Planet(NamedTuple):
    """A sphere; lengths in picture heights from the picture's middle, to the right and up."""

    x: float
    y: float
    radius: float
    sun: NDArray[np.float64]
    """Unit vector towards it: right, up, towards the camera."""
    place: float
    """Chooses its continents."""
    turn: float
    """Radians: how far its axis is tilted."""
    kind: int
    """0 seas and clouds, 1 a banded giant, 2 desert."""
    glow: NDArray[np.float64]
    """Colour of its atmosphere, linear RGB about 1."""


@jit
def _ridges(x: float, y: float, octaves: int) -> float:
    """Sharp crests where gradient noise changes its sign, 0 to 1."""
    amplitude = 0.5
    total = 0.0
    for k in range(octaves):
        n = 1 - min(abs(fbm2(x + 3.7 * k, y, 1)) * 3.2, 1.0)
        total += amplitude * n * n
        x, y = 1.6 * x + 1.2 * y, -1.2 * x + 1.6 * y
        amplitude *= 0.5
    return total


@parallel
def paint_gas(gas: Gas, out: Floats, density: Floats) -> None:
    """The nebula into ``out`` ``(H, W, 3)``; where stars are dense into ``density``, 0 to 1."""
    height, width, _ = out.shape
    ca = math.cos(gas.tilt)
    sa = math.sin(gas.tilt)
    for j in prange(height):
        for i in range(width):
            a = (i - width / 2) / max(width, height) * 2.4
            b = (j - height / 2) / max(width, height) * 2.4
            u = a * ca + b * sa + gas.place
            v = b * ca - a * sa
            wx = fbm2(u * 0.9 + 1.3, v * 0.9, 5)
            wy = fbm2(u * 0.9 + 8.1, v * 0.9 + 4.7, 5)
            body = fbm2(u * 1.1 + 1.7 * wx, v * 1.1 + 1.7 * wy, 8)
            knots = fbm2(u * 2.0 + 2.4 * wx + 20, v * 2.0 + 2.2 * wy, 7)
            crest = _ridges(u * 0.8 + 1.2 * wy + 5, v * 0.8 + 1.2 * wx, 7)
            band = math.exp(-(((v + 0.5 * wx) / 0.5) ** 2))
            thin = smooth(-0.22, 0.55, body) * band
            thick = smooth(0.12, 0.62, body + 0.25 * knots) * band
            threads = smooth(0.42, 0.95, crest) * band
            dust = smooth(0.0, 0.38, knots + 0.4 * wx) * (0.3 + 0.7 * band)
            through = math.exp(-2.6 * dust)
            rim = threads * thin * 0.24 + 0.10 * thick * dust * through * 2.0
            for c in range(3):
                bare = 0.16 * thin * thin * gas.veil[c] + 0.70 * thick**3 * gas.core[c]
                lane = through ** (0.75 + 0.3 * c)
                out[j, i, c] = (0.0026 + 0.0007 * c) + (bare + rim * gas.edge[c]) * (
                    0.06 + 0.94 * lane
                )
            density[j, i] = clamp((0.25 + thin) * through, 0.0, 1.0)


@jit
def _noise3(heads: Floats, x: float, y: float, z: float, scale: float, octaves: int) -> float:
    """Fractal sum in space, about -0.5 to 0.5: on a sphere nothing is stretched at the limb."""
    total = 0.0
    amplitude = 0.55
    for k in range(octaves):
        total += amplitude * (sample3(heads, x * scale + 0.37 * k, y * scale, z * scale) - 0.5)
        scale *= 2.17
        amplitude *= 0.52
    return total


@jit
def _ground(
    heads: Floats, planet: Planet, x: float, y: float, z: float
) -> tuple[float, float, float, float]:
    """Reflectance of the surface (RGB) at a point of the unit sphere, and how far it mirrors."""
    if planet.kind == 1:
        bend = _noise3(heads, x, y, z, 0.8, 3)
        storm = _noise3(heads, x + 0.3 * bend, 5 * y, z + 0.3 * bend, 0.5, 6)
        belt = math.sin(y * 17 + 2 * bend) + 0.5 * math.sin(y * 41 + 4 * bend)
        t = clamp(0.5 + 0.28 * belt + 1.1 * storm, 0.0, 1.0)
        return 0.24 + 0.30 * t, 0.17 + 0.29 * t, 0.12 + 0.26 * t, 0.0
    form = _noise3(heads, x, y, z, 0.42, 7)
    fine = _noise3(heads, x, y, z, 5.0, 4)
    if planet.kind == 2:
        t = clamp(0.5 + 1.6 * form + 0.7 * fine, 0.0, 1.0)
        return 0.13 + 0.27 * t, 0.075 + 0.155 * t, 0.045 + 0.085 * t, 0.0
    land = smooth(0.02, 0.06, form)
    dry = smooth(-0.1, 0.2, fine + 0.4 * form)
    r = 0.010 + (0.05 + 0.20 * dry) * land
    g = 0.035 + (0.06 + 0.12 * dry) * land
    b = 0.095 + (0.01 + 0.03 * dry - 0.06) * land
    return r, g, b, 1 - land


@jit
def _cover(heads: Floats, x: float, y: float, z: float) -> float:
    """Share of cloud at a point of the unit sphere, in curls and bands."""
    wx = _noise3(heads, x, 1.6 * y, z, 0.6, 4)
    wy = _noise3(heads, x + 5.3, 1.6 * y, z, 0.6, 4)
    c = _noise3(heads, x + 0.55 * wx, 1.7 * (y + 0.5 * wy), z - 0.55 * wx, 0.85, 7)
    return smooth(0.0, 0.22, c + 0.35 * wy)


@jit
def _shade(
    heads: Floats, planet: Planet, x: float, y: float, z: float, out: NDArray[np.float64]
) -> None:
    """Light from a point of the visible half of the unit sphere (z towards the camera)."""
    sun = planet.sun
    facing = x * sun[0] + y * sun[1] + z * sun[2]
    ca = math.cos(planet.turn)
    sa = math.sin(planet.turn)
    px = x * ca + y * sa + planet.place
    py = y * ca - x * sa
    r, g, b, sea = _ground(heads, planet, px, py, z)
    cloud = shadow = 0.0
    if planet.kind == 0:
        cloud = _cover(heads, px, py, z)
        e = 0.012
        sx = sun[0] * ca + sun[1] * sa
        sy = sun[1] * ca - sun[0] * sa
        shadow = _cover(heads, px + e * sx, py + e * sy, z + e * sun[2])
    day = smooth(-0.08, 0.25, facing) * max(facing, 0.015)
    # The Sun's reflection, wide as waves make it.
    half = 1 / math.sqrt((sun[0]) ** 2 + sun[1] ** 2 + (1 + sun[2]) ** 2)
    shine = max((x * sun[0] + y * sun[1] + z * (1 + sun[2])) * half, 0.0) ** 60 * 0.7 * sea
    path = min(1 / max(z, 0.04), 9.0)
    warm = smooth(0.30, 0.0, facing)
    lift = 0.55 * (0.6 + 1.6 * shadow)
    for c in range(3):
        base = (r, g, b)[c] * (1 - 0.45 * shadow) + shine * (1 - cloud)
        white = (0.80, 0.82, 0.86)[c] * lift
        own = base + (white - base) * cloud
        own *= 1 + warm * (0.35, -0.08, -0.4)[c]
        seen = math.exp(-0.05 * path * planet.glow[c])
        air = 0.030 * path * planet.glow[c]
        out[c] = day * 1.5 * (own * seen + air)


@jit
def _halo(planet: Planet, x: float, y: float, q: float, out: NDArray[np.float64]) -> None:
    """The atmosphere beyond the edge, at ``q`` radii from the middle."""
    facing = (x * planet.sun[0] + y * planet.sun[1]) / q
    high = (q - 1) / _AIR
    lit = smooth(-0.35, 0.75, facing)
    for c in range(3):
        thin = math.exp(-high * 1.1) * 0.62 + 0.05 * math.exp(-high * 0.22)
        out[c] = thin * planet.glow[c] * lit


@parallel
def _planet(planet: Planet, heads: Floats, out: Floats) -> None:
    height, width, _ = out.shape
    pixel = 1 / (planet.radius * height)
    for j in prange(height):
        own = np.zeros(3)
        rim = np.zeros(3)
        for i in range(width):
            x = ((i - width / 2) / height - planet.x) / planet.radius
            y = ((height / 2 - j) / height - planet.y) / planet.radius
            q = math.sqrt(x * x + y * y)
            if q > 1.25:
                continue
            solid = smooth(1 + 0.7 * pixel, 1 - 0.7 * pixel, q)
            if solid < 1:
                _halo(planet, x, y, max(q, 1.0), rim)
            if solid > 0:
                s = min(1.0, 0.99999 / q)
                _shade(heads, planet, x * s, y * s, math.sqrt(1 - min(q * q, 0.99998)), own)
            for c in range(3):
                ring = out[j, i, c] + rim[c]
                out[j, i, c] = ring * (1 - solid) + own[c] * solid


def paint_planet(planet: Planet, out: Floats) -> None:
    """Draw the planet over a picture in place, smooth at its edge."""
    _planet(planet, billows(), out)
