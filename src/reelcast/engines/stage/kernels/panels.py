"""Flat things put up in a street: awnings, posts, railings, signs. Four corners each; metres."""

import math

import numpy as np
from numba import prange
from numpy.typing import NDArray

from reelcast.engines.stage.kernels.air import Air
from reelcast.engines.stage.kernels.eye import Eye
from reelcast.engines.stage.kernels.fronts import sunlit
from reelcast.engines.stage.kernels.jit import jit, parallel
from reelcast.engines.stage.kernels.lamplight import lamps_at
from reelcast.engines.stage.kernels.noise import Floats, clamp, noise2, smooth
from reelcast.engines.stage.kernels.panes import Colour, Town
from reelcast.engines.stage.kernels.splat import STRIPS, Strip, strip_of

Panels = NDArray[np.float64]
"""One row each: four corners in turn (x, y, z), reflectance RGB, its own radiance RGB, how many
stripes run from the first to the second corner, and one of the kinds below."""
FLAT, ROUND, BARS = 0, 1, 2
"""A board or cloth, a post that is round, a railing that one sees through."""


@jit
def _light(town: Town, air: Air, panel: Panels, nx: float, ny: float, nz: float) -> Colour:
    """Irradiance / pi of a panel's middle; cloth lets a third of the sun through."""
    x = 0.25 * (panel[0] + panel[3] + panel[6] + panel[9])
    y = 0.25 * (panel[1] + panel[4] + panel[7] + panel[10])
    z = 0.25 * (panel[2] + panel[5] + panel[8] + panel[11])
    facing = nx * air.sun[0] + ny * air.sun[1] + nz * air.sun[2]
    facing = max(facing, -0.35 * facing) * sunlit(town, air, x, y, z) / math.pi
    lr, lg, lb = lamps_at(town.pools, x, y, z, nx, ny, nz)
    open_ = 0.42 + 0.25 * ny
    return (
        air.light[0] * (facing + 0.03) + air.ambient[0] * open_ + lr,
        air.light[1] * (facing + 0.027) + air.ambient[1] * open_ + lg,
        air.light[2] * (facing + 0.022) + air.ambient[2] * open_ + lb,
    )


@jit
def _normal(panel: Panels) -> Colour:
    """Unit normal, on the side that the lens sees."""
    ax, ay, az = panel[3] - panel[0], panel[4] - panel[1], panel[5] - panel[2]
    bx, by, bz = panel[9] - panel[0], panel[10] - panel[1], panel[11] - panel[2]
    nx, ny, nz = ay * bz - az * by, az * bx - ax * bz, ax * by - ay * bx
    n = 1 / math.sqrt(nx * nx + ny * ny + nz * nz + 1e-12)
    if nx * panel[0] + ny * (panel[1] - 1.5) + nz * panel[2] > 0:
        n = -n
    return nx * n, ny * n, nz * n


@jit
def _project(eye: Eye, panel: Panels) -> NDArray[np.float64]:
    """Column and row of the corners, turned so that the inside is on the right of every edge."""
    out = np.empty((4, 2))
    for i in range(4):
        m = eye.focal / panel[3 * i + 2]
        out[i, 0] = eye.centre + panel[3 * i] * m
        out[i, 1] = eye.horizon + (eye.above - panel[3 * i + 1]) * m
    area = 0.0
    for i in range(4):
        j = (i + 1) % 4
        area += out[i, 0] * out[j, 1] - out[j, 0] * out[i, 1]
    if area < 0:
        swapped = out[1].copy()
        out[1] = out[3]
        out[3] = swapped
    return out


@jit
def _covered(corners: NDArray[np.float64], x: float, y: float) -> float:
    """How much of the pixel at ``x``, ``y`` the quadrangle covers, 0 to 1."""
    least = 1.0
    for i in range(4):
        j = (i + 1) % 4
        ex, ey = corners[j, 0] - corners[i, 0], corners[j, 1] - corners[i, 1]
        long = math.sqrt(ex * ex + ey * ey)
        if long < 1e-6:
            continue
        inside = (ex * (y - corners[i, 1]) - ey * (x - corners[i, 0])) / long
        least = min(least, inside + 0.5)
    return max(least, 0.0)


@jit
def _texture(panel: Panels, s: float, e: float) -> tuple[float, float]:
    """Lightness and cover of a panel ``s`` of the way across, at a pixel of ``e`` of its width."""
    kind = int(panel[19])
    if kind == ROUND:
        return 0.45 + 0.75 * math.sqrt(max(1 - (2 * s - 1) ** 2, 0.0)), 1.0
    if panel[18] <= 0:
        return 1.0, 1.0
    wave = s * panel[18]
    wave = abs(wave - math.floor(wave) - 0.5)
    near = smooth(0.5, 0.15, e * panel[18])
    if kind == BARS:
        return 1.0, smooth(0.14, 0.08, wave) * near + 0.22 * (1 - near)
    return (0.38 + 0.90 * smooth(0.23, 0.27, wave)) * near + 0.83 * (1 - near), 1.0


@jit
def _draw(
    eye: Eye, air: Air, town: Town, panel: Panels, strip: Strip, depth: Floats, out: Floats
) -> None:
    corners = _project(eye, panel)
    if corners[:, 0].max() < strip.first or corners[:, 0].min() > strip.end:
        return
    nx, ny, nz = _normal(panel)
    light = _light(town, air, panel, nx, ny, nz)
    snowy = air.snow * smooth(0.25, 0.5, abs(ny)) * (1.0 if ny > 0 else 0.0)
    plane = nx * panel[0] + ny * (panel[1] - eye.above) + nz * panel[2]
    ax, ay, az = panel[3] - panel[0], panel[4] - panel[1], panel[5] - panel[2]
    wide = ax * ax + ay * ay + az * az
    rows = (max(int(corners[:, 1].min()) - 1, 0), min(int(corners[:, 1].max()) + 2, eye.height))
    columns = (
        max(int(corners[:, 0].min()) - 1, strip.first),
        min(int(corners[:, 0].max()) + 2, strip.end),
    )
    for py in range(rows[0], rows[1]):
        v = (eye.horizon - py - 0.5) / eye.focal
        for px in range(columns[0], columns[1]):
            alpha = _covered(corners, px + 0.5, py + 0.5)
            if alpha <= 0:
                continue
            u = (px + 0.5 - eye.centre) / eye.focal
            facing = nx * u + ny * v + nz
            z = plane / facing if abs(facing) > 1e-4 else panel[2]
            z = clamp(z, 0.9 * min(panel[2], panel[8]), 1.1 * max(panel[2], panel[8]))
            if depth[py, px] > 0 and z > depth[py, px]:
                continue
            y = v * z + eye.above
            s = (u * z - panel[0]) * ax + (y - panel[1]) * ay + (z - panel[2]) * az
            s = clamp(s / wide, 0.0, 1.0)
            shade, cover = _texture(panel, s, z / eye.focal / math.sqrt(wide))
            alpha *= cover
            shade *= 1 + 0.12 * noise2(u * z * 2.1 + panel[2], y * 2.1)
            for c in range(3):
                albedo = panel[12 + c] * shade
                albedo += (0.8 - albedo) * snowy
                seen = albedo * light[c] + panel[15 + c] * town.lit
                out[py, px, c] += (seen - out[py, px, c]) * alpha
            if alpha > 0.5:
                depth[py, px] = z


@parallel
def _paint(eye: Eye, air: Air, town: Town, panels: Panels, depth: Floats, out: Floats) -> None:
    for index in prange(STRIPS):
        strip = strip_of(index, eye.width)
        for k in range(panels.shape[0]):
            _draw(eye, air, town, panels[k], strip, depth, out)


def paint_panels(
    eye: Eye, air: Air, town: Town, panels: Panels, depth: Floats, radiance: Floats
) -> None:
    """Draw ``panels`` into the plate and its depth map in place, the farthest first.

    Panels with a corner nearer than half a metre before the lens are left out.
    """
    near = panels[:, 2:12:3].min(1)
    order = np.argsort(-panels[:, 2:12:3].mean(1), kind="stable")
    _paint(eye, air, town, panels[order[near[order] > 0.5]], depth, radiance)
