"""The flagged floor of a roof terrace over a town, and the sky it mirrors when wet. Metres."""

import math

import cv2
import numpy as np
from numba import prange

from reelcast.engines.stage.kernels.air import Air
from reelcast.engines.stage.kernels.eye import Eye
from reelcast.engines.stage.kernels.jit import parallel
from reelcast.engines.stage.kernels.lamplight import lamps_at, mirror_lamps
from reelcast.engines.stage.kernels.noise import Floats, smooth
from reelcast.engines.stage.kernels.panes import Town
from reelcast.engines.stage.kernels.paving import Paving, ground_at, puddles


def _mirrored(eye: Eye, town: Town, radiance: Floats) -> tuple[Floats, Floats]:
    """What lies above the horizon upside down, nearly sharp and smeared, per row below it.

    All of it but the lamps is far away, so a level mirror shows just this.
    """
    rows = eye.height - int(eye.horizon)
    above = radiance[: int(eye.horizon)][::-1][:rows]
    short = rows - above.shape[0]
    if short > 0:
        above = np.concatenate([above, np.repeat(above[-1:], short, 0)])
    above = np.ascontiguousarray(np.minimum(above, 60), np.float32)
    mirror_lamps(eye._replace(height=rows, horizon=0.0), town.mirrored, above)
    unit = eye.focal / 1920
    sharp = cv2.GaussianBlur(above, (0, 0), sigmaX=max(4 * unit, 0.5), sigmaY=max(9 * unit, 0.8))
    small = cv2.resize(above, (eye.width // 4, max(rows // 4, 1)), interpolation=cv2.INTER_AREA)
    soft = cv2.GaussianBlur(small, (0, 0), sigmaX=max(4 * unit, 0.5), sigmaY=max(24 * unit, 1.0))
    smear = cv2.resize(soft, (eye.width, rows), interpolation=cv2.INTER_LINEAR)
    return sharp.astype(np.float32), smear.astype(np.float32)


@parallel
def _paint(
    eye: Eye, air: Air, town: Town, paving: Paving, edge: float,
    sharp: Floats, smear: Floats, depth: Floats, out: Floats,
) -> None:  # fmt: skip
    first = int(eye.horizon)
    for py in prange(first, eye.height):
        below = py + 0.5 - eye.horizon
        if below < 0.5:
            continue
        z = eye.focal * eye.above / below
        if z > edge:
            continue
        cosine = eye.above / math.sqrt(eye.above * eye.above + z * z)
        fresnel = 0.04 + 0.96 * (1 - cosine) ** 5
        wide = z / eye.focal
        long = wide * max(z / eye.above, 1.0)
        for px in range(eye.width):
            x = (px + 0.5 - eye.centre) / eye.focal * z
            r, g, b, gc, gs = ground_at(paving, x, z, wide, long, air.snow)
            pool = puddles(paving, x, z, air.wet) if air.wet > 0 else 0.0
            n = 1 / math.sqrt(1 + gc * gc + gs * gs)
            facing = max((air.sun[1] - gc * air.sun[0] - gs * air.sun[2]) * n, 0.0) / math.pi
            lr, lg, lb = lamps_at(town.pools, x, 0.0, z, -gc * n, n, -gs * n)
            dark = (1 - 0.68 * air.wet) * (1 - 0.35 * smooth(0.6, 0.0, edge - z))
            r *= dark * (air.light[0] * facing + air.ambient[0] * 0.85 + lr)
            g *= dark * (air.light[1] * facing + air.ambient[1] * 0.85 + lg)
            b *= dark * (air.light[2] * facing + air.ambient[2] * 0.85 + lb)
            film = air.wet * (0.92 + 0.08 * pool) + (1 - air.wet) * 0.10 * (1 - air.snow)
            k = fresnel * film
            j = min(max(int(below + gs * below * 0.5 * (1 - pool)), 0), sharp.shape[0] - 1)
            share = 0.8 * pool
            out[py, px, 0] = r + (sharp[j, px, 0] * share + smear[j, px, 0] * (1 - share) - r) * k
            out[py, px, 1] = g + (sharp[j, px, 1] * share + smear[j, px, 1] * (1 - share) - g) * k
            out[py, px, 2] = b + (sharp[j, px, 2] * share + smear[j, px, 2] * (1 - share) - b) * k
            depth[py, px] = z


def paint_terrace(
    eye: Eye, air: Air, town: Town, paving: Paving, edge: float, depth: Floats, radiance: Floats
) -> None:
    """Draw the floor up to ``edge`` metres away into the plate and its depth map in place."""
    sharp, smear = _mirrored(eye, town, radiance)
    _paint(eye, air, town, paving, edge, sharp, smear, depth, radiance)
