"""Under water: the veil of distance, the sandy floor with caustics, the surface above, sunbeams.

Metres, linear RGB. The floor under the subjects is the plane at height 0. Extinction after Jerlov
(1976), clear coastal water, with the red let through a little farther, as divers' photographs are
graded.
"""

import math
from typing import NamedTuple

import cv2
import numpy as np
from numba import prange
from numpy.typing import NDArray

from reelcast.engines.stage.kernels.eye import Eye
from reelcast.engines.stage.kernels.jit import jit, parallel
from reelcast.engines.stage.kernels.noise import Floats, clamp, fbm2, noise2, smooth, uniform
from reelcast.engines.stage.kernels.sweep import cover, reach
from reelcast.engines.stage.kernels.waves import Waves, at

FADE = np.array([0.135, 0.070, 0.058])
"""1 / m."""
OPEN = 70.0
"""Metres at which open water is put: nothing is seen as far."""
_TILE = 2.7
"""Metres along one side of the tile of caustics."""
_SIDE = 512
_RATIO = 1.004
_COARSE = 4
"""Beams are marched on every fourth pixel: they have no sharper detail than that."""


class Depths(NamedTuple):
    """The light of one moment under water. Arrays of three are RGB."""

    sun: NDArray[np.float64]
    """Unit vector towards the sun or moon as refracted: never far from overhead."""
    light: NDArray[np.float64]
    """Its irradiance on the floor."""
    veil: NDArray[np.float64]
    """Radiance of endless water, straight ahead."""
    murk: float
    """Times ``FADE``: 1 is clear water."""
    clear: float
    """0 a closed sky, 1 a sun with sharp caustics and beams."""
    surface: float
    """Height of the water's surface above the floor."""
    place: float
    """Which stretch of floor this is; any number."""


def make_caustics(seed: int) -> Floats:
    """Light through a rippled surface on a level floor, periodic ``(side, side)``, mean 1.

    A million rays are refracted and counted where they land (Stam 1996 in one bounce).
    """
    rng = np.random.default_rng([seed, 11])
    cycles = np.fft.fftfreq(_SIDE, 1 / _SIDE)
    kz, kx = np.meshgrid(cycles, cycles, indexing="ij")
    size = np.hypot(kx, kz)
    band = np.where((size > 1) & (size < 13), np.exp(-((size - 4.5) ** 2) / 18), 0)
    waves = band * (rng.standard_normal(size.shape) + 1j * rng.standard_normal(size.shape))
    waves /= np.maximum(size, 1) ** 1.2
    step_x, step_z = (np.fft.ifft2(waves * 1j * k).real for k in (kx, kz))
    stretch = np.fft.ifft2(-waves * size**2).real * (2 * math.pi / _SIDE)
    # So strong that the typical ripple focuses just above the floor.
    scale = 0.85 / stretch.std()
    row, column = np.mgrid[0:_SIDE:0.5, 0:_SIDE:0.5]
    fine = (2 * _SIDE, 2 * _SIDE)
    x = column + scale * cv2.resize(step_x, fine, interpolation=cv2.INTER_LINEAR)
    z = row + scale * cv2.resize(step_z, fine, interpolation=cv2.INTER_LINEAR)
    hits = (z.astype(int) % _SIDE) * _SIDE + x.astype(int) % _SIDE
    light = np.bincount(hits.ravel(), minlength=_SIDE * _SIDE).reshape(_SIDE, _SIDE) / 4
    padded = np.pad(light.astype(np.float32), 8, mode="wrap")
    return np.ascontiguousarray(cv2.GaussianBlur(padded, (0, 0), 1.1)[8:-8, 8:-8])


@jit
def _texel(tile: Floats, x: float, z: float) -> float:
    """Bilinear, periodic; one tile per unit."""
    n = tile.shape[0]
    u = (x - math.floor(x)) * n
    v = (z - math.floor(z)) * n
    i, j = int(u) % n, int(v) % n
    s, t = u - int(u), v - int(v)
    i1, j1 = (i + 1) % n, (j + 1) % n
    top = tile[j, i] * (1 - s) + tile[j, i1] * s
    return float(top * (1 - t) + (tile[j1, i] * (1 - s) + tile[j1, i1] * s) * t)


@jit
def caustic(tile: Floats, x: float, z: float, size: float) -> float:
    """Brightness of the light's net at a point of the floor, mean 1; ``size`` is what is hidden."""
    wx = x + 0.25 * noise2(x * 0.6, z * 0.6)
    wz = z + 0.25 * noise2(x * 0.6 + 7, z * 0.6 + 3)
    a = _texel(tile, wx / _TILE, wz / _TILE)
    b = _texel(
        tile, (wx * 0.80 + wz * 0.60) / (_TILE * 1.73), (wz * 0.80 - wx * 0.60) / (_TILE * 1.73)
    )
    c = 0.55 * a + 0.45 * b
    return 1 + (c - 1) * (0.25 + 0.75 * smooth(0.25, 0.02, size))


@jit
def veiled(
    deep: Depths, r: float, g: float, b: float, distance: float, u: float, v: float
) -> tuple[float, float, float]:
    """A colour seen through ``distance`` metres of water; ``u``, ``v`` is the view on the plate."""
    vr, vg, vb = open_water(deep, u, v)
    tr = math.exp(-FADE[0] * deep.murk * distance)
    tg = math.exp(-FADE[1] * deep.murk * distance)
    tb = math.exp(-FADE[2] * deep.murk * distance)
    return r * tr + vr * (1 - tr), g * tg + vg * (1 - tg), b * tb + vb * (1 - tb)


@jit
def open_water(deep: Depths, u: float, v: float) -> tuple[float, float, float]:
    """Radiance of endless water: brighter upwards and towards the light."""
    n = 1 / math.sqrt(1 + u * u + v * v)
    up = math.exp(1.9 * clamp(v, -0.7, 0.9))
    flat = math.sqrt(deep.sun[0] ** 2 + deep.sun[2] ** 2) + 1e-6
    c = (u * deep.sun[0] / flat + deep.sun[2] / flat) * n
    glow = 1 + deep.clear * (0.45 * c + 0.35 * max(c, 0.0) ** 3 * (1 + 2 * max(v, 0.0)))
    share = up * max(glow, 0.45)
    return deep.veil[0] * share, deep.veil[1] * share, deep.veil[2] * share


@jit
def lit(
    deep: Depths, albedo: tuple[float, float, float], facing: float, net: float, open_: float
) -> tuple[float, float, float]:
    """Light from a surface: ``facing`` the sun, ``net`` the caustics, ``open_`` to the sides."""
    sun = max(facing, 0.0) * (1 + (net - 1) * (0.15 + 0.85 * deep.clear)) / math.pi
    fill = 0.085 * open_
    return (
        albedo[0] * (deep.light[0] * (sun + fill) + 1.3 * deep.veil[0] * open_),
        albedo[1] * (deep.light[1] * (sun + fill) + 1.3 * deep.veil[1] * open_),
        albedo[2] * (deep.light[2] * (sun + fill) + 1.3 * deep.veil[2] * open_),
    )


@jit
def floor_height(x: float, z: float, place: float) -> float:
    """The sand: level under the subjects, then low banks, and a reef's ridge far to the sides."""
    out = smooth(7, 16, z)
    h = out * 0.55 * fbm2(x / 6 + place, z / 6, 3)
    side = smooth(0.25, 0.75, abs(x + 2 * noise2(z / 5, place)) / (z + 3))
    ridge = side * smooth(8, 15, z) + 0.55 * smooth(17, 30, z) * smooth(0.10, 0.4, abs(x) / z)
    if ridge > 0:
        crag = 1 - abs(noise2(x / 2.6 + place, z / 2.6))
        crag = 0.55 * crag * crag + 0.35 * (1 - abs(noise2(x / 0.9, z / 0.9 + place)))
        step = 2.6 * clamp(ridge * (crag + 0.25 * noise2(x / 5 + place, z / 5)), 0.0, 1.0)
        # Limestone breaks in ledges.
        ledge = math.floor(step / 0.42) * 0.42
        h += ledge + 0.42 * smooth(0.45, 1.0, (step - ledge) / 0.42) + 0.12 * noise2(x * 3, z * 3)
    return h


@parallel
def _sweep(eye: Eye, place: float, near: float, steps: int, depth: Floats) -> None:
    """First floor hit of each pixel as z in metres; 0 where open water shows."""
    for x in prange(eye.width):
        u = (x - eye.centre) / eye.focal
        top = float(eye.height)
        last_z = near
        last_y = eye.height + 1e3
        for k in range(steps):
            z = near * _RATIO**k
            y = eye.horizon - (floor_height(u * z, z, place) - eye.above) * eye.focal / z
            if y < top:
                top = cover(depth, x, top, (y, last_y), (z, last_z))
                if top == 0:
                    break
            last_z = z
            last_y = y


@jit
def _floor_at(
    deep: Depths, tile: Floats, solids: Floats, x: float, z: float, size: float
) -> tuple[float, float, float]:
    """The floor's own light at a point, RGB before the water."""
    e = max(0.008, size)
    h = floor_height(x, z, deep.place)
    gx = (floor_height(x + e, z, deep.place) - h) / e
    gz = (floor_height(x, z + e, deep.place) - h) / e
    rock = smooth(0.35, 0.7, h + 0.15 * noise2(x * 2, z * 2)) * smooth(8, 11, z)
    phase = (z + 0.28 * x + 0.45 * noise2(x * 0.7, z * 0.6) + 0.12 * noise2(x * 2.1, z * 2.1)) * 31
    ripple = smooth(0.06, 0.018, size) * (1 - rock) * smooth(-0.5, 0.3, noise2(x / 2.4, z / 2))
    gz += 0.26 * ripple * (math.cos(phase) + 0.3 * math.cos(2 * phase))
    gx += 0.08 * ripple * math.cos(phase) + 0.16 * noise2(x * 23, z * 23) * smooth(0.03, 0.01, size)
    k = 1 / math.sqrt(1 + gx * gx + gz * gz)
    facing = (deep.sun[1] - gx * deep.sun[0] - gz * deep.sun[2]) * k
    grain = 1 + 0.10 * fbm2(x / 0.7, z / 0.7, 3)
    grain += 0.22 * noise2(x * 70, z * 70) * smooth(0.02, 0.006, size)
    life = noise2(x * 1.3 + 5, z * 1.3 + 2 * h) + 0.6 * noise2(x * 4 + h * 3, z * 4)
    r, g, b = 0.52 * grain, 0.47 * grain, 0.37 * grain
    r += ((0.15 + 0.15 * smooth(0.0, 0.6, life)) * grain - r) * rock
    g += ((0.13 + 0.04 * life) * grain - g) * rock
    b += ((0.12 + 0.07 * smooth(0.2, -0.5, life)) * grain - b) * rock
    open_ = 1.0
    for q in range(solids.shape[0]):
        near = ((x - solids[q, 0]) ** 2 + (z - solids[q, 1]) ** 2) / (solids[q, 2] ** 2)
        if near < 6:
            open_ = min(open_, 0.25 + 0.75 * smooth(0.5, 2.2, near))
    net = caustic(tile, x + 0.4 * h, z + 0.2 * h, size)
    return lit(deep, (r, g, b), facing * (0.3 + 0.7 * open_), net, open_ * (0.55 + 0.45 * k))


@jit
def _surface_at(deep: Depths, waves: Waves, x: float, z: float, v: float) -> float:
    """How much of the sky comes through the surface at a point above, 0 to 1."""
    size = 0.02 * z
    gx = gz = 0.0
    for tile in range(1, 3):
        level = math.log2(max(size / (0.057 if tile == 1 else 0.0072), 1.0))
        _, p, q, _ = at(waves, tile, level, x, z)
        gx += p
        gz += q
    # Beyond Snell's window only facets that lean towards the eye let the sky through.
    lean = v * 1.1 - 2.3 * gz + 0.7 * gx * deep.sun[0]
    return smooth(0.12, 0.85, lean + 0.25 * noise2(x / 3, z / 4))


@parallel
def _shade(
    eye: Eye,
    deep: Depths,
    tile: Floats,
    waves: Waves,
    solids: Floats,
    depth: Floats,
    out: Floats,
) -> None:
    for py in prange(eye.height):
        for px in range(eye.width):
            u = (px - eye.centre) / eye.focal
            v = (eye.horizon - py) / eye.focal
            n = math.sqrt(1 + u * u + v * v)
            z = depth[py, px]
            if z > 0:
                wide = z / eye.focal
                size = clamp(z - depth[min(py + 1, eye.height - 1), px], wide, 0.35)
                r, g, b = _floor_at(deep, tile, solids, u * z, z, size)
                r, g, b = veiled(deep, r, g, b, z * n, u, v)
            else:
                depth[py, px] = OPEN
                r, g, b = open_water(deep, u, v)
                if v > 0.03:
                    far = (deep.surface - eye.above) / v
                    through = _surface_at(deep, waves, u * far, far, v)
                    bright = 0.25 + 2.2 * through
                    r += deep.light[0] * bright * 0.16 * math.exp(-0.15 * deep.murk * far * n)
                    g += deep.light[1] * bright * 0.26 * math.exp(-0.065 * deep.murk * far * n)
                    b += deep.light[2] * bright * 0.28 * math.exp(-0.055 * deep.murk * far * n)
            out[py, px, 0] = r
            out[py, px, 1] = g
            out[py, px, 2] = b


@parallel
def _march(eye: Eye, deep: Depths, depth: Floats, out: Floats) -> None:
    """Light scattered out of the beams on the way to what is seen, for every fourth pixel."""
    lean_x, lean_z = deep.sun[0] / deep.sun[1], deep.sun[2] / deep.sun[1]
    for j in prange(out.shape[0]):
        for i in range(out.shape[1]):
            row, column = min(j * _COARSE + 2, eye.height - 1), min(i * _COARSE + 2, eye.width - 1)
            u = (column - eye.centre) / eye.focal
            v = (eye.horizon - row) / eye.focal
            far = min(depth[row, column], 20.0)
            if v > 0:
                far = min(far, (deep.surface - eye.above) / v)
            total = 0.0
            for k in range(24):
                z = far * (k + uniform(i, j)) / 24
                up = deep.surface - eye.above - v * z
                x = u * z + lean_x * up + deep.place
                y = z + lean_z * up
                beam = noise2(x * 0.62, y * 0.62) + 0.55 * noise2(x * 1.7, y * 1.7)
                total += smooth(0.10, 0.75, beam) * math.exp(-0.11 * z - 0.13 * up)
            out[j, i] = total * far / 24


def paint_deep(
    eye: Eye, deep: Depths, waves: Waves, tile: Floats, solids: Floats
) -> tuple[Floats, Floats]:
    """Floor and open water: linear RGB and z in metres per pixel.

    ``solids`` are rows of x, z and radius of what stands on the floor and shades it.
    """
    out = np.zeros((eye.height, eye.width, 3), np.float32)
    depth = np.zeros((eye.height, eye.width), np.float32)
    near, steps = reach(eye, 45.0, _RATIO)
    _sweep(eye, deep.place, near, steps, depth)
    _shade(eye, deep, tile, waves, solids, depth, out)
    return out, depth


def paint_beams(eye: Eye, deep: Depths, depth: Floats, radiance: Floats) -> Floats:
    """Add sunbeams in place; returns how bright they are at a quarter of the plate's size."""
    beams = np.zeros((-(-eye.height // _COARSE), -(-eye.width // _COARSE)), np.float32)
    _march(eye, deep, depth, beams)
    beams = np.asarray(cv2.GaussianBlur(beams, (0, 0), 1.6), np.float32) * np.float32(deep.clear)
    size = (beams.shape[1] * _COARSE, beams.shape[0] * _COARSE)
    grown = cv2.resize(beams, size, interpolation=cv2.INTER_CUBIC)[: eye.height, : eye.width]
    tint = (deep.light * np.array([0.030, 0.066, 0.074])).astype(np.float32)
    radiance += grown.clip(0, None)[..., None] * tint
    return beams
