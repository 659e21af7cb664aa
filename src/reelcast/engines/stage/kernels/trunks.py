"""Trunks close up: bark, moss, snow, roots that grip the floor, dead boughs, a fallen one."""

import math

from numba import prange

from reelcast.engines.stage.kernels.air import Air
from reelcast.engines.stage.kernels.eye import Eye
from reelcast.engines.stage.kernels.jit import jit, parallel
from reelcast.engines.stage.kernels.noise import Floats, clamp, fbm2, noise2, smooth, uniform
from reelcast.engines.stage.kernels.splat import STRIPS, Strip, rod, strip_of
from reelcast.engines.stage.kernels.woods import Three, Wood, lit_below, misty

_ROOTED = 22.0
"""Metres up to which roots are seen."""
_BOUGHS = 7


@jit
def _bark(
    air: Air, angle: float, y: float, seed: float, z: float, pale: float
) -> tuple[Three, float]:
    """Reflectance of bark at ``angle`` around a trunk and ``y`` up it; how its face is turned."""
    fine = smooth(160, 20, z)
    close = smooth(30, 6, z)
    ridge = 1 - abs(noise2(angle * 5 + 0.8 * noise2(y * 1.6, seed), y * 1.5 + seed)) * 2.2
    ridge = ridge * 0.7 + 0.45 * noise2(angle * 14, y * 7 + seed) * fine
    ridge += 0.3 * noise2(angle * 40, y * 23) * close
    ridge *= 1 - 0.6 * pale
    v = (0.080 + 0.26 * pale) * (0.62 + 0.60 * ridge)
    scars = pale * smooth(0.25, 0.5, noise2(angle * 1.4 + seed, y * 5))
    v *= (1 - 0.8 * scars) * (1 - 0.65 * pale * smooth(0.9, 0.1, y))
    moss = noise2(y * 0.8 + seed, angle * 0.7) + 0.9 * math.exp(-y * 0.9) - 0.15 - 0.5 * pale
    moss = smooth(0.1, 0.6, moss) * (1 - air.snow)
    r = v * 1.02 + (0.040 + 0.03 * ridge - v * 1.02) * moss
    g = v * 0.86 + (0.062 + 0.04 * ridge - v * 0.86) * moss
    b = v * (0.70 + 0.2 * pale) + (0.018 + 0.01 * ridge - v * 0.70) * moss
    k = 1 - 0.38 * air.wet
    # Driven snow clings to one side.
    cling = smooth(0.35, 0.8, air.snow * (0.30 + 0.75 * math.sin(angle - 0.5)) + 0.30 * ridge)
    cling *= air.snow
    r, g, b = r * k, g * k, b * k
    return (r + (0.72 - r) * cling, g + (0.75 - g) * cling, b + (0.80 - b) * cling), ridge * fine


@jit
def _trunk_pixel(
    air: Air, wood: Wood, trunk: Floats, q: float, y: float, x: float, z: float
) -> Three:
    """A trunk's colour at ``q`` (-1 to 1) across it and ``y`` metres up."""
    seed = float(trunk[4])
    angle = math.asin(q)
    tint, ridge = _bark(air, angle, y, seed, z, trunk[5])
    nx, nz = q + 0.35 * ridge, -math.sqrt(1 - q * q)
    spots = smooth(-0.02, 0.32, fbm2(x / 1.1 + q * trunk[2], y / 1.7 + seed, 3))
    sun = max(nx * air.sun[0] * 1.25 + nz * air.sun[2], 0.0) * spots * 1.1
    rim = 0.06 * max(air.sun[2], 0.0) * smooth(0.65, 1.0, abs(q))
    sky = 0.42 + 0.22 * abs(q) - 0.12 * nz + 0.10 * ridge
    sky *= 0.55 + 0.45 * smooth(0.0, 0.5, y)
    return misty(wood, lit_below(air, tint, sun + rim, sky), z)


@jit
def _trunk(
    eye: Eye, air: Air, wood: Wood, trunk: Floats, strip: Strip, out: Floats, depth: Floats
) -> None:
    x, z, radius, lean = float(trunk[0]), float(trunk[1]), float(trunk[2]), float(trunk[3])
    m = eye.focal / z
    foot = int(min(eye.horizon + eye.above * m, eye.height - 1.0))
    flare = 0.8 * (0.8 + 0.4 * noise2(trunk[4], 1.5)) * (1 - 0.6 * trunk[5])
    for j in range(foot + 1):
        y = max(eye.above - (j + 0.5 - eye.horizon) / m, 0.0)
        w = radius * (1 + flare * math.exp(-y * 3.2 / (0.3 + radius))) * max(1 - 0.018 * y, 0.3)
        middle = x + lean * y + 0.10 * noise2(y / 3.1, trunk[4] * 3.7)
        a = eye.centre + (middle - w) * m
        b = eye.centre + (middle + w) * m
        for i in range(max(int(a), strip.first), min(int(b) + 1, strip.end)):
            d = depth[j, i]
            if d > 0 and d < z - 0.05:
                continue
            q = clamp(((i + 0.5 - eye.centre) / m - middle) / w, -1.0, 1.0)
            cover = clamp(min(i + 1 - a, b - i), 0.0, 1.0)
            colour = _trunk_pixel(air, wood, trunk, q, y, middle, z)
            for c in range(3):
                out[j, i, c] += (colour[c] - out[j, i, c]) * cover
            if cover > 0.5:
                depth[j, i] = z


@jit
def _limbs(
    eye: Eye, air: Air, wood: Wood, trunk: Floats, strip: Strip, out: Floats, depth: Floats
) -> None:
    """Roots along the floor and dead boughs, both in two pieces that bend."""
    x, z, radius = float(trunk[0]), float(trunk[1]), float(trunk[2])
    seed = int(trunk[4] * 1000)
    m = eye.focal / z
    side = 0.4 * air.sun[0]
    base = lit_below(air, (0.066, 0.054, 0.042), 0.10, 0.50 - 0.2 * air.wet)
    colour = misty(wood, base, z)
    for k in range(_BOUGHS):
        y = 1.6 + 8.5 * uniform(seed, k + 20)
        turn = 6.2832 * uniform(seed, k + 30)
        long = (0.5 + 1.9 * uniform(seed, k + 40)) * (0.6 + radius)
        ca, rise = math.cos(turn) * long, (0.55 * uniform(seed, k + 50) - 0.1) * long
        x0 = eye.centre + (x + trunk[3] * y) * m
        y0 = eye.horizon - (y - eye.above) * m
        w = radius * 0.16 * m
        knee = (x0 + 0.55 * ca * m, y0 - 0.35 * rise * m, 0.7 * w)
        zs = z + 0.3 * math.sin(turn) * long
        rod(out, depth, strip, (x0, y0, w), knee, (z - 0.02, zs), colour, side)
        end = (x0 + ca * m, y0 - rise * m - 0.1 * long * m, 0.2 * w)
        rod(out, depth, strip, knee, end, (zs, zs), colour, side)
        fork = (knee[0] + 0.35 * ca * m, knee[1] + (0.12 - 0.3 * rise) * long * m, 0.15 * w)
        rod(out, depth, strip, knee, fork, (zs, zs), colour, side)
    if z > _ROOTED:
        return
    for k in range(6):
        turn = 6.2832 * (k + 0.8 * uniform(seed, k + 60)) / 6
        long = radius * (2.2 + 2.2 * uniform(seed, k + 70))
        ca, sa = math.cos(turn), math.sin(turn)
        z0, z1 = z + sa * radius, z + sa * long
        m0, m1 = eye.focal / z0, eye.focal / z1
        start = (
            eye.centre + (x + ca * radius * 1.1) * m0,
            eye.horizon + (eye.above - 0.12 * radius) * m0,
            radius * 0.20 * m0,
        )
        end = (eye.centre + (x + ca * long) * m1, eye.horizon + eye.above * m1, 0.03 * radius * m1)
        rod(out, depth, strip, start, end, (z0 - 0.2, z1 - 0.05), colour, side)


@parallel
def _trunks(trunks: Floats, eye: Eye, air: Air, wood: Wood, out: Floats, depth: Floats) -> None:
    for s in prange(STRIPS):
        strip = strip_of(s, eye.width)
        for t in range(trunks.shape[0]):
            trunk = trunks[t]
            m = eye.focal / trunk[1]
            x = eye.centre + trunk[0] * m
            reach = (trunk[2] * 5 + abs(trunk[3]) * 14 + 2.6) * m
            if x + reach >= strip.first and x - reach <= strip.end:
                _trunk(eye, air, wood, trunk, strip, out, depth)
                if trunk[1] < 60:
                    _limbs(eye, air, wood, trunk, strip, out, depth)


def paint_trunks(
    eye: Eye, air: Air, wood: Wood, trunks: Floats, radiance: Floats, depth: Floats
) -> None:
    """Draw trunks in place, given the farthest first.

    Rows are x, z, radius (metres), lean (metres aside per metre up), seed, and 0 for rough bark or
    1 for a birch's.
    """
    _trunks(trunks, eye, air, wood, radiance, depth)


@jit
def _sawn(y: float, aside: float) -> Three:
    """Reflectance of the sawn end of a log, ``y`` and ``aside`` from its heart in radii."""
    away = math.sqrt(y * y + aside * aside)
    ring = 0.5 + 0.5 * math.sin(26 * away + 2.5 * noise2(y * 2, aside * 2))
    v = (0.075 + 0.035 * ring) * (0.75 + 0.5 * noise2(y * 3, aside * 3 + 5))
    v *= 1 - 0.7 * smooth(0.86, 0.95, away)
    crack = smooth(0.035, 0.0, abs(y * 0.8 - aside * 0.5)) * smooth(0.7, 0.3, away)
    v *= 1 - 0.6 * crack
    return v, 0.82 * v, 0.62 * v


@jit
def _log_tint(air: Air, q: float, along: float, y: float) -> tuple[Three, float]:
    """Reflectance of the log's bark, mossy above or under snow; how its face is turned."""
    tint, ridge = _bark(air, math.asin(q) * 2.2, along * 1.6 + 3, 7.7, 4.0, 0.0)
    up = 0.75 * smooth(-0.1, 0.8, q + 0.35 * noise2(along * 3, y * 9)) * (1 - air.snow)
    cap = smooth(0.25, 0.60, q + 0.14 * noise2(along * 4, 1.5)) * min(2 * air.snow, 1.0)
    r = tint[0] * 0.8 + (0.048 + 0.02 * ridge - tint[0] * 0.8) * up
    g = tint[1] * 0.8 + (0.078 + 0.03 * ridge - tint[1] * 0.8) * up
    b = tint[2] * 0.8 + (0.020 + 0.01 * ridge - tint[2] * 0.8) * up
    return (r + (0.76 - r) * cap, g + (0.79 - g) * cap, b + (0.84 - b) * cap), ridge


@jit
def _log_colour(air: Air, q: float, along: float, y: float, end: float, side: float) -> Three:
    """The log's light at ``q`` (-1 to 1) up it; ``end`` (-1 to 1) across its sawn end, or 2."""
    if end <= 1:
        sun = max(0.75 * side * air.sun[0] - 0.65 * air.sun[2], 0.0) * 0.8
        return lit_below(air, _sawn(q, end), sun, 0.62 + 0.2 * q)
    tint, ridge = _log_tint(air, q, along, y)
    nz = -math.sqrt(1 - q * q)
    sun = max((q + 0.3 * ridge) * air.sun[1] + nz * air.sun[2], 0.0)
    sun *= 0.25 + 0.75 * smooth(-0.1, 0.3, fbm2(along / 0.6, 2.2, 2))
    sky = (0.10 + 0.85 * smooth(-1.0, 0.9, q)) * (1 + 0.35 * ridge)
    return lit_below(air, tint, sun, sky * (1 - 0.6 * smooth(0.08, 0.0, y)))


@parallel
def paint_log(
    log: Floats,
    eye: Eye,
    air: Air,
    wood: Wood,
    out: Floats,
    depth: Floats,
) -> None:
    """Draw a fallen trunk across the view in place: middle x, z, length and radius in metres.

    The end nearer to the middle of the view is sawn and turned towards it.
    """
    x, z, long, radius = log[0], log[1], log[2], log[3]
    m = eye.focal / z
    side = 1.0 if x < 0 else -1.0
    foot = eye.horizon + eye.above * m
    face = 0.34 * radius
    last = min(int(foot + 0.35 * m), eye.height - 1)
    for j in prange(max(int(foot - 2.3 * radius * m), 0), last + 1):
        y = (foot - j - 0.5) / m
        for i in range(eye.width):
            # Metres from the far end towards the sawn one.
            along = side * ((i + 0.5 - eye.centre) / m - x) + long / 2
            if along < -0.2 or along > long + face + 0.2:
                continue
            if y < 0:
                near = smooth(-0.1, 0.2, along) * smooth(long + 0.25, long, along)
                for c in range(3):
                    out[j, i, c] *= 1 - 0.6 * near * math.exp(y / 0.07)
                continue
            bulge = 0.035 * noise2(along * 1.7, 3.3) + 0.012 * noise2(along * 9, 6.1)
            thick = radius * (0.88 + 0.12 * along / long + bulge)
            q = clamp(y / thick - 1, -1.0, 1.0)
            round_ = face * math.sqrt(1 - q * q)
            cover = clamp((2 * thick - y) * m + 0.5, 0.0, 1.0)
            cover *= clamp((along - face + round_) * m + 0.5, 0.0, 1.0)
            cover *= clamp((long + round_ - along) * m + 0.5, 0.0, 1.0)
            if cover <= 0 or depth[j, i] < z - 2 * radius:
                continue
            end = (along - long) / face
            if abs(end) > math.sqrt(1 - q * q):
                end = 2.0
            colour = misty(wood, _log_colour(air, q, along, y, end, side), z)
            for c in range(3):
                out[j, i, c] += (colour[c] - out[j, i, c]) * cover
            if cover > 0.5:
                depth[j, i] = z - radius * math.sqrt(max(1 - q * q, 0.0)) * 0.5
