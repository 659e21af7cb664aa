"""The leaves and needles of trees: where on a crown each grows, what light it gets, its colour."""

import math

from reelcast.engines.stage.kernels.air import Air
from reelcast.engines.stage.kernels.crowns import CLUMPS, CONIFER, Grown, Rows
from reelcast.engines.stage.kernels.eye import Eye
from reelcast.engines.stage.kernels.jit import jit
from reelcast.engines.stage.kernels.noise import Floats, clamp, smooth, uniform
from reelcast.engines.stage.kernels.splat import Strip, leaf, splat

_LEAF = (0.060, 0.088, 0.022)
_NEEDLE = (0.034, 0.058, 0.026)
_TWIG = (0.062, 0.052, 0.044)
_SNOW = (0.80, 0.83, 0.88)
BARE = 0.3
"""Under more snow than this broadleaves are bare."""
_SEEN = 2.2
"""Half-length in pixels from which on a leaf has a shape."""
_DENSITY = 1.15
"""How many times over its leaves cover a clump."""

Three = tuple[float, float, float]


@jit
def lift(air: Air) -> float:
    """Dusk and night are exposed for the land: shadows are lifted as by a graduated filter."""
    return 1 + 0.9 * smooth(0.0, 0.4, air.night)


@jit
def lit(air: Air, veil: Floats, tint: Three, sun: float, sky: float) -> Three:
    """What reflects ``tint`` and gets these shares of the sun and the sky, through the air."""
    d = sun / math.pi
    fill = sky * lift(air)
    return (
        tint[0] * (air.light[0] * d + air.ambient[0] * fill) * veil[0] + veil[3],
        tint[1] * (air.light[1] * d + air.ambient[1] * fill) * veil[1] + veil[4],
        tint[2] * (air.light[2] * d + air.ambient[2] * fill) * veil[2] + veil[5],
    )


@jit
def _in_clump(
    clump: Floats, k: int, seed: int
) -> tuple[float, float, float, float, float, float, float]:
    """Leaf ``k`` of a broad clump: place, normal, how far out it is."""
    th = 6.2832 * uniform(k * 3, seed)
    up = 2 * uniform(k * 3 + 1, seed) - 1
    e = math.sqrt(1 - up * up)
    nx, nz = e * math.cos(th), e * math.sin(th)
    # A few stray beyond the clump: outlines are ragged.
    q = math.sqrt(uniform(k * 3 + 2, seed))
    r = clump[6] * (0.25 + 0.95 * q)
    return clump[0] + nx * r, clump[1] + up * r * 0.8, clump[2] + nz * r, nx, up, nz, q


@jit
def _on_bough(clump: Floats, k: int, seed: int) -> tuple[float, float, float, float, float, float]:
    """Needles ``k`` of a bough: place, how far out, how high in the spray and how far aside."""
    q = 0.06 + 0.96 * math.sqrt(uniform(k * 3, seed))
    aside = 2 * uniform(k * 3 + 1, seed) - 1
    hang = uniform(k * 3 + 2, seed)
    spread = aside * clump[6] * 0.52 * (1.2 - q)
    n = 1 / (clump[6] + 1e-6)
    x = clump[3] * q - clump[5] * n * spread
    z = clump[5] * q + clump[3] * n * spread
    y = clump[1] + clump[4] * (0.35 * q + 0.65 * q * q) - hang * hang * 0.26 * clump[6]
    y += 0.10 * clump[6] * q * q * q  # Tips turn up again.
    return x, y, z, q, 1 - hang, aside


@jit
def _tint(tree: Rows, air: Air, autumn: float, v: float, snowy: float) -> Three:
    """Reflectance of a leaf, ``v`` of the usual brightness, ``snowy`` of it under snow."""
    seed = int(tree[5])
    warm = uniform(seed, 4)
    v *= (0.78 + 0.44 * uniform(seed, 3)) * (1 - 0.28 * air.wet)
    if tree[4] == CONIFER:
        r, g, b = _NEEDLE[0] * (0.8 + 0.5 * warm), _NEEDLE[1], _NEEDLE[2]
    elif air.snow > BARE:
        r, g, b = _TWIG
    else:
        r, g, b = _LEAF[0] * (0.75 + 0.55 * warm), _LEAF[1], _LEAF[2] * (1.1 - 0.3 * warm)
        turned = autumn * smooth(0.05, 0.55, uniform(seed, 5))
        r += (0.19 - 0.05 * warm - r) * turned
        g += (0.115 - 0.075 * warm - g) * turned
        b += (0.016 - b) * turned
    return (
        r * v + (_SNOW[0] - r * v) * snowy,
        g * v + (_SNOW[1] - g * v) * snowy,
        b * v + (_SNOW[2] - b * v) * snowy,
    )


@jit
def _broad_leaf(
    air: Air, tree: Rows, autumn: float, veil: Floats, clump: Floats, k: int, seed: int
) -> tuple[Three, Three, float]:
    """Place, colour and angle of one leaf of a broad crown."""
    x, y, z, nx, ny, nz, out = _in_clump(clump, k, seed)
    near = nx * air.sun[0] + ny * air.sun[1] + nz * air.sun[2]
    whole = clump[3] * air.sun[0] + clump[4] * air.sun[1] + clump[5] * air.sun[2]
    facing = max(0.45 * near + 0.45 * whole + 0.30, 0.0)
    through = 0.45 * max(air.sun[2], 0.0) * (0.4 + 0.6 * uniform(k, seed + 5))
    sun = (facing + through) * clump[7] * (0.75 + 0.25 * near) * (0.4 + 0.6 * out)
    sky = clump[8] * (0.62 + 0.38 * ny) * (0.55 + 0.45 * out)
    v = 0.72 + 0.56 * uniform(k, seed + 6)
    caught = air.snow * smooth(0.15, 0.75, ny + 0.3 * clump[4])
    snowy = 1.0 if uniform(k, seed + 8) < caught * 0.85 * smooth(0.3, 0.8, clump[8]) else 0.0
    colour = lit(air, veil, _tint(tree, air, autumn, v, snowy), sun, sky)
    turn = 6.2832 * uniform(k, seed + 7)
    if air.snow > BARE:
        turn = math.atan2(-ny - 0.5 * clump[4], nx + 0.5 * clump[3])
    return (x, y, z), colour, turn


@jit
def _needles(
    air: Air, tree: Rows, autumn: float, veil: Floats, clump: Floats, k: int, seed: int
) -> tuple[Three, Three, float]:
    """Place, colour and angle of one tuft of needles."""
    x, y, z, q, upper, aside = _on_bough(clump, k, seed)
    open_ = (0.25 + 0.75 * q * q) * (0.45 + 0.55 * upper)
    sun = (0.25 + 0.75 * upper) * open_ * (0.10 + 0.90 * clump[7])
    sun += 0.25 * max(air.sun[2], 0.0) * q * (1 - upper)
    sky = clump[8] * (0.25 + 0.75 * open_)
    v = (0.70 + 0.6 * uniform(k, seed + 6)) * (0.8 + 0.5 * smooth(0.7, 1.0, q))
    lies = upper > 1.0 - 0.62 * air.snow and uniform(k, seed + 8) < 0.9 and q > 0.22
    lies = lies and uniform(int(q * 5), seed + int(aside * 2 + 2) * 7 + 9) < 0.82
    colour = lit(air, veil, _tint(tree, air, autumn, v, 1.0 if lies else 0.0), sun * 1.15, sky)
    if lies:
        y += 0.05 * clump[6] * air.snow
    droop = math.atan2(-clump[4] * q, clump[3] + 1e-6) + 0.9 * aside
    return (x, y, z), colour, droop


@jit
def _draw(
    out: Floats,
    depth: Floats,
    strip: Strip,
    place: Three,
    size: float,
    turn: float,
    bare: bool,
    colour: Three,
) -> None:
    """One leaf: a twig of a bare crown, pointed where it is near enough to see, else a dab."""
    ca, sa = math.cos(turn), math.sin(turn)
    if bare:
        leaf(out, depth, strip, place, (2.6 * size, ca, sa, clamp(0.5 / size, 0.045, 0.16)), colour)
    elif size > _SEEN:
        leaf(out, depth, strip, place, (1.15 * size, ca, sa, 0.52), colour)
    else:
        splat(out, depth, strip, place, (size, ca, sa), colour)


@jit
def _size(tree: Rows, m: float) -> float:
    """Half-length of a leaf in pixels, at ``m`` pixels per metre: larger than life far away."""
    if tree[4] == CONIFER:
        return clamp((0.16 if tree[2] > 60 else 0.09) * m, 0.95, 9.0)
    return clamp((0.10 if tree[2] > 60 else 0.055) * m, 0.95, 16.0)


@jit
def paint_leaves(
    eye: Eye,
    air: Air,
    tree: Rows,
    grown: Grown,
    t: int,
    autumn: float,
    strip: Strip,
    out: Floats,
    depth: Floats,
) -> None:
    """Paint all leaves of tree ``t`` that lie in a strip."""
    m = eye.focal / tree[2]
    conic = tree[4] == CONIFER
    size = _size(tree, m)
    bare = not conic and air.snow > BARE
    density = _DENSITY * (0.42 if bare else 1.0)
    wave = 0.04 * air.wind
    for c in range(CLUMPS):
        clump = grown.clumps[t, c]
        middle = 0.5 * clump[3] if conic else clump[0]
        column = eye.centre + (tree[0] + middle + wave * clump[1]) * m
        edge = (clump[6] * 1.3 + 0.1 * tree[3] * wave) * m * 1.1 + 3 * size + 3
        if column + edge < strip.first or column - edge > strip.end:
            continue
        area = (0.75 if conic else 2.4) * clump[6] * clump[6] * m * m
        seed = int(tree[5]) * 131 + c
        wanted = max(density * area / (1.7 * size * size), 0.35)
        count = int(min(wanted, 3000.0) + uniform(c, seed))
        for k in range(count):
            if conic:
                place, colour, turn = _needles(air, tree, autumn, grown.veils[t], clump, k, seed)
            else:
                place, colour, turn = _broad_leaf(air, tree, autumn, grown.veils[t], clump, k, seed)
            z = tree[2] + place[2]
            s = eye.focal / z
            x = eye.centre + (tree[0] + place[0] + wave * place[1]) * s
            y = eye.horizon - (tree[1] + place[1] - eye.above) * s
            _draw(out, depth, strip, (x, y, z), size, turn, bare, colour)
