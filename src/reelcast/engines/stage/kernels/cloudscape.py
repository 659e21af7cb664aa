"""Clouds seen from among them: a sea of cloud below the camera, and towers that rise out of it.

Heights are metres above the camera. Tops are one height per place, tabulated on a fan of columns of
the picture and slices of distance (each ``_RATIO`` times as far as the one before), so that a ray,
which stays in its column, meets them in order; noise in space makes heads and overhangs of them.
"""

import math
from typing import NamedTuple

import cv2
import numpy as np
from numba import prange
from numpy.typing import NDArray

from reelcast.engines.stage.kernels.air import Air, hazed
from reelcast.engines.stage.kernels.eye import Eye
from reelcast.engines.stage.kernels.jit import jit, parallel
from reelcast.engines.stage.kernels.noise import (
    Floats,
    billows,
    clamp,
    fbm2,
    noise2,
    sample3,
    uniform,
)

_NEAR = 260.0
_RATIO = 1.02
_SLICES = 262
"""The last slice is 46 km away, where haze has taken the clouds."""
_HEADS, _KNOBS = 520.0, 150.0
"""Heights of the cauliflower's heads and of the knobs on them in metres, crease to crown."""
_CRISP = 3500.0
"""Metres up to which a third, finer size of knobs can be seen."""
_FOOT = 700.0
"""Metres that towers reach down below the swell of the sea."""
_SOFT = 45.0
"""Metres over which a cloud's edge becomes dense."""
_FINE = 4
"""Steps per slice where there is cloud."""
_ROWS = 400
"""Clouds are marched on every second to fourth pixel, such that there are at least so many rows."""


class Scape(NamedTuple):
    """Which clouds there are. Metres."""

    level: float
    """Height of the sea of cloud's swell, below 0: it is under the camera."""
    swell: float
    """How much the sea rises and falls."""
    towers: Floats
    """Domes that make up the towers, rows ``(x, z, radius, top)``."""
    torn: float
    """0 to 1: how much the wind shreds and stretches."""
    place: float
    """Chooses the stretch of sea."""
    dim: float
    """How bright skylight is inside, beside what it is on open ground."""


class _Fan(NamedTuple):
    """The tops, and where on them a place is: ``column = middle + x / z * per``."""

    tops: Floats
    """``[slice, column, (height, cosine of the slope)]``."""
    middle: float
    per: float


@jit
def _top(scape: Scape, x: float, z: float) -> float:
    """Height of the cloud's top over a place."""
    stretch = 1 + 1.6 * scape.torn
    u = x / stretch + scape.place
    v = z + 1.7 * scape.place
    swell = fbm2(u / 2600.0, v / 2600.0, 4) * 1.6 + 0.5 * noise2(u / 9000.0, v / 9000.0)
    top = scape.level + scape.swell * swell
    foot = scape.level - _FOOT
    for k in range(len(scape.towers)):
        dx = (x - scape.towers[k, 0]) / scape.towers[k, 2]
        dz = (z - scape.towers[k, 1]) / scape.towers[k, 2]
        q = dx * dx + dz * dz
        if q < 1.7:
            q *= 1 + 0.8 * fbm2(x / 1100.0 + k, z / 1100.0, 3)
            dome = math.sqrt(max(1 - q * q, 0.0))
            top = max(top, foot + (scape.towers[k, 3] - foot) * dome)
    return top


@parallel
def _fan(eye: Eye, scape: Scape, columns: int, wide: float) -> Floats:
    """``_Fan.tops``; the columns span ``wide`` times the picture's width."""
    out = np.empty((_SLICES, columns, 2), np.float32)
    for k in prange(_SLICES):
        z = _NEAR * _RATIO**k
        for i in range(columns):
            x = ((i + 0.5) / columns - 0.5) * wide * eye.width / eye.focal * z
            e = 25.0 + 0.01 * z
            top = _top(scape, x, z)
            gx = (_top(scape, x + e, z) - top) / e
            gz = (_top(scape, x, z + e) - top) / e
            out[k, i, 0] = top
            out[k, i, 1] = 1 / math.sqrt(1 + min(gx * gx + gz * gz, 15.0))
    return out


@jit
def _seen(tops: Floats, slice_: float, column: float) -> tuple[float, float]:
    v = clamp(slice_, 0.0, tops.shape[0] - 1.001)
    u = clamp(column, 0.0, tops.shape[1] - 1.001)
    k = int(v)
    i = int(u)
    v -= k
    u -= i
    a, b, c, d = (1 - u) * (1 - v), u * (1 - v), (1 - u) * v, u * v
    high = a * tops[k, i, 0] + b * tops[k, i + 1, 0]
    high += c * tops[k + 1, i, 0] + d * tops[k + 1, i + 1, 0]
    flat = a * tops[k, i, 1] + b * tops[k, i + 1, 1]
    flat += c * tops[k + 1, i, 1] + d * tops[k + 1, i + 1, 1]
    return high, flat


@jit
def _density(
    heads: Floats, scape: Scape, top: tuple[float, float], x: float, y: float, z: float
) -> tuple[float, float]:
    """0 to 1 at a point under or over ``top`` (``_seen``), and the depth of its crease, 0 to 1."""
    d = top[0] - y
    # Height above a slope is more than the distance to it; but no needles may stand on a ridge.
    d *= top[1] if d > 0.0 else max(top[1], 0.6)
    if d < -0.5 * (_HEADS + _KNOBS):
        return 0.0, 0.0
    x += scape.place
    s = x / (1 + 1.6 * scape.torn)
    head = sample3(heads, s / 3400.0, y / 3400.0, z / 3400.0) - 0.5
    d += _HEADS * head
    if d < -0.5 * _KNOBS:
        return 0.0, 0.0
    knob = sample3(heads, s / 1050.0, y / 1050.0, z / 1050.0) - 0.5
    d += _KNOBS * knob
    if z < _CRISP:
        fine = sample3(heads, s / 290.0, y / 290.0, z / 290.0) - 0.5
        knob += 0.5 * fine * (1 - z / _CRISP)
        d += 0.35 * _KNOBS * fine * (1 - z / _CRISP)
    crease = clamp(0.45 - 1.0 * head - 0.9 * knob, 0.0, 1.0)
    return clamp(d / _SOFT, 0.0, 1.0), crease


@jit
def _towards_light(
    heads: Floats, scape: Scape, fan: _Fan, sun: NDArray[np.float64], x: float, y: float, z: float
) -> float:
    """Metres of dense cloud between a point and the sun."""
    total = 0.0
    step = 45.0 + 0.006 * z
    for _ in range(6):
        x += sun[0] * step
        y += sun[1] * step
        z += sun[2] * step
        if z < _NEAR:
            break
        slice_ = math.log(z / _NEAR) / math.log(_RATIO)
        top = _seen(fan.tops, slice_, fan.middle + x / z * fan.per)
        total += _density(heads, scape, top, x, y, z)[0] * step
        step *= 1.8
    return total


@jit
def _march(
    air: Air, heads: Floats, scape: Scape, fan: _Fan, u: float, v: float, jitter: float
) -> tuple[float, float, float, float]:
    """Sunlight, skylight, z of what is seen, transmittance along one ray (per metre ahead).

    Goes in whole slices through open air, and back one and on in fine steps where it meets cloud.
    """
    slant = math.sqrt(1 + u * u + v * v)
    column = fan.middle + u * fan.per
    through = 1.0
    lit = fill = far = 0.0
    at = fine = 0  # in fine steps
    while at < _FINE * (_SLICES - 2):
        stride = 1 if fine > 0 else _FINE
        k = (at + jitter * stride) / _FINE
        z = _NEAR * _RATIO**k
        x = u * z
        y = v * z
        top = _seen(fan.tops, k, column)
        d, crease = _density(heads, scape, top, x, y, z)
        if d > 0.0 and fine == 0:
            at = max(at - _FINE, 0)
            fine = 2 * _FINE
            continue
        if d > 0.0:
            fine = max(fine, _FINE)
            shade = _towards_light(heads, scape, fan, air.sun, x, y, z)
            step = z * (_RATIO - 1) * slant / _FINE
            a = through * (1 - math.exp(-d * step * 0.022))
            beer = math.exp(-shade * 0.014) * 0.66 + 0.34 * math.exp(-shade * 0.0032)
            lit += a * beer * (1 - 0.65 * crease)
            fill += a * (1 - 0.9 * crease) * (0.4 + 0.6 * top[1])
            far += a * z
            through -= a
            if through < 0.015:
                through = 0.0
                break
        fine = max(fine - 1, 0)
        at += stride
    return lit, fill, far, through


@jit
def _phase(c: float) -> float:
    """How clouds throw light on: forward lobe, and a weak one back (Henyey and Greenstein)."""
    ahead = (1 - 0.36) / (1 + 0.36 - 1.2 * c) ** 1.5
    back = (1 - 0.09) / (1 + 0.09 + 0.6 * c) ** 1.5
    return float(0.45 * ahead + 0.30 * back + 0.35)


@parallel
def _clouds(
    eye: Eye,
    air: Air,
    heads: Floats,
    scape: Scape,
    fan: _Fan,
    step: int,
    out: Floats,
    depth: Floats,
) -> None:
    """RGB is the clouds' own light through the air, A what they let through; z where seen."""
    for j in prange(out.shape[0]):
        for i in range(out.shape[1]):
            u = (i * step - eye.centre) / eye.focal
            v = (eye.horizon - j * step) / eye.focal
            lit, fill, far, through = _march(air, heads, scape, fan, u, v, uniform(i, j))
            out[j, i, 3] = through
            solid = 1 - through
            if solid < 0.002:
                continue
            z = far / solid
            depth[j, i] = z if solid > 0.4 else 0.0
            n = 1 / math.sqrt(1 + u * u + v * v)
            c = (u * air.sun[0] + v * air.sun[1] + air.sun[2]) * n
            p = _phase(c) * lit * 0.24
            q = fill * scape.dim
            r = air.light[0] * p + air.ambient[0] * q
            g = air.light[1] * p + air.ambient[1] * q
            b = air.light[2] * p + air.ambient[2] * q
            # The air is thinner up here.
            r, g, b = hazed(air, r / solid, g / solid, b / solid, 0.55 * z / n, u, 1.0)
            out[j, i, 0] = r * solid
            out[j, i, 1] = g * solid
            out[j, i, 2] = b * solid


def paint_clouds(eye: Eye, air: Air, scape: Scape, radiance: Floats) -> Floats:
    """Draw the scape over a sky in place; returns z in metres per plate pixel, 0 for sky."""
    step = min(max(eye.height // _ROWS, 2), 4)
    rows, columns = eye.height // step + 2, eye.width // step + 2
    wide = 2.0
    tops = _fan(eye, scape, int(columns * wide / 1.5), wide)
    per = tops.shape[1] / wide * eye.focal / eye.width
    fan = _Fan(tops, tops.shape[1] / 2 - 0.5, per)
    coarse = np.zeros((rows, columns, 4), np.float32)
    depth = np.zeros((rows, columns), np.float32)
    _clouds(eye, air, billows(), scape, fan, step, coarse, depth)
    size = (columns * step, rows * step)
    soft = cv2.GaussianBlur(coarse, (0, 0), 0.6)
    grown = cv2.resize(soft, size, interpolation=cv2.INTER_CUBIC)[: eye.height, : eye.width]
    radiance *= grown[..., 3:].clip(0, 1)
    radiance += grown[..., :3].clip(0, None)
    far = cv2.resize(depth, size, interpolation=cv2.INTER_NEAREST)
    return np.ascontiguousarray(far[: eye.height, : eye.width])
