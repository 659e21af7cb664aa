"""The sky as seen: clear air, the sun's disc and a slab of marched cumulus."""

import math

import cv2
import numpy as np
from numba import prange

from reelcast.engines.stage.kernels.air import Air, Eye, sky
from reelcast.engines.stage.kernels.jit import jit, parallel
from reelcast.engines.stage.kernels.noise import Floats, clamp, sample3, smooth, uniform, volume

_BASE = 1500.0
_CEILING = 2900.0
_STEPS = 36
_COARSE = 3
"""Clouds are marched on every third pixel: they have no sharper detail than that."""


@parallel
def _clear(eye: Eye, air: Air, rows: int, out: Floats) -> None:
    for y in prange(rows):
        for x in range(eye.width):
            dx = (x - eye.centre) / eye.focal
            dy = (eye.horizon - y) / eye.focal
            n = 1 / math.sqrt(dx * dx + dy * dy + 1)
            r, g, b = sky(air, dx * n, dy * n, n)
            c = (dx * air.sun[0] + dy * air.sun[1] + air.sun[2]) * n
            disc = smooth(0.99993, 0.99997, c) * 18
            out[y, x, 0] = r + air.light[0] * disc
            out[y, x, 1] = g + air.light[1] * disc
            out[y, x, 2] = b + air.light[2] * disc


@jit
def _density(noise: Floats, x: float, y: float, z: float, cover: float) -> float:
    h = (y - _BASE) / (_CEILING - _BASE)
    if h < 0.0 or h > 1.0:
        return 0.0
    profile = smooth(0.0, 0.12, h) * (1 - h) ** 0.6
    big = sample3(noise, x / 15000.0, y / 15000.0, z / 15000.0)
    d = big * 1.15 + 0.08 - (1 - cover) * 1.12 - 0.35 * (1 - profile)
    if d < -0.16:
        return 0.0
    d -= 0.42 * (sample3(noise, x / 3700.0, y / 3700.0 + 0.3, z / 3700.0) - 0.22)
    if d < -0.06:
        return 0.0
    d -= 0.16 * (sample3(noise, x / 900.0, y / 900.0, z / 900.0) - 0.3)
    return clamp(d * 5.0, 0.0, 1.0)


@jit
def _towards_sun(noise: Floats, air: Air, x: float, y: float, z: float) -> float:
    """Metres of full-density cloud between a point and the sun."""
    total = 0.0
    step = 60.0
    for _ in range(5):
        x += air.sun[0] * step
        y += air.sun[1] * step
        z += air.sun[2] * step
        total += _density(noise, x, y, z, air.cover) * step
        step *= 1.6
    return total


@jit
def _march(
    noise: Floats, air: Air, dx: float, dy: float, dz: float, jitter: float, drift: float
) -> tuple[float, float, float, float]:
    """Sunlight, skylight, distance of what is seen, transmittance along one ray."""
    step = min((_CEILING - _BASE) / dy, 14000.0) / _STEPS
    t = _BASE / dy + step * jitter
    through = 1.0
    lit = fill = far = 0.0
    for _ in range(_STEPS):
        y = t * dy
        d = _density(noise, t * dx + drift, y, t * dz, air.cover)
        if d > 0.0:
            shade = _towards_sun(noise, air, t * dx + drift, y, t * dz)
            a = through * (1 - math.exp(-d * step * 0.035))
            beer = math.exp(-shade * 0.016) * 0.75 + 0.25 * math.exp(-shade * 0.004)
            lit += a * beer * (1 - 0.55 * math.exp(-d * 9))
            fill += a * (0.45 + 0.55 * (y - _BASE) / (_CEILING - _BASE))
            far += a * t
            through -= a
            if through < 0.01:
                break
        t += step
    return lit, fill, far, through


@parallel
def _cumulus(eye: Eye, air: Air, noise: Floats, step: int, drift: float, out: Floats) -> None:
    """RGB is the clouds' own light, A what they let through."""
    for j in prange(out.shape[0]):
        for i in range(out.shape[1]):
            dx = (i * step - eye.centre) / eye.focal
            dy = (eye.horizon - j * step) / eye.focal
            n = 1 / math.sqrt(dx * dx + dy * dy + 1)
            dx *= n
            dy *= n
            out[j, i, 3] = 1.0
            if dy < 0.012:
                continue
            lit, fill, far, through = _march(noise, air, dx, dy, n, uniform(i, j), drift)
            if through > 0.999:
                continue
            c = dx * air.sun[0] + dy * air.sun[1] + n * air.sun[2]
            phase = 0.75 * (1 - 0.49) / (1 + 0.49 - 1.4 * c) ** 1.5 + 0.55
            solid = 1 - through
            fade = math.exp(-far / solid * 2.4e-5) * smooth(0.012, 0.07, dy)
            sr, sg, sb = sky(air, dx, dy, n)
            p = phase * lit * 0.11
            q = solid * (1 - fade)
            out[j, i, 0] = (air.light[0] * p + air.ambient[0] * fill * 1.1) * fade + sr * q
            out[j, i, 1] = (air.light[1] * p + air.ambient[1] * fill * 1.1) * fade + sg * q
            out[j, i, 2] = (air.light[2] * p + air.ambient[2] * fill * 1.1) * fade + sb * q
            out[j, i, 3] = through


def paint_sky(eye: Eye, air: Air, drift: float) -> Floats:
    """Linear RGB plate with the sky above the horizon and the horizon's colour below it.

    ``drift`` metres choose which clouds are overhead.
    """
    out = np.zeros((eye.height, eye.width, 3), np.float32)
    rows = min(eye.height, int(eye.horizon) + 2)
    _clear(eye, air, rows, out)
    coarse = np.zeros((rows // _COARSE + 2, eye.width // _COARSE + 2, 4), np.float32)
    _cumulus(eye, air, volume(), _COARSE, drift, coarse)
    size = (coarse.shape[1] * _COARSE, coarse.shape[0] * _COARSE)
    soft = cv2.GaussianBlur(coarse, (0, 0), 0.8)
    clouds = cv2.resize(soft, size, interpolation=cv2.INTER_CUBIC)[:rows, : eye.width]
    out[:rows] = out[:rows] * clouds[..., 3:].clip(0, 1) + clouds[..., :3].clip(0, None)
    # The haze layer, 300 m thick, veils the sky near the horizon.
    rise = np.maximum(eye.horizon - np.arange(rows), 1.0) / eye.focal
    veil = np.exp(-air.extinction.mean() * 300 / rise)[:, None, None].astype(np.float32)
    low = 0.88 * out[rows - 1] + 0.12 * air.ambient.astype(np.float32)
    out[:rows] = out[:rows] * veil + low * (1 - veil)
    out[rows:] = out[rows - 1]
    return out
