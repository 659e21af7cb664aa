"""A meadow that rises into wooded hills, as a heightfield swept column by column, then shaded.

Visibility costs one height per column and distance step (exact for a camera without roll), which
leaves the time for full detail in the shading of every visible pixel. Metres; the ground under the
subjects is at height 0.
"""

import math

import numpy as np
from numba import prange

from reelcast.engines.stage.kernels.air import Air, Eye, hazed
from reelcast.engines.stage.kernels.jit import jit, parallel
from reelcast.engines.stage.kernels.noise import Floats, clamp, fbm2, noise2, smooth

UNEVEN = 0.04
"""Metres of bumps underfoot: visible as tone, too low to betray that subjects stand on a plane."""
_FAR = 18000.0
_RATIO = 1.0028


@jit
def height(x: float, z: float, place: float) -> float:
    """Ground height in metres; ``place`` chooses which stretch of country this is."""
    h = UNEVEN * fbm2(x / 3.1, z / 3.1, 3)
    h += 7 * smooth(10, 260, z) * fbm2(x / 150 + 4 + place, z / 150, 4) - 5 * smooth(20, 300, z)
    hill = smooth(500, 3800, z + 260 * noise2(x / 900 + place, 1.5))
    if hill > 0:
        h += hill * (330 * (0.42 + fbm2(x / 2300 + 11 + place, z / 2300, 5)))
        t = noise2(x / 8, z / 12)
        h += hill * smooth(0.0, 0.12, fbm2(x / 420 + place, z / 420, 3)) * (8 + 8 * t * t)
    return h


@parallel
def _sweep(eye: Eye, near: float, steps: int, place: float, depth: Floats) -> None:
    """First ground hit of each pixel as z in metres; 0 where the sky shows."""
    for x in prange(eye.width):
        u = (x - eye.centre) / eye.focal
        top = float(eye.height)
        last_z = near
        last_y = eye.height + 1e3
        for k in range(steps):
            z = near * _RATIO**k
            y = eye.horizon - (height(u * z, z, place) - eye.above) * eye.focal / z
            if y < top:
                first = max(math.ceil(y), 0)
                for r in range(first, math.ceil(top)):
                    t = clamp((last_y - r) / (last_y - y + 1e-6), 0.0, 1.0) if last_y > y else 1.0
                    depth[r, x] = 1 / ((1 - t) / last_z + t / z)
                top = float(first)
                if first == 0:
                    break
            last_z = z
            last_y = y


@jit
def _albedo(x: float, z: float, e: float, place: float) -> tuple[float, float, float, float]:
    """Reflectance of the meadow at a point, and its fine structure; ``e`` metres per pixel."""
    t = fbm2(x / 14, z / 14, 4) + 0.5 * noise2(x / 90, z / 90)
    fine = noise2(x * 3, z * 1.1) * smooth(0.4, 0.1, e)
    fine += noise2(x / 1.5, z / 4) * smooth(3, 0.5, e)
    r = 0.088 + 0.045 * t + 0.022 * fine
    g = 0.118 + 0.030 * t + 0.026 * fine
    b = 0.030 + 0.012 * t + 0.006 * fine
    hill = smooth(500, 3800, z + 260 * noise2(x / 900 + place, 1.5))
    wood = smooth(0.0, 0.12, fbm2(x / 420 + place, z / 420, 3)) * smooth(0, 0.04, hill)
    leaf = 0.7 + 0.6 * noise2(x / 6, z / 10)
    r += (0.036 * leaf - r) * wood
    g += (0.058 * leaf - g) * wood
    b += (0.020 * leaf - b) * wood
    return r, g, b, fine


@jit
def _irradiance(air: Air, gx: float, gz: float) -> tuple[float, float]:
    """Sunlight and skylight on a slope; grass lets a third of the light through."""
    k = 1 / math.sqrt(1 + gx * gx + gz * gz)
    facing = (air.sun[1] - gx * air.sun[0] - gz * air.sun[2]) * k
    facing = facing * 0.65 + 0.35 * abs(facing)
    return max(facing, 0.0) / math.pi + 0.08 * air.sun[1] / math.pi, 0.55 + 0.45 * k


@parallel
def _shade(eye: Eye, air: Air, place: float, depth: Floats, out: Floats) -> None:
    for py in prange(eye.height):
        for px in range(eye.width):
            z = depth[py, px]
            if z <= 0:
                continue
            u = (px - eye.centre) / eye.focal
            v = (eye.horizon - py) / eye.focal
            x = u * z
            e = max(0.004, z / eye.focal * 1.1)
            h = height(x, z, place)
            r, g, b, fine = _albedo(x, z, e, place)
            gx = (height(x + e, z, place) - h) / e + 0.5 * fine
            gz = (height(x, z + e, place) - h) / e
            sun, fill = _irradiance(air, gx, gz)
            r *= air.light[0] * sun + air.ambient[0] * fill
            g *= air.light[1] * sun + air.ambient[1] * fill
            b *= air.light[2] * sun + air.ambient[2] * fill
            # Air thins with height: hilltops stand out of the valley's haze.
            rise = max(v * z, 1.0) / 900.0
            through = z * math.sqrt(1 + u * u + v * v) * (1 - math.exp(-rise)) / rise
            out[py, px, 0], out[py, px, 1], out[py, px, 2] = hazed(air, r, g, b, through, u, 1.0)


def paint_land(eye: Eye, air: Air, place: float, radiance: Floats) -> Floats:
    """Draw the country over the sky plate in place; returns z in metres per pixel, 0 for sky."""
    near = max(0.4, eye.focal * eye.above * 0.75 / (eye.height - eye.horizon))
    depth = np.zeros((eye.height, eye.width), np.float32)
    _sweep(eye, near, int(math.log(_FAR / near) / math.log(_RATIO)), place, depth)
    _shade(eye, air, place, depth, radiance)
    return depth
