"""The near ground of the mountains, pixel by pixel: alpine turf, gravel, wet pebbles, snow.

What stands up from it (blades, flowers, stones) is ``herbs``' and ``stones``'. Metres.
"""

import math

from numba import prange

from reelcast.engines.stage.kernels.air import Air, hazed
from reelcast.engines.stage.kernels.alps import haze_path
from reelcast.engines.stage.kernels.bank import (
    DRY,
    Land,
    brink,
    near_height,
    near_slopes,
    waterline,
)
from reelcast.engines.stage.kernels.deal import dealt, turns
from reelcast.engines.stage.kernels.eye import Eye
from reelcast.engines.stage.kernels.jit import jit, parallel
from reelcast.engines.stage.kernels.mountains import EXTENT, bilinear
from reelcast.engines.stage.kernels.noise import (
    Floats,
    clamp,
    fbm2,
    integer_hash,
    noise2,
    smooth,
)

_SHADE_FROM, _SHADE_TO = 70.0, 260.0
"""Shadows of clouds and ridges fall from here on: the subjects' own ground lies in the key light,
as the subjects do."""


@jit
def turf_share(land: Land, x: float, z: float) -> float:
    """How much of the ground is grown over; the rest is gravel, or pebbles at the water."""
    p = land.place
    patch = fbm2(x / 3.7 + p, z / 3.7, 4)
    if land.level == DRY:
        return 0.15 + 0.85 * smooth(-0.46, -0.24, patch + 0.12 * noise2(x / 11, z / 11 + p))
    up = waterline(land, x) - z
    return smooth(1.3, 2.6, up + 3.4 * patch + 0.3 * noise2(x / 0.3, z / 0.3))


@jit
def pebble(x: float, z: float) -> tuple[float, float, float, float]:
    """The pebble at a point, one per cell of 1: roundness (0 in the gaps), its slopes, its own."""
    i = math.floor(x)
    j = math.floor(z)
    best = 9.0
    next_ = 9.0
    bx = bz = own = 0.0
    for dj in range(-1, 2):
        for di in range(-1, 2):
            h = integer_hash(i + di, j + dj)
            u = i + di + 0.15 + 0.7 * ((h & 1023) / 1023.0) - x
            v = j + dj + 0.15 + 0.7 * (((h >> 10) & 1023) / 1023.0) - z
            d = u * u + v * v
            if d < best:
                next_ = best
                best = d
                bx = u
                bz = v
                own = ((h >> 20) & 1023) / 1023.0
            elif d < next_:
                next_ = d
    gap = math.sqrt(next_) - math.sqrt(best)
    round_ = smooth(0.0, 0.22, gap)
    lean = 0.9 * smooth(0.5, 0.05, gap)
    return round_, bx * lean, bz * lean, own


@jit
def _gravel(
    x: float, z: float, e: float, wet: float, soil: float
) -> tuple[float, float, float, float, float]:
    """Reflectance of stones, ``soil`` of them missing, and the slopes they add; two sizes."""
    grain = noise2(x * 90, z * 90) * smooth(0.02, 0.004, e)
    far = fbm2(x * 2.3, z * 2.3, 3)
    size = 13.0 if noise2(x * 0.8 + 5, z * 0.8) > 0.1 else 29.0
    # Bent, so that stones differ in size.
    px = x * size + 1.3 * noise2(x * 0.30 * size, z * 0.26 * size)
    pz = z * size + 1.3 * noise2(x * 0.27 * size + 9, z * 0.31 * size)
    round_, gx, gz, own = pebble(px, pz)
    near = smooth(0.6, 0.12, e * size)
    if own < soil:
        round_ *= 0.0
    near_tone = 0.11 * (own - 0.5) * near
    tone = 0.150 + near_tone + 0.05 * far + 0.02 * grain
    gap = (1 - round_) * near
    tone *= 1 - 0.62 * gap
    warm = 0.016 * math.sin(own * 37) * near + 0.012 * gap
    dark = 1 - 0.5 * wet
    r = (tone + 0.008 + warm) * dark
    rise = near * round_
    return r, tone * 0.96 * dark, (tone * 0.89 - warm) * dark, gx * rise, gz * rise


@jit
def withered(land: Land, x: float, z: float) -> float:
    """How dry the turf is, 0 (lush) to 1 (straw): hollows stay green, humps and paths do not."""
    p = land.place
    n = fbm2(x / 5.3 + p, z / 5.3, 4) + 0.5 * noise2(x / 21, z / 27 + p)
    return smooth(-0.28, 0.55, n + 0.25 * noise2(x / 0.55, z / 0.55))


@jit
def _sward(land: Land, x: float, z: float, e: float) -> tuple[float, float, float, float]:
    """Reflectance of turf and its fine structure: herbs, straw, dark cushions of heath."""
    t = fbm2(x / 1.9, z / 1.9, 4)
    dry = withered(land, x, z)
    heath = smooth(0.12, 0.36, fbm2(x / 2.9 + 7, z / 3.7 + land.place, 4))
    fine = 0.0
    if e < 0.05:
        fine += noise2(x * 31, z * 19) * smooth(0.05, 0.012, e)
    if e < 0.2:
        fine += 0.8 * noise2(x * 7, z * 4.3) * smooth(0.2, 0.05, e)
    fine += 0.6 * noise2(x / 1.1, z / 1.9) * smooth(1.5, 0.3, e)
    r = 0.040 + 0.058 * dry + 0.012 * t + 0.012 * fine
    g = 0.062 + 0.026 * dry + 0.014 * t + 0.015 * fine
    b = 0.018 + 0.018 * dry + 0.004 * t + 0.004 * fine
    r += (0.046 - r) * heath * 0.7
    g += (0.044 - g) * heath * 0.7
    b += (0.022 - b) * heath * 0.7
    return r, g, b, fine


@jit
def snow_share(x: float, z: float, snow: float) -> float:
    """How much of the ground is white when ``snow`` (0 to 1) of the country lies under it."""
    if snow <= 0:
        return 0.0
    n = fbm2(x / 1.3, z / 1.3, 4) + 0.6 * noise2(x / 9, z / 9)
    return smooth(0.1, 0.45, snow * 1.25 - 0.45 + 0.55 * n)


@jit
def _ground(
    air: Air, land: Land, x: float, z: float, e: float
) -> tuple[float, float, float, float, float, float]:
    """Reflectance, slopes and openness to light of a point of the near ground."""
    h, gx, gz = near_slopes(land, x, z, e)
    turf = turf_share(land, x, z)
    wet = air.wet
    if land.level != DRY:
        wet = max(wet, smooth(0.14, 0.02, h - land.level + 0.03 * noise2(x * 2, z * 2)))
    open_ = 1.0
    r = g = b = 0.0
    if turf < 1:
        r, g, b, px, pz = _gravel(x, z, e, wet, 0.45 if land.level == DRY else 0.12)
        gx += px * (1 - turf)
        gz += pz * (1 - turf)
    if turf > 0:
        sr, sg, sb, fine = _sward(land, x, z, e)
        dark = 1 - 0.32 * air.wet
        r += (sr * dark - r) * turf
        g += (sg * dark - g) * turf
        b += (sb * dark - b) * turf
        gx += 0.36 * fine * turf
        open_ -= 0.2 * turf * smooth(0.3, -0.6, fine)
    snow = snow_share(x, z, air.snow) * smooth(0.05, 0.3, h - land.level)
    if snow > 0:
        drift = noise2(x / 0.9, z / 0.5) + 0.6 * noise2(x / 0.21, z / 0.16) * smooth(0.1, 0.02, e)
        r += (0.80 - r) * snow
        g += (0.83 - g) * snow
        b += (0.88 - b) * snow
        gx += (0.16 * drift - 0.7 * gx) * snow
        gz += (0.10 * drift - 0.7 * gz) * snow
        open_ += (0.93 + 0.07 * drift - open_) * snow
    return r, g, b, gx, gz, open_


@jit
def _daylight(
    air: Air, land: Land, x: float, z: float, gx: float, gz: float
) -> tuple[float, float]:
    """Sunlight and skylight on a slope; turf lets a third of the light through."""
    k = 1 / math.sqrt(1 + gx * gx + gz * gz)
    facing = (air.sun[1] - gx * air.sun[0] - gz * air.sun[2]) * k
    facing = max(facing * 0.7 + 0.3 * abs(facing), 0.0)
    n = land.sun.shape[0]
    seen = bilinear(land.sun, ((x + land.left) / EXTENT + 0.5) * n, z / EXTENT * n)
    seen = 1 - (1 - seen) * smooth(_SHADE_FROM, _SHADE_TO, z) * (1 - air.night * (1 - air.night))
    return (facing * seen + 0.08 * air.sun[1]) / math.pi, 0.55 + 0.45 * k


@parallel
def _shade(eye: Eye, air: Air, land: Land, depth: Floats, out: Floats) -> None:
    for turn in prange(turns(eye.height)):
        py = dealt(turn, eye.height)
        if py >= eye.height:
            continue
        for px in range(eye.width):
            z = depth[py, px]
            if z <= 0 or z >= brink(land):
                continue
            u = (px - eye.centre) / eye.focal
            v = (eye.horizon - py) / eye.focal
            x = u * z
            if land.level != DRY and near_height(land, x, z) < land.level:
                continue
            e = max(0.003, z / eye.focal * 1.1)
            r, g, b, gx, gz, open_ = _ground(air, land, x, z, e)
            sun, fill = _daylight(air, land, x, z, gx, gz)
            sun *= open_
            fill *= open_
            r *= air.light[0] * sun + air.ambient[0] * fill
            g *= air.light[1] * sun + air.ambient[1] * fill
            b *= air.light[2] * sun + air.ambient[2] * fill
            far = haze_path(land, z * math.sqrt(1 + u * u + v * v), v * z)
            out[py, px, 0], out[py, px, 1], out[py, px, 2] = hazed(air, r, g, b, far, u, 1.0)


@jit
def bed(land: Land, air: Air, x: float, z: float, e: float) -> tuple[float, float, float]:
    """Radiance of the lake's bed near the bank, as it would look without the water on it."""
    r, g, b, gx, gz = _gravel(x, z, e, 1.0, 0.12)
    k = 1 / math.sqrt(1 + gx * gx + gz * gz)
    facing = clamp((air.sun[1] - gx * air.sun[0] - gz * air.sun[2]) * k, 0.0, 1.0)
    sun = 0.8 * facing / math.pi
    return (
        r * (air.light[0] * sun + air.ambient[0]),
        g * (air.light[1] * sun + air.ambient[1]),
        b * (air.light[2] * sun + air.ambient[2]),
    )


def paint_turf(eye: Eye, air: Air, land: Land, depth: Floats, radiance: Floats) -> None:
    """Draw the near ground where ``depth`` shows it, in place; water is left out."""
    _shade(eye, air, land, depth, radiance)
