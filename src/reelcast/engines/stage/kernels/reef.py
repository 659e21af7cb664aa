"""What stands on the sea floor: broken rock and domes of brain coral, each marched on its own.

A solid is star-shaped around its middle, so that a ray needs few steps. What grows on it and
between is in ``flora``. Metres, linear RGB.
"""

import math

from numba import prange

from reelcast.engines.stage.kernels.deep import Depths, caustic, lit, veiled
from reelcast.engines.stage.kernels.eye import Eye
from reelcast.engines.stage.kernels.jit import jit, parallel
from reelcast.engines.stage.kernels.noise import (
    Floats,
    sample3,
    smooth,
    uniform,
    volume,
)
from reelcast.engines.stage.kernels.splat import STRIPS, Strip, strip_of

ROCK, BRAIN = 0, 1
_PLANES = 11
"""Faces of a broken rock, before the sea has worn them."""
_STEPS = 26
Three = tuple[float, float, float]


@jit
def _reach(noise: Floats, solid: Floats, p: Three, fine: float) -> float:
    """Distance from the middle to the surface towards ``p``, in radii; ``fine`` is 0 or 1."""
    x, y, z = p
    seed = int(solid[5])
    n = 1 / math.sqrt(x * x + y * y + z * z + 1e-9)
    dx, dy, dz = x * n, y * n, z * n
    off = 0.37 * (seed % 17)
    if solid[4] == BRAIN:
        wide = sample3(noise, dx * 0.35 + off, dy * 0.35, dz * 0.35) - 0.5
        valley = abs(sample3(noise, dx * 1.1 + off, dy * 1.1 + 0.3, dz * 1.1) - 0.47)
        return 0.90 + 0.14 * wide + 0.055 * fine * smooth(0.0, 0.06, valley)
    reach = 1.0
    for k in range(_PLANES):
        a = 2 * math.pi * uniform(seed, k)
        up = 1.7 * uniform(seed + 3, k) - 0.75
        flat = math.sqrt(max(1 - up * up, 0.05))
        c = dx * math.cos(a) * flat + dy * up + dz * math.sin(a) * flat
        if c > 0.05:
            reach = min(reach, (0.58 + 0.32 * uniform(seed + 5, k)) / c)
    rough = sample3(noise, dx * 0.33 * reach + off, dy * 0.33 * reach, dz * 0.33 * reach) - 0.5
    pits = sample3(noise, dx * 1.3 * reach, dy * 1.3 * reach + off, dz * 1.3 * reach) - 0.5
    return reach + 0.34 * rough + 0.11 * fine * pits


@jit
def _hit(noise: Floats, solid: Floats, start: Three, ray: Three) -> float:
    """Where along a unit ``ray`` from ``start`` (in radii from the middle) it hits, or -1."""
    b = start[0] * ray[0] + start[1] * ray[1] + start[2] * ray[2]
    c = start[0] ** 2 + start[1] ** 2 + start[2] ** 2 - 1.44
    inside = b * b - c
    if inside < 0:
        return -1.0
    t = -b - math.sqrt(inside)
    end = -b + math.sqrt(inside)
    for _ in range(_STEPS):
        p = (start[0] + ray[0] * t, start[1] + ray[1] * t, start[2] + ray[2] * t)
        gap = math.sqrt(p[0] ** 2 + p[1] ** 2 + p[2] ** 2) - _reach(noise, solid, p, 1.0)
        if gap < 0.006:
            return t
        t += 0.55 * gap + 0.002
        if t > end:
            break
    return -1.0


@jit
def _normal(noise: Floats, solid: Floats, p: Three) -> Three:
    e = 0.022
    g0 = math.sqrt(p[0] ** 2 + p[1] ** 2 + p[2] ** 2) - _reach(noise, solid, p, 1.0)
    qx = (p[0] + e, p[1], p[2])
    qy = (p[0], p[1] + e, p[2])
    qz = (p[0], p[1], p[2] + e)
    nx = math.sqrt(qx[0] ** 2 + qx[1] ** 2 + qx[2] ** 2) - _reach(noise, solid, qx, 1.0) - g0
    ny = math.sqrt(qy[0] ** 2 + qy[1] ** 2 + qy[2] ** 2) - _reach(noise, solid, qy, 1.0) - g0
    nz = math.sqrt(qz[0] ** 2 + qz[1] ** 2 + qz[2] ** 2) - _reach(noise, solid, qz, 1.0) - g0
    k = 1 / math.sqrt(nx * nx + ny * ny + nz * nz + 1e-12)
    return nx * k, ny * k, nz * k


@jit
def _skin(noise: Floats, solid: Floats, p: Three) -> Three:
    """Albedo: bare rock with crusts of coralline algae and sponge, or a coral's living skin."""
    hue = uniform(int(solid[5]), 77)
    x, y, z = p[0] * solid[2], p[1] * solid[2], p[2] * solid[2]
    fine = 0.75 + 0.5 * sample3(noise, x * 1.9, y * 1.9, z * 1.9)
    if solid[4] == BRAIN:
        groove = smooth(1.02, 0.92, math.sqrt(p[0] ** 2 + p[1] ** 2 + p[2] ** 2))
        pale = (1.15 - 0.5 * groove) * fine
        if hue < 0.4:
            return 0.46 * pale, 0.35 * pale, 0.13 * pale
        if hue < 0.7:
            return 0.27 * pale, 0.35 * pale, 0.17 * pale
        return 0.44 * pale, 0.23 * pale, 0.27 * pale
    r, g, b = 0.20 * fine, 0.185 * fine, 0.155 * fine
    patch = sample3(noise, x * 0.42 + hue, y * 0.42, z * 0.42)
    spots = sample3(noise, x * 0.8, y * 0.8 + hue, z * 0.8)
    pink = smooth(0.55, 0.63, patch)
    ochre = smooth(0.58, 0.66, spots) * (1 - pink)
    weed = smooth(0.44, 0.36, patch) * smooth(-0.3, 0.4, p[1])
    r += (0.45 * fine - r) * pink + (0.50 * fine - r) * ochre + (0.13 * fine - r) * weed
    g += (0.17 * fine - g) * pink + (0.27 * fine - g) * ochre + (0.17 * fine - g) * weed
    b += (0.25 * fine - b) * pink + (0.07 * fine - b) * ochre + (0.05 * fine - b) * weed
    return r, g, b


@jit
def _solid(
    eye: Eye,
    deep: Depths,
    tile: Floats,
    noise: Floats,
    solid: Floats,
    strip: Strip,
    out: Floats,
    depth: Floats,
) -> None:
    """Draw one solid where it falls into a strip."""
    x, z, radius, y = solid[0], solid[1], solid[2], solid[3]
    squash = solid[6]
    m = eye.focal / max(z - radius, 0.5)
    column, row = eye.centre + x * eye.focal / z, eye.horizon + (eye.above - y) * eye.focal / z
    first = max(int(column - 1.35 * radius * m), strip.first)
    last = min(int(column + 1.35 * radius * m), strip.end - 1)
    for py in range(
        max(int(row - 1.4 * radius * m), 0), min(int(row + 1.4 * radius * m), eye.height)
    ):
        for px in range(first, last + 1):
            u = (px - eye.centre) / eye.focal
            v = (eye.horizon - py) / eye.focal
            n = 1 / math.sqrt(u * u + (v / squash) ** 2 + 1)
            start = (-x / radius, (eye.above - y) / squash / radius, -z / radius)
            t = _hit(noise, solid, start, (u * n, v / squash * n, n))
            if t < 0:
                continue
            far = t * n * radius
            d = depth[py, px]
            if d > 0 and far >= d:
                continue
            p = (start[0] + u * n * t, start[1] + v / squash * n * t, start[2] + n * t)
            nx, ny, nz = _normal(noise, solid, p)
            ny /= squash
            k = 1 / math.sqrt(nx * nx + ny * ny + nz * nz)
            facing = (nx * deep.sun[0] + ny * deep.sun[1] + nz * deep.sun[2]) * k
            above = max(p[1] * squash * radius + y, 0.0)
            open_ = (0.30 + 0.70 * (0.5 + 0.5 * ny * k)) * (0.35 + 0.65 * smooth(0, 0.35, above))
            net = caustic(tile, far * u + 0.5 * above, far + 0.3 * above, 0.03)
            r, g, b = lit(deep, _skin(noise, solid, p), facing, net, open_)
            long = far * math.sqrt(1 + u * u + v * v)
            out[py, px, 0], out[py, px, 1], out[py, px, 2] = veiled(deep, r, g, b, long, u, v)
            depth[py, px] = far


@parallel
def _paint(
    eye: Eye,
    deep: Depths,
    tile: Floats,
    noise: Floats,
    solids: Floats,
    out: Floats,
    depth: Floats,
) -> None:
    for s in prange(STRIPS):
        strip = strip_of((s * 7) % STRIPS, eye.width)
        for k in range(solids.shape[0]):
            _solid(eye, deep, tile, noise, solids[k], strip, out, depth)


def paint_solids(
    eye: Eye, deep: Depths, tile: Floats, solids: Floats, radiance: Floats, depth: Floats
) -> None:
    """Draw rows of x, z, radius, y of the middle, kind, seed and squash, in place."""
    _paint(eye, deep, tile, volume(), solids, radiance, depth)
