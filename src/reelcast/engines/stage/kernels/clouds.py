"""The sky as seen: clear air, moon and stars, cirrus, a slab of marched cumulus, a closed layer."""

import math

import cv2
import numpy as np
from numba import prange

from reelcast.engines.stage.kernels.air import Air, afar, heaviness, sky
from reelcast.engines.stage.kernels.eye import Eye
from reelcast.engines.stage.kernels.jit import jit, parallel
from reelcast.engines.stage.kernels.noise import (
    Floats,
    clamp,
    fbm2,
    noise2,
    sample3,
    smooth,
    uniform,
    volume,
)
from reelcast.engines.stage.kernels.stars import moonshine, paint_stars

_BASE = 1500.0
_CEILING = 2900.0
_STEPS = 32
_COARSE = 3
"""Clouds are marched on every third pixel: they have no sharper detail than that."""
_CELL = 250.0
_REACH = 62000.0
"""Metres per cell, and to the side, of the map of where cumulus stands; ahead as far again."""
_CIRRUS = 7000.0
_LAYER = 950.0
"""Heights in metres of the cirrus and of the underside of a closed layer."""
_VEIL = 140.0
"""Metres of haze overhead, in metres of the air at the ground."""


@parallel
def _clear(eye: Eye, air: Air, rows: int, out: Floats) -> None:
    for y in prange(rows):
        for x in range(eye.width):
            dx = (x - eye.centre) / eye.focal
            dy = (eye.horizon - y) / eye.focal
            n = 1 / math.sqrt(dx * dx + dy * dy + 1)
            r, g, b = sky(air, dx * n, dy * n, n)
            out[y, x, 0] = r
            out[y, x, 1] = g
            out[y, x, 2] = b


@parallel
def _luminary(eye: Eye, air: Air, rows: int, out: Floats) -> None:
    """Add the sun's disc by day, the moon and its glow by night."""
    shown = 1 - air.overcast
    for y in prange(rows):
        for x in range(eye.width):
            dx = (x - eye.centre) / eye.focal
            dy = (eye.horizon - y) / eye.focal
            n = 1 / math.sqrt(dx * dx + dy * dy + 1)
            c = (dx * air.sun[0] + dy * air.sun[1] + air.sun[2]) * n
            if c < 0.85:
                continue
            if air.night == 1:
                angle = math.acos(min(c, 1.0))
                up = dy * n - air.sun[1]
                face, halo = moonshine(angle, dx * n - air.sun[0], up)
                light = (face * 0.55 + halo * 1.2) * shown
            else:
                light = smooth(0.99993, 0.99997, c) * 18 * shown
            for k in range(3):
                out[y, x, k] += air.light[k] * light


@jit
def _torn(wind: float) -> float:
    return smooth(0.55, 0.95, wind)


@jit
def _field(air: Air, x: float, z: float) -> float:
    """Where cumulus stands: above 0 there is cloud, the taller the more above; never repeats."""
    torn = _torn(air.wind)
    x += air.clouds
    z += 2.7 * air.clouds
    along = (0.94 * x + 0.34 * z) / (1 + 2.2 * torn)
    side = 0.94 * z - 0.34 * x
    f = fbm2(along / 4300.0, side / 4300.0, 4) + 0.35 * noise2(along / 13000.0, side / 13000.0)
    # The field's spread is 0.22: cover 0.5 is its median.
    return f * 1.7 - 0.85 * (0.5 - air.cover) * 1.7


@parallel
def _stretch(air: Air, cells: int) -> Floats:
    """The field on a map ``[ahead, to the right]`` that the rays look up."""
    out = np.empty((cells, 2 * cells), np.float32)
    for j in prange(cells):
        for i in range(2 * cells):
            out[j, i] = _field(air, (i - cells) * _CELL, (j - 8) * _CELL)
    return out


@jit
def _stands(field: Floats, x: float, z: float) -> float:
    cells = field.shape[0]
    u = clamp(x / _CELL + cells, 0.0, 2 * cells - 1.001)
    v = clamp(z / _CELL + 8, 0.0, cells - 1.001)
    i = int(u)
    j = int(v)
    u -= i
    v -= j
    top = field[j, i] * (1 - u) + field[j, i + 1] * u
    return float(top * (1 - v) + (field[j + 1, i] * (1 - u) + field[j + 1, i + 1] * u) * v)


@jit
def _density(noise: Floats, air: Air, f: float, x: float, y: float, z: float) -> float:
    """0 to 1 at a point, where the field is ``f``: flat-bottomed, domed, knobbly."""
    h = (y - _BASE) / (_CEILING - _BASE)
    if h < 0.0 or h > 1.0 or f < -0.1:
        return 0.0
    d = min(f, 0.62) * smooth(0.0, 0.07, h) * 1.15 - 0.62 * h**1.4
    if d < -0.2:
        return 0.0
    pull = 1 + 1.3 * _torn(air.wind)
    x = (x + air.clouds) / pull
    d -= 0.62 * (sample3(noise, x / 3300.0, y / 3300.0, z / 3300.0) - 0.36)
    if d < -0.09:
        return 0.0
    d -= 0.26 * (sample3(noise, x / 870.0, y / 870.0, z / 870.0) - 0.36)
    return clamp(d * 6.0, 0.0, 1.0)


@jit
def _towards_sun(noise: Floats, air: Air, field: Floats, x: float, y: float, z: float) -> float:
    """Metres of full-density cloud between a point and the sun."""
    total = 0.0
    step = 70.0
    for _ in range(4):
        x += air.sun[0] * step
        y += air.sun[1] * step
        z += air.sun[2] * step
        total += _density(noise, air, _stands(field, x, z), x, y, z) * step
        step *= 1.9
    return total


@jit
def _march(
    noise: Floats, air: Air, field: Floats, ray: tuple[float, float, float], jitter: float
) -> tuple[float, float, float, float]:
    """Sunlight, skylight, distance of what is seen, transmittance along one ray."""
    dx, dy, dz = ray
    step = min((_CEILING - _BASE) / dy, 14000.0) / _STEPS
    t = _BASE / dy + step * jitter
    through = 1.0
    lit = fill = far = 0.0
    for _ in range(_STEPS):
        x, y, z = t * dx, t * dy, t * dz
        f = _stands(field, x, z)
        d = _density(noise, air, f, x, y, z)
        if d > 0.0:
            shade = _towards_sun(noise, air, field, x, y, z)
            a = through * (1 - math.exp(-d * step * 0.03))
            beer = math.exp(-shade * 0.018) * 0.62 + 0.38 * math.exp(-shade * 0.0045)
            lit += a * beer * (1 - 0.45 * math.exp(-d * 7))
            fill += a * (0.5 + 0.5 * (y - _BASE) / (_CEILING - _BASE))
            far += a * t
            through -= a
            if through < 0.01:
                break
        t += step
    return lit, fill, far, through


@jit
def cloud_shadow(noise: Floats, air: Air, x: float, z: float) -> float:
    """How much of the key light reaches the ground at ``x``, ``z`` (metres) through the clouds.

    0 is deep shade, 1 none; ``noise`` is ``volume()``. Where the subjects act the sun shines, for
    the light that is measured for them says so; soft light casts no such shadows.
    """
    hard = (1 - air.overcast) * smooth(12.0, 90.0, math.sqrt(x * x + z * z))
    if hard <= 0.0 or 0.0 < air.night < 1.0:
        return 1.0
    rise = max(air.sun[1], 0.12)
    y = _BASE + 200.0
    x += air.sun[0] / rise * y
    z += air.sun[2] / rise * y
    f = _field(air, x, z)
    d = _density(noise, air, f, x, y, z) + smooth(0.05, 0.5, f)
    return 1 - 0.78 * hard * smooth(0.0, 1.1, d)


@jit
def _phase(c: float) -> float:
    """How clouds throw light on towards an angle of cosine ``c``: a strong forward lobe."""
    return float(0.75 * (1 - 0.49) / (1 + 0.49 - 1.4 * c) ** 1.5 + 0.55)


@parallel
def _cumulus(eye: Eye, air: Air, noise: Floats, field: Floats, step: int, out: Floats) -> None:
    """RGB is the clouds' own light, A what they let through."""
    # After sunset clouds are dark against the sky but for the glow on their edges.
    shine = 0.4 if 0 < air.night < 1 else 1.05
    # The moon's silver linings would outshine its face.
    shone, forward = (0.07, 0.8) if air.night == 1 else (0.15, 1.0)
    for j in prange(out.shape[0]):
        for i in range(out.shape[1]):
            dx = (i * step - eye.centre) / eye.focal
            dy = (eye.horizon - j * step) / eye.focal
            n = 1 / math.sqrt(dx * dx + dy * dy + 1)
            dx *= n
            dy *= n
            out[j, i, 3] = 1.0
            if dy < 0.014:
                continue
            lit, fill, far, through = _march(noise, air, field, (dx, dy, n), uniform(i, j))
            if through > 0.999:
                continue
            c = dx * air.sun[0] + dy * air.sun[1] + n * air.sun[2]
            solid = 1 - through
            fade = math.exp(-far / solid * 2.2e-5) * smooth(0.014, 0.05, dy)
            s = sky(air, dx, dy, n)
            p = _phase(min(c, forward)) * lit * shone
            for k in range(3):
                own = air.light[k] * p + air.ambient[k] * fill * shine
                out[j, i, k] = own * fade + s[k] * solid * (1 - fade)
            out[j, i, 3] = through


@jit
def _wisps(air: Air, x: float, z: float) -> float:
    """Thickness of the cirrus, 0 to 1: combed along the wind, gathered in fields."""
    x += 3.1 * air.clouds
    along = 0.80 * x + 0.60 * z
    side = 0.80 * z - 0.60 * x
    bend = fbm2(along / 16000.0, side / 16000.0, 3)
    fields = smooth(-0.12, 0.45, bend + 0.25 * air.wind)
    hair = fbm2(along / 9000.0 + 0.8 * bend, side / 1300.0 + 3.0 * bend, 5)
    return fields * smooth(-0.25, 0.55, hair)


@parallel
def _cirrus(eye: Eye, air: Air, step: int, out: Floats) -> None:
    """RGB is the wisps' own light, A what they let through."""
    pale = 0.35 if 0 < air.night < 1 else 0.8
    for j in prange(out.shape[0]):
        for i in range(out.shape[1]):
            dx = (i * step - eye.centre) / eye.focal
            dy = (eye.horizon - j * step) / eye.focal
            out[j, i, 3] = 1.0
            if dy < 0.03:
                continue
            n = 1 / math.sqrt(dx * dx + dy * dy + 1)
            t = _CIRRUS / dy
            a = 0.5 * _wisps(air, t * dx, t) * smooth(0.03, 0.14, dy)
            c = (dx * air.sun[0] + dy * air.sun[1] + air.sun[2]) * n
            p = (0.03 if air.night == 1 else 0.1) * _phase(c)
            for k in range(3):
                out[j, i, k] = a * (air.light[k] * p + air.ambient[k] * pale)
            out[j, i, 3] = 1 - a


@jit
def _underside(air: Air, x: float, z: float, gloom: float) -> float:
    """Relief of a closed layer seen from below, about -1 (a belly) to 1 (thin)."""
    x += air.clouds
    z += 2.7 * air.clouds
    bend = fbm2(x / 5200.0, z / 5200.0, 3)
    rolls = fbm2(x / 2600.0 + 1.1 * bend, z / 1500.0 + 0.9 * bend, 5)
    puffs = abs(fbm2(x / 1700.0 + bend, z / 1700.0 - bend, 4))
    return bend * 0.9 + rolls * (1.1 - 0.3 * gloom) + (puffs * 2.2 - 0.55) * (0.4 + 0.5 * gloom)


@jit
def _hit(air: Air, dx: float, dy: float, gloom: float) -> tuple[float, float, float]:
    """Where a ray (per metre ahead) meets the relief: x, z and the relief there."""
    deep = 110.0 + 190.0 * gloom
    y = _LAYER - deep
    x = z = r = 0.0
    for _ in range(6):
        z = y / dy
        x = z * dx
        r = _underside(air, x, z, gloom)
        rest = _LAYER + deep * r - y
        if rest < 0.0:
            break
        y += 0.5 * rest
    return x, z, r


@parallel
def _layer(eye: Eye, air: Air, step: int, out: Floats) -> None:
    """The closed layer: RGB its light, A what it lets through of the sky that it replaces."""
    gloom = heaviness(air.overcast, air.wind)
    contrast = 0.40 + 0.25 * gloom
    for j in prange(out.shape[0]):
        for i in range(out.shape[1]):
            dx = (i * step - eye.centre) / eye.focal
            dy = (eye.horizon - j * step) / eye.focal
            out[j, i, 3] = 1.0
            if dy < 0.02:
                continue
            n = 1 / math.sqrt(dx * dx + dy * dy + 1)
            x, z, r = _hit(air, dx, dy, gloom)
            ahead = _underside(air, x + 160.0 * air.sun[0], z + 160.0 * air.sun[2], gloom)
            slope = clamp(r - ahead, -0.6, 0.6)
            bright = math.exp(contrast * 1.6 * (r - 0.1) + (0.5 + 0.5 * gloom) * slope)
            c = (dx * air.sun[0] + dy * air.sun[1] + air.sun[2]) * n
            glow = 1 + (1 - air.overcast) * 1.5 * smooth(0.2, 1.0, c) * smooth(-0.2, 0.8, r)
            gap = (1 - air.overcast) * 3.0 * smooth(0.25, 0.9, r)
            s = sky(air, dx * n, dy * n, n)
            # Far away the relief is finer than a pixel and seen edge on.
            fade = smooth(0.02, 0.09, dy)
            for k in range(3):
                # Thin places are whiter and, where the layer is not quite closed, blue.
                tint = 1 + (k - 1) * (gap * 0.22 + 0.10 * gloom * (1 - bright))
                out[j, i, k] = s[k] * (1 + (bright * glow * tint - 1) * fade)
            out[j, i, 3] = 0.0


def _over(out: Floats, rows: int, coarse: Floats) -> None:
    """Lay a coarse picture (premultiplied RGB, A let through) over the upper rows, in place."""
    size = (coarse.shape[1] * _COARSE, coarse.shape[0] * _COARSE)
    soft = cv2.GaussianBlur(coarse, (0, 0), 0.8)
    grown = cv2.resize(soft, size, interpolation=cv2.INTER_CUBIC)[:rows, : out.shape[1]]
    out[:rows] = out[:rows] * grown[..., 3:].clip(0, 1) + grown[..., :3].clip(0, None)


@parallel
def _haze(eye: Eye, air: Air, rows: int, out: Floats) -> None:
    """Fade the low sky into the colour of distance, and fill what is below it with that."""
    for y in prange(eye.height):
        rise = (eye.horizon - y) / eye.focal
        for x in range(eye.width):
            far = afar(air, (x - eye.centre) / eye.focal, 1.0)
            for k in range(3):
                t = math.exp(-air.extinction[k] * _VEIL / rise) if rise > 1e-6 else 0.0
                out[y, x, k] = out[y, x, k] * t + far[k] * (1 - t)


def paint_sky(eye: Eye, air: Air, cumulus: bool = True) -> Floats:
    """Linear RGB plate with the sky above the horizon and the horizon's colour below it.

    Without ``cumulus`` it is the sky as seen from above those clouds.
    """
    out = np.zeros((eye.height, eye.width, 3), np.float32)
    rows = min(eye.height, int(eye.horizon) + 2)
    _clear(eye, air, rows, out)
    if air.night > 0:
        _starlight(eye, air, rows, out)
    if air.night in (0, 1):  # after sunset neither is up
        _luminary(eye, air, rows, out)
    coarse = np.zeros((rows // _COARSE + 2, eye.width // _COARSE + 2, 4), np.float32)
    if air.overcast > 0.5:
        _layer(eye, air, _COARSE, coarse)
    else:
        _cirrus(eye, air, _COARSE, coarse)
        _over(out, rows, coarse)
        if cumulus:
            field = _stretch(air, int(_REACH / _CELL))
            _cumulus(eye, air, volume(), field, _COARSE, coarse)
    if cumulus or air.overcast > 0.5:
        _over(out, rows, coarse)
    _haze(eye, air, rows, out)
    return out


def _starlight(eye: Eye, air: Air, rows: int, out: Floats) -> None:
    """Stars by the solid angle in view: a full sky of them by night, the brightest at dusk."""
    dark = air.night**3
    angle = eye.width * rows / eye.focal**2
    count = int(angle * (900 + 5000 * dark))
    level = float(air.ambient.mean()) * (1.6 * dark + 0.02)
    paint_stars(out, rows, count, level, int(air.clouds))
