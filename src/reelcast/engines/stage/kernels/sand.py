"""The sand of a beach up close: ripples, footprints, shells and weed. Metres; tone, no height."""

import math

from reelcast.engines.stage.kernels.jit import jit
from reelcast.engines.stage.kernels.noise import noise2, smooth, uniform
from reelcast.engines.stage.kernels.relief import fractal_slopes2, slopes2
from reelcast.engines.stage.kernels.surf import Shore

_STRIDE = 0.66
"""Metres between footprints."""


@jit
def _prints(shore: Shore, s: float, on: float) -> float:
    """Depth, 0 to 1, of the footprints of somebody who walked along the water."""
    deep = 0.0
    for walk in range(2):
        if abs(s + 3.9 + 2.6 * walk) > 1.1:
            continue
        path = -(3.9 + 2.6 * walk) + 0.5 * noise2(on / 7 + shore.place, 40.0 + walk)
        if abs(s - path) > 0.5:
            continue
        k = math.floor(on / _STRIDE + 0.37 * walk)
        foot = -1.0 if k % 2 == 0 else 1.0
        a = (on / _STRIDE + 0.37 * walk - k - 0.5) * _STRIDE
        a += 0.05 * (uniform(int(k), 11 + walk) - 0.5)
        b = s - path - 0.13 * foot + 0.05 * (uniform(int(k), 13 + walk) - 0.5)
        waist = 0.052 - 0.012 * smooth(0.06, 0.0, abs(a + 0.01))
        q = (a / 0.14) ** 2 + (b / waist) ** 2
        rim = 0.30 * smooth(4.2, 1.6, q) * smooth(0.8, 1.7, q)
        deep = max(deep, smooth(1.7, 0.2, q)) - rim
    return deep


@jit
def relief(
    shore: Shore, x: float, z: float, s: float, dry: float, size: float
) -> tuple[float, float, float]:
    """Height in metres and slopes of the sand's own relief: for its shading only."""
    soft = 0.25 + 0.75 * dry
    h, gx, gz = fractal_slopes2(x / 1.9, z / 1.4, 3)
    h *= 0.030 * soft
    gx *= 0.030 / 1.9 * soft
    gz *= 0.030 / 1.4 * soft
    if size < 0.03:
        a, ax, az = slopes2(x * 1.1, z * 1.1)
        b, bx, bz = slopes2(x / 2.7, z / 2.7)
        phase = (s + 0.22 * a + 0.5 * b) / 0.019
        high = 0.0032 * smooth(-0.25, 0.45, noise2(x / 3.1 + shore.place, z / 2.3))
        high *= smooth(0.03, 0.010, size) * soft
        h += high * math.sin(phase)
        # A pixel that covers much of a ripple sees less of its slope.
        rise = high / 0.019 * math.cos(phase) * math.exp(-((size / 0.055) ** 2))
        n = 1 / math.sqrt(1 + shore.slant * shore.slant)
        gx += rise * (-shore.slant * n + 0.242 * ax + 0.185 * bx)
        gz += rise * (n + 0.242 * az + 0.185 * bz)
    if size < 0.09 and dry > 0:
        a, ax, az = slopes2(x * 6, z * 5)
        high = 0.0065 * smooth(0.09, 0.03, size) * dry
        h += high * a
        gx += 6 * high * ax
        gz += 5 * high * az
    if size < 0.025:
        a, ax, az = slopes2(x * 27, z * 27)
        high = 0.0016 * smooth(0.025, 0.008, size) * (0.2 + 0.8 * dry)
        h += high * a
        gx += 27 * high * ax
        gz += 27 * high * az
    return h, gx, gz


@jit
def trodden(shore: Shore, s: float, on: float, e: float) -> tuple[float, float, float]:
    """Depth and slopes of footprints, in their own depth; ``e`` metres is what a pixel sees."""
    if min(abs(s + 3.9), abs(s + 6.5)) > 1.2:
        return 0.0, 0.0, 0.0
    n = 1 / math.sqrt(1 + shore.slant * shore.slant)
    side = math.copysign(n, shore.slant)
    down = abs(shore.slant) * n
    deep = _prints(shore, s, on)
    gx = (_prints(shore, s - shore.slant * n * e, on + side * e) - deep) / e
    gz = (_prints(shore, s + n * e, on + down * e) - deep) / e
    return deep, gx, gz


@jit
def litter(x: float, z: float, s: float, size: float, place: float) -> float:
    """Shells (up to 1.6) and weed (down to 0.2) on the sand, as a factor; 1 is bare sand."""
    tone = 1.0
    if size < 0.02:
        i, j = math.floor(x / 0.31), math.floor(z / 0.31)
        p = uniform(int(i), int(j))
        if p > 0.945:
            cx = (i + 0.2 + 0.6 * uniform(int(i) + 71, int(j))) * 0.31
            cz = (j + 0.2 + 0.6 * uniform(int(i), int(j) + 71)) * 0.31
            r = 0.006 + 0.014 * uniform(int(i) + 5, int(j) + 9) ** 2
            q = ((x - cx) / r) ** 2 + ((z - cz) / (r * 1.4)) ** 2
            kind = 1.5 if p > 0.975 else 0.45
            tone += (kind * (1 - 0.3 * q) - 1) * smooth(1.25, 0.8, q)
    if size > 0.05 or abs(s + 4.6) > 2.0:
        return tone
    line = -4.6 + 0.7 * noise2(x / 2.3 + place, z / 2.3)
    band = math.exp(-((s - line) ** 2) / 0.10)
    weed = noise2(x * 13, z * 9) + 0.5 * noise2(x * 4, z * 4)
    return tone * (1 - 0.62 * band * smooth(0.42, 0.8, weed) * smooth(0.05, 0.015, size))
