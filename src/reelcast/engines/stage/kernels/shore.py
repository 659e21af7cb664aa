"""A beach: dry and wet sand, the film of the last wave, the sea beyond and a headland.

The ground under the subjects is the plane at height 0; bumps on it are tone only. Metres.
"""

import math

import numpy as np
from numba import prange
from numpy.typing import NDArray

from reelcast.engines.stage.kernels.air import Air, hazed
from reelcast.engines.stage.kernels.deal import dealt, turns
from reelcast.engines.stage.kernels.eye import Eye
from reelcast.engines.stage.kernels.jit import jit, parallel
from reelcast.engines.stage.kernels.noise import Floats, clamp, fbm2, noise2, smooth
from reelcast.engines.stage.kernels.sand import litter, relief, trodden
from reelcast.engines.stage.kernels.sea import (
    footprint,
    fresnel,
    glitter,
    make_glass,
    mirrored,
    steps_to,
    tap_at,
)
from reelcast.engines.stage.kernels.surf import (
    Shore,
    along,
    lace,
    surf_at,
    surf_at_most,
    water_height,
    whitened,
)
from reelcast.engines.stage.kernels.sweep import cover
from reelcast.engines.stage.kernels.waves import Waves

_FAR = 14000.0
_TAPS = 5
"""At most, along one pixel's footprint of far water."""
_SAND = (0.56, 0.455, 0.325)


@jit
def land_height(shore: Shore, x: float, z: float, s: float) -> float:
    """Height of what lies behind the beach: low dunes, then the wooded hills of a headland."""
    dune = smooth(10, 26, -s) * smooth(26, 60, z)
    h = dune * (1.3 + 1.6 * noise2(x / 11 + shore.place, z / 14))
    far = smooth(150, 700, z) * smooth(6, 130, -s)
    if far > 0:
        h += far * 62 * clamp(0.55 + fbm2(x / 260 + shore.place, z / 260, 5), 0.05, 1.5)
        h += far * 5 * noise2(x / 9, z / 9) + far * 2.5 * noise2(x / 3.5, z / 3.5)
    return h


@jit
def _height(shore: Shore, waves: Waves, x: float, z: float, size: float) -> float:
    s, _ = along(shore, x, z)
    if s > 0:
        return water_height(shore, waves, x, z, size)
    return land_height(shore, x, z, s)


@jit
def _at_most(shore: Shore, x: float, z: float, wave: float) -> float:
    """What ``_height`` cannot exceed, found without its noises; ``wave`` is that of open water."""
    s, on = along(shore, x, z)
    if s > 0:
        return wave * smooth(1, 40, s) + (surf_at_most(shore, s, on) if s < 60 else 0.0)
    return 2.9 * smooth(26, 60, z) + 101 * smooth(150, 700, z) * smooth(6, 130, -s)


@parallel
def _sweep(
    eye: Eye, shore: Shore, waves: Waves, steps: NDArray[np.float64], wave: float, depth: Floats
) -> None:
    """First hit of each pixel as z in metres; 0 where the sky shows."""
    for x in prange(eye.width):
        u = (x - eye.centre) / eye.focal
        top = float(eye.height)
        last_z = steps[0]
        last_y = eye.height + 1e3
        hidden = False
        for k in range(steps.shape[0]):
            z = steps[k]
            # Most of it lies below what is seen already, by more than anything on it is tall.
            if eye.above + (eye.horizon - top + 1) * z / eye.focal > _at_most(
                shore, u * z, z, wave
            ):
                hidden = True
                continue
            h = _height(shore, waves, u * z, z, z * 0.0015)
            y = eye.horizon - (h - eye.above) * eye.focal / z
            if y <= top - 1:
                if hidden:
                    last_z = steps[k - 1]
                    h = _height(shore, waves, u * last_z, last_z, last_z * 0.0015)
                    last_y = eye.horizon - (h - eye.above) * eye.focal / last_z
                top = cover(depth, x, top, (y, last_y), (z, last_z))
                if top == 0:
                    break
            hidden = False
            last_z = z
            last_y = y


@jit
def _sand_at(
    air: Air, glass: Floats, shore: Shore, place: tuple[float, float, float, float], size: float
) -> tuple[float, float, float]:
    """One sample of the sand, RGB before the air."""
    x, z, u, v = place
    s, on = along(shore, x, z)
    damp = film = 0.0
    if s > -7.4:
        up = 0.55 * noise2(on / 3.1 + shore.place, 6.5) + 0.9 * noise2(on / 9 + shore.place, 7.5)
        damp = smooth(-5.6 + up, -3.4 + up, s + 0.25 * fbm2(x * 1.3, z * 1.3, 3))
        film = smooth(-2.9 + up, -1.7 + up, s + 0.12 * noise2(x * 2, z * 2))
    damp = max(damp, 0.85 * air.wet)
    dry = 1 - damp
    h, gx, gz = relief(shore, x, z, s, dry, size)
    if size < 0.04:
        deep, px, pz = trodden(shore, s, on, max(0.006, 0.9 * size))
        soft = 0.013 * (0.5 + 0.5 * dry)
        h -= soft * deep
        gx -= soft * px
        gz -= soft * pz
    k = 1 / math.sqrt(1 + gx * gx + gz * gz)
    facing = (air.sun[1] - gx * air.sun[0] - gz * air.sun[2]) * k
    # Rough grains scatter grazing light better than Lambert's law says.
    nd = (max(facing, 0.0) + 0.10) / 1.1 / math.pi
    grain = 1 + 0.07 * fbm2(x / 1.1, z / 0.8, 3)
    if size < 0.02:
        grain += 0.20 * noise2(x * 95, z * 95) * smooth(0.02, 0.005, size) * dry
    tone = grain * litter(x, z, s, size, shore.place) * (1 - 0.50 * damp)
    white = 0.0
    if air.snow > 0:
        lying = fbm2(x / 0.9 + 3, z / 0.7, 4) + 0.35 * air.snow
        white = air.snow * dry * smooth(-0.35, 0.15, lying)
    r = _SAND[0] * tone + (0.80 - _SAND[0] * tone) * white
    g = _SAND[1] * tone + (0.82 - _SAND[1] * tone) * white
    b = _SAND[2] * tone * (1 + 0.1 * damp) + (0.86 - _SAND[2] * tone) * white
    open_ = 0.92 + 4 * clamp(h, -0.03, 0.02)
    r *= air.light[0] * nd + air.ambient[0] * open_
    g *= air.light[1] * nd + air.ambient[1] * open_
    b *= air.light[2] * nd + air.ambient[2] * open_
    wet = (0.30 * damp * damp + 0.70 * film) * (1 - white)
    if wet > 0.02:
        r, g, b = _mirror(air, glass, (x, z, u, v), (r, g, b), wet, (gx, gz))
    return r, g, b


@jit
def _mirror(
    air: Air,
    glass: Floats,
    place: tuple[float, float, float, float],
    colour: tuple[float, float, float],
    wet: float,
    slope: tuple[float, float],
) -> tuple[float, float, float]:
    """Wet sand mirrors the sky, the better the more water (``wet``, 0 to 1) stands on it."""
    x, z, u, v = place
    own = 0.30 * (1 - wet)
    gx = own * slope[0] + 0.010 * noise2(x * 3, z * 3)
    gz = own * slope[1] + 0.012 * noise2(x * 2.3 + 5, z * 4)
    n = 1 / math.sqrt(u * u + v * v + 1)
    dx, dy, dz = u * n, v * n, n
    c = max(dx * gx - dy + dz * gz, 0.0)
    ry = abs(dy + 2 * c) + 0.02 + 0.10 * (1 - wet)
    sr, sg, sb = mirrored(air, glass, dx - 2 * c * gx, min(ry, 1.0), max(dz - 2 * c * gz, 0.05))
    f = fresnel(c + 0.04 + 0.10 * (1 - wet)) * wet
    if air.night == 1:
        # Little is left of a path of light once ripples of the film have broken it up.
        gx += 0.055 * noise2(x * 3.7, z * 1.9) + 0.05 * noise2(x * 11, z * 6)
        gz += 0.055 * noise2(x * 3.1 + 7, z * 2.3) + 0.05 * noise2(x * 12 + 3, z * 7)
        spark = glitter(air, gx, gz, u, v, 0.003 + 0.02 * (1 - wet))
        spark *= 0.30 / (spark + 14) * wet
    else:
        spark = min(glitter(air, gx, gz, u, v, 0.006 + 0.02 * (1 - wet)), 1.2) * wet
    spark *= (1 - air.overcast) ** 2 * (0.0 if 0.0 < air.night < 1.0 else 1.0)
    r, g, b = colour
    return (
        r * (1 - f) + sr * f + spark * air.light[0],
        g * (1 - f) + sg * f + spark * air.light[1],
        b * (1 - f) + sb * f + spark * air.light[2],
    )


@jit
def _swash(
    air: Air,
    shore: Shore,
    place: tuple[float, float],
    colour: tuple[float, float, float],
    size: float,
) -> tuple[float, float, float]:
    """The rims of foam that the last waves pushed up the sand, over its colour."""
    x, z = place
    s, on = along(shore, x, z)
    r, g, b = colour
    if s < -2.5 - size:
        return r, g, b
    foam = 0.0
    for k in range(2):
        p = shore.place + 31.0 * k
        lobes = 1.3 * abs(noise2(on / 5.5 + p, 11.0)) + 0.5 * abs(noise2(on / 1.9 + p, 12.0))
        rim = (-0.9, -2.3)[k] + lobes + 0.06 * noise2(on * 2.1, 13.0 + p)
        wide = (0.16, 0.07)[k] * (0.6 + 0.8 * abs(noise2(on / 0.9, p)))
        d = s - rim
        line = smooth(-0.03 - size, 0.02, d) * smooth(wide * 1.6, wide * 0.4, d)
        ragged = smooth(-0.55, 0.35, noise2(x * 9, z * 7) + noise2(x * 23, z * 23) * 0.4)
        foam = max(foam, line * ragged * (1.0, 0.6 * smooth(-0.3, 0.2, noise2(on / 4 + p, 1.0)))[k])
        if k == 0 and d > 0:
            foam = max(foam, 0.85 * lace(shore, x, z, max(d, 0.0), 0.55 * smooth(2.5, 0, d), size))
        # A sheet of water a centimetre thick shades the sand at its foot.
        dark = 0.22 * smooth(-0.10, -0.02, d) * smooth(0.03, -0.02, d) * (1.0, 0.3)[k]
        r *= 1 - dark
        g *= 1 - dark
        b *= 1 - dark
    relief = noise2(x * 21, z * 21) * smooth(0.03, 0.01, size)
    return whitened(air, r, g, b, clamp(foam, 0.0, 1.0), (0.0, 0.0), relief)


@jit
def _land_at(air: Air, shore: Shore, x: float, z: float, s: float) -> tuple[float, float, float]:
    """Dunes with grass and the wood and rock of the headland, RGB before the air."""
    e = max(0.4, z * 0.002)
    h = land_height(shore, x, z, s)
    gx = (land_height(shore, x + e, z, s) - h) / e
    gz = (land_height(shore, x, z + e, s) - h) / e
    k = 1 / math.sqrt(1 + gx * gx + gz * gz)
    nd = max((air.sun[1] - gx * air.sun[0] - gz * air.sun[2]) * k, 0.0) / math.pi + 0.03
    grass = smooth(0.5, 1.6, h + 0.9 * fbm2(x / 2.2, z / 2.2, 4))
    leaf = 0.75 + 0.5 * noise2(x / 4, z / 4) + 0.3 * noise2(x, z)
    far = smooth(110, 260, z)
    rock = far * smooth(9, 3, h + 5 * noise2(x / 14, z / 14)) * smooth(0.3, 1.5, h)
    r = _SAND[0] + ((0.105 - 0.055 * far) * leaf - _SAND[0]) * grass
    g = _SAND[1] + ((0.110 - 0.040 * far) * leaf - _SAND[1]) * grass
    b = _SAND[2] + ((0.050 - 0.022 * far) * leaf - _SAND[2]) * grass
    stone = 0.19 + 0.09 * noise2(x / 3, h / 2)
    r += (stone * 1.08 - r) * rock
    g += (stone - g) * rock
    b += (stone * 0.88 - b) * rock
    white = air.snow * (0.45 + 0.25 * smooth(-0.5, 0.5, noise2(x / 12, z / 12)) - 0.25 * far)
    r += (0.78 - r) * white
    g += (0.80 - g) * white
    b += (0.84 - b) * white
    fill = 0.45 + 0.45 * k
    return (
        r * (air.light[0] * nd + air.ambient[0] * fill),
        g * (air.light[1] * nd + air.ambient[1] * fill),
        b * (air.light[2] * nd + air.ambient[2] * fill),
    )


@jit
def _sample(
    air: Air,
    glass: Floats,
    shore: Shore,
    waves: Waves,
    place: tuple[float, float, float, float],
    size: float,
    dice: tuple[int, int],
) -> tuple[float, float, float]:
    """One sample of sand, water or land, RGB before the air."""
    x, z, _, _ = place
    s, _ = along(shore, x, z)
    sea = smooth(-0.4, 1.4, s)
    r = g = b = 0.0
    if sea < 1:
        if s < -9 and land_height(shore, x, z, s) > 0.05:
            return _land_at(air, shore, x, z, s)
        r, g, b = _sand_at(air, glass, shore, place, size)
        r, g, b = _swash(air, shore, (x, z), (r, g, b), size)
    if sea > 0:
        wr, wg, wb = surf_at(air, glass, waves, shore, place, size, dice)
        r += (wr - r) * sea
        g += (wg - g) * sea
        b += (wb - b) * sea
    return r, g, b


@parallel
def _shade(
    eye: Eye, air: Air, glass: Floats, shore: Shore, waves: Waves, depth: Floats, out: Floats
) -> None:
    for turn in prange(turns(eye.height)):
        py = dealt(turn, eye.height)
        if py >= eye.height:
            continue
        for px in range(eye.width):
            z = depth[py, px]
            if z <= 0:
                continue
            u, v, wide, long = footprint(eye, depth, px, py)
            taps = int(clamp(long / (3 * wide), 1.0, _TAPS + 0.0))
            size = max(wide, 0.5 * long / taps)
            r = g = b = 0.0
            for k in range(taps):
                x, there = tap_at(eye, px, py, z, long, (k, taps))
                tr, tg, tb = _sample(
                    air, glass, shore, waves, (x, there, u, v), size, (px * 7 + k, py)
                )
                r += tr / taps
                g += tg / taps
                b += tb / taps
            distance = z * math.sqrt(1 + u * u)
            out[py, px, 0], out[py, px, 1], out[py, px, 2] = hazed(air, r, g, b, distance, u, 1.0)


def paint_shore(eye: Eye, air: Air, shore: Shore, waves: Waves, radiance: Floats) -> Floats:
    """Draw the beach under the sky plate in place; returns z in metres per pixel, 0 for sky."""
    depth = np.zeros((eye.height, eye.width), np.float32)
    wave = float(waves.texels[:2, :, 0].max(1).sum())
    _sweep(eye, shore, waves, steps_to(eye, _FAR), wave, depth)
    _shade(eye, air, make_glass(air), shore, waves, depth, radiance)
    return depth
