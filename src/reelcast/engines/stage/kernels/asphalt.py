"""A country road laid over the land: asphalt with wear, cracks and lines, wet, under snow; posts.

The asphalt follows the ground of the depth map it is painted over.
"""

import math

import cv2
import numpy as np
from numba import prange

from reelcast.engines.stage.kernels.air import Air, hazed
from reelcast.engines.stage.kernels.eye import Eye
from reelcast.engines.stage.kernels.jit import jit, parallel
from reelcast.engines.stage.kernels.land import Country, aside
from reelcast.engines.stage.kernels.noise import Floats, clamp, fbm2, noise2, smooth, uniform
from reelcast.engines.stage.kernels.splat import STRIPS, rod, strip_of

HALF = 5.2
"""Half the width of the asphalt in metres: two lanes and shoulders."""
_LANE = 3.6
"""From the middle to the line at the edge."""
_LINE = 0.13
"""Width of a line."""
_DASH, _PERIOD = 3.0, 9.0
"""Length of a dash of the middle line, and of a dash with its gap."""
_GRAVEL = 0.7
"""Width of the gravel beside the asphalt."""
_PAINT = 0.52
"""Reflectance of the lines."""
_FAR = 4000.0
_SMALL = 4
"""Wet asphalt mirrors a plate of a quarter of the size: it is rough."""

Three = tuple[float, float, float]


@jit
def _band(s: float, half: float, e: float) -> float:
    """The share of a stretch ``e`` wide around ``s`` that lies within ``half`` of 0."""
    low, high = max(s - 0.5 * e, -half), min(s + 0.5 * e, half)
    return max(high - low, 0.0) / e


@jit
def _dashes(z: float, e: float) -> float:
    """The share of a stretch ``e`` long around ``z`` that lies on dashes."""
    a, b = (z - 0.5 * e) / _PERIOD, (z + 0.5 * e) / _PERIOD
    before = math.floor(a) * _DASH + min((a - math.floor(a)) * _PERIOD, _DASH)
    after = math.floor(b) * _DASH + min((b - math.floor(b)) * _PERIOD, _DASH)
    return (after - before) / e


@jit
def _lines(s: float, z: float, ex: float, ez: float, double: float) -> tuple[float, float]:
    """How much of a pixel is white and how much is yellow paint."""
    edges = _band(abs(s) - _LANE, 0.5 * _LINE, ex)
    worn = smooth(-0.75, 0.0, 0.7 * noise2(s * 14, z * 9) + 0.7 * noise2(s * 2.3 + 7, z / 2.3))
    if double > 0:
        return edges * worn, _band(abs(s) - 0.11, 0.055, ex) * worn
    return max(edges, _band(s, 0.5 * _LINE, ex) * _dashes(z, ez)) * worn, 0.0


@jit
def _tracks(s: float) -> float:
    """1 where wheels run, 0 between."""
    lane = abs(abs(s) - 1.8)
    return math.exp(-(((lane - 0.82) / 0.34) ** 2)) * smooth(_LANE + 0.3, _LANE - 0.3, abs(s))


@jit
def _seam(x: float, y: float) -> float:
    """How far a point is from the nearest of winding lines, in the unit of the noise."""
    n = noise2(x, y)
    gx, gy = (noise2(x + 0.02, y) - n) / 0.02, (noise2(x, y + 0.02) - n) / 0.02
    # Where the noise is level near 0 there is no line, rather than a blot.
    steep = math.sqrt(gx * gx + gy * gy)
    return abs(n) / (steep + 1e-3) + 0.25 * smooth(0.6, 0.1, steep)


@jit
def _cracks(s: float, z: float, e: float, place: float) -> float:
    """0 to 1: thin cracks, and some sealed with tar, fading where they are finer than a pixel."""
    if e > 0.12:
        return 0.0
    z += 37 * place
    bent = 0.10 * fbm2(s * 2.2, z * 2.2, 3)
    across = 5.0 * _seam(s / 9.0 + 3, z / 5.0 + bent)
    where = smooth(0.0, 0.3, noise2(s / 5 + 9, z / 8))
    wide = 0.004 + 0.5 * e
    thin = where * smooth(wide, 0.3 * wide, across) * min(0.010 / wide, 1.0)
    fine = _seam(s / 1.3 + 0.8 * bent, z / 2.1 + 5 + bent)
    web = smooth(0.12, 0.45, noise2(s / 3 + 2, z / 6 + 4)) * smooth(0.02, 0.006, e)
    thin = max(thin, web * smooth(wide, 0.3 * wide, 1.6 * fine) * 0.7)
    tar = 6.0 * _seam(s / 14.0 + 31 + 0.4 * bent, z / 6.0 + 0.6 * bent)
    tar = smooth(0.050, 0.035, tar + 0.02 * noise2(s * 3, z * 3)) * 0.6
    return max(thin, tar * smooth(0.10, 0.02, e))


@jit
def _mended(s: float, z: float, place: float) -> float:
    """1 on a patch of newer, darker asphalt: rectangles within one lane."""
    i, j = math.floor(s / _LANE), math.floor(z / 7.0 + place)
    u, v = s / _LANE - i, z / 7.0 + place - j
    if uniform(i, j + 3) > 0.16:
        return 0.0
    left, wide = 0.08 + 0.4 * uniform(i, j + 4), 0.15 + 0.3 * uniform(i, j + 5)
    first, long = 0.1 + 0.3 * uniform(i, j + 6), 0.15 + 0.4 * uniform(i, j + 7)
    inside = min(wide - abs(u - left - wide / 2) * 2, 3 * (long - abs(v - first - long / 2) * 2))
    return smooth(0.0, 0.012, inside)


@jit
def _asphalt(s: float, z: float, e: float, place: float) -> float:
    """Reflectance of the dry, bare surface; ``e`` is metres per pixel."""
    broad = fbm2(s / 3.0 + place, z / 9.0, 4)
    grain = noise2(s * 55, z * 55) * smooth(0.035, 0.008, e)
    grain += 0.7 * noise2(s * 140, z * 140) * smooth(0.012, 0.003, e)
    v = 0.088 + 0.026 * broad + 0.016 * grain + 0.014 * _tracks(s)
    v += 0.012 * noise2(s * 1.6, z * 0.45) + 0.008 * noise2(s * 5, z * 2)
    v -= 0.018 * math.exp(-((abs(s) - 1.8) ** 2) / 0.10)  # Oil between the wheels.
    v *= 1 - 0.24 * _mended(s + 0.02 * noise2(s * 3, z * 3), z, place) * smooth(0.4, 0.06, e)
    return v * (1 - 0.65 * _cracks(s, z, e, place))


@jit
def _surface(
    country: Country, double: float, s: float, z: float, ex: float, ez: float
) -> tuple[Three, float]:
    """Reflectance of the dry road and how much of the pixel is road; beside it lies gravel."""
    e = math.sqrt(ex * ez)
    ragged = 0.07 * noise2(z * 1.3, 4.5) + 0.05 * noise2(z * 6, 1.5)
    v = _asphalt(s, z, e, country.place)
    tint = (v, 0.985 * v, 0.96 * v)
    white, yellow = _lines(s, z, ex, ez, double)
    tint = (
        tint[0] + (_PAINT - tint[0]) * white + (0.46 - tint[0]) * yellow,
        tint[1] + (_PAINT - tint[1]) * white + (0.30 - tint[1]) * yellow,
        tint[2] + (_PAINT - tint[2]) * white + (0.035 - tint[2]) * yellow,
    )
    stony = smooth(-0.5, 0.5, (abs(s) - HALF - ragged) / max(ex, 0.03))
    stone = 0.15 + 0.06 * noise2(s * 23, z * 23) * smooth(0.05, 0.01, e)
    stone += 0.03 * noise2(s * 3, z * 3)
    tint = (
        tint[0] + (stone * 1.05 - tint[0]) * stony,
        tint[1] + (stone * 0.95 - tint[1]) * stony,
        tint[2] + (stone * 0.80 - tint[2]) * stony,
    )
    rim = HALF + _GRAVEL + 3 * ragged + 0.25 * noise2(s * 4, z * 4)
    return tint, smooth(0.5, -0.5, (abs(s) - rim) / max(ex, 0.12))


@jit
def _pools(country: Country, s: float, z: float, e: float) -> float:
    """How deep the water stands, 0 to 1: in ruts and hollows."""
    hollow = fbm2(s / 1.5 + 7, z / 4.5 + country.place, 4)
    p = smooth(0.02, 0.30, hollow + 0.16 * _tracks(s) + 0.10 * smooth(3.8, 4.8, abs(s)))
    return p + (0.45 - p) * smooth(0.2, 1.5, e)


@jit
def _snowed(air: Air, country: Country, s: float, z: float) -> float:
    """How much of the road snow covers: least where wheels run."""
    drift = 0.55 * fbm2(s / 1.2 + 3, z / 6.0 + country.place, 4)
    heaps = smooth(2.9, 4.6, abs(s) + drift)
    ragged = 0.16 * noise2(s * 7, z * 3) + 0.10 * noise2(s * 22, z * 13)
    lies = air.snow * (0.62 + 0.8 * heaps - 0.66 * _tracks(s)) + drift + ragged - 0.15
    return smooth(0.36, 0.62, lies)


@jit
def _mirrored(mirror: Floats, eye: Eye, px: int, py: int, wave: float) -> Three:
    """What is seen in the wet road: the plate above the horizon, upside down."""
    row = (2 * eye.horizon - py) / _SMALL + wave
    j = clamp(row, 0.0, mirror.shape[0] - 1.001)
    i = clamp(px / _SMALL - 0.5, 0.0, mirror.shape[1] - 1.001)
    a, b = int(j), int(i)
    v, u = j - a, i - b
    p, q, r, w = (1 - u) * (1 - v), u * (1 - v), (1 - u) * v, u * v
    m = mirror
    return (
        m[a, b, 0] * p + m[a, b + 1, 0] * q + m[a + 1, b, 0] * r + m[a + 1, b + 1, 0] * w,
        m[a, b, 1] * p + m[a, b + 1, 1] * q + m[a + 1, b, 1] * r + m[a + 1, b + 1, 1] * w,
        m[a, b, 2] * p + m[a, b + 1, 2] * q + m[a + 1, b, 2] * r + m[a + 1, b + 1, 2] * w,
    )


@parallel
def _lay(
    country: Country,
    double: float,
    eye: Eye,
    air: Air,
    shadows: Floats,
    mirror: Floats,
    out: Floats,
    depth: Floats,
) -> None:
    for py in prange(eye.height):
        for px in range(eye.width):
            z = depth[py, px]
            if z <= 0 or z > _FAR:
                continue
            u = (px + 0.5 - eye.centre) / eye.focal
            s = aside(country, u * z, z)
            if abs(s) > HALF + _GRAVEL + 1.5:
                continue
            ex = 1.2 * z / eye.focal
            ez = max(ex * z / eye.above, 0.004)
            tint, cover = _surface(country, double, s, z, ex, ez)
            if cover <= 0:
                continue
            e = math.sqrt(ex * ez)
            wet = max(air.wet, 0.7 * min(air.snow * 2, 1.0))
            k = 1 - 0.50 * wet
            snow = _snowed(air, country, s, z) if air.snow > 0 else 0.0
            sun = max(air.sun[1], 0.06) / math.pi * shadows[py, px]
            fill = 1 + 0.5 * smooth(0.0, 0.4, air.night) * (1 - air.snow)
            r = tint[0] * k + (0.76 - tint[0] * k) * snow
            g = tint[1] * k + (0.79 - tint[1] * k) * snow
            b = tint[2] * k + (0.84 - tint[2] * k) * snow
            r *= air.light[0] * sun + air.ambient[0] * fill
            g *= air.light[1] * sun + air.ambient[1] * fill
            b *= air.light[2] * sun + air.ambient[2] * fill
            pool = wet * _pools(country, s, z, e) * (1 - snow) if wet > 0 else 0.0
            steep = eye.above / math.sqrt(z * z * (1 + u * u) + eye.above**2)
            # Even dry asphalt shines at a glance; a film of water mirrors, the more the deeper.
            fresnel = (1 - steep) ** 5
            shine = (0.06 + 0.30 * wet) * fresnel * (1 - snow) + 0.62 * pool * (0.03 + fresnel)
            wave = (1.4 - pool) * (noise2(u * z * 6, z * 3) * 2.0 - 1.0) * min(wet, 1.0)
            mr, mg, mb = _mirrored(mirror, eye, px, py, wave)
            shine = min(shine, 0.72)
            r += (mr - r) * shine
            g += (mg - g) * shine
            b += (mb - b) * shine
            r, g, b = hazed(air, r, g, b, z, u, 1.0)
            out[py, px, 0] += (r - out[py, px, 0]) * cover
            out[py, px, 1] += (g - out[py, px, 1]) * cover
            out[py, px, 2] += (b - out[py, px, 2]) * cover


def paint_road(
    eye: Eye,
    air: Air,
    country: Country,
    double: bool,
    shadows: Floats,
    radiance: Floats,
    depth: Floats,
) -> None:
    """Lay the country's road over the plate's ground in place.

    ``double`` has a double yellow line in the middle, otherwise it is white and broken;
    ``shadows`` is the share of the key light per pixel.
    """
    rows = max(int(eye.horizon), _SMALL * 2)
    size = (-(-eye.width // _SMALL), -(-rows // _SMALL))
    small = cv2.resize(radiance[:rows], size, interpolation=cv2.INTER_AREA)
    # Ripples draw reflections out downwards; lamps and the sun's disc must not become patches.
    small = np.minimum(small, 3 * small.mean((0, 1)))
    mirror = cv2.GaussianBlur(small, (0, 0), sigmaX=1.2, sigmaY=5, borderType=cv2.BORDER_REPLICATE)
    _lay(country, float(double), eye, air, shadows, mirror, radiance, depth)


@parallel
def _posts(rods: Floats, eye: Eye, air: Air, out: Floats, depth: Floats) -> None:
    for s in prange(STRIPS):
        strip = strip_of(s, eye.width)
        for k in range(rods.shape[0]):
            x0, y0, z0, r0 = rods[k, 0], rods[k, 1], rods[k, 2], rods[k, 3]
            x1, y1, z1, r1 = rods[k, 4], rods[k, 5], rods[k, 6], rods[k, 7]
            m0, m1 = eye.focal / z0, eye.focal / z1
            a, b = eye.centre + x0 * m0, eye.centre + x1 * m1
            wide = max(r0 * m0, r1 * m1) + 2
            if max(a, b) + wide < strip.first or min(a, b) - wide > strip.end:
                continue
            sun = (0.30 + 0.35 * max(-air.sun[2], 0.0) + 0.35 * rods[k, 11]) / math.pi
            fill = (0.62 + 0.3 * rods[k, 11]) * (1 + 0.6 * smooth(0.0, 0.4, air.night))
            colour = hazed(
                air,
                rods[k, 8] * (air.light[0] * sun + air.ambient[0] * fill),
                rods[k, 9] * (air.light[1] * sun + air.ambient[1] * fill),
                rods[k, 10] * (air.light[2] * sun + air.ambient[2] * fill),
                0.5 * (z0 + z1),
                x0 / z0,
                1.0,
            )
            start = (a, eye.horizon - (y0 - eye.above) * m0, r0 * m0)
            end = (b, eye.horizon - (y1 - eye.above) * m1, r1 * m1)
            rod(out, depth, strip, start, end, (z0, z1), colour, 0.4 * air.sun[0])


def paint_posts(eye: Eye, air: Air, rods: Floats, radiance: Floats, depth: Floats) -> None:
    """Draw posts, poles, rails and wires in place.

    Rows are x, y, z, radius of one end, the same of the other (metres), reflectance RGB, and how
    much the rod looks up to the light (0 to 1). The farthest come first.
    """
    _posts(rods, eye, air, radiance, depth)
