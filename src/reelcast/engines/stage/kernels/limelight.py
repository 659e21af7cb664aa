"""A stage under its lamps: beams in haze, heavy cloth, polished boards that mirror them.

A beam is a soft-edged cone; what a ray collects of it is summed only between where the ray enters
the cone and leaves it, so beams are smooth at few samples. Metres; linear RGB of any unit.
"""

import math
from typing import NamedTuple

import cv2
import numpy as np
from numba import prange
from numpy.typing import NDArray

from reelcast.engines.stage.kernels.eye import Eye
from reelcast.engines.stage.kernels.furniture import CAN, Furniture, facing, seen
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

COARSE = 4
"""Haze and reflections have no finer detail than every fourth pixel."""
_STEPS = 12
_EDGE = 1.25
"""Where a beam's soft edge ends, in its half angles."""
_FOLD = 0.10
"""Metres from the hollow of a fold to its crest."""
_MIRRORED = 5
_LENS = 26.0
"""Radiance of a lamp's lens beside what it throws on a surface one metre off."""

Rows = NDArray[np.float64]
Point = tuple[float, float, float]


class Scene(NamedTuple):
    """A stage and what lights it. ``lamps``: x, y, z; direction; RGB; half angle, share seen in the
    haze. ``uplights``: x, width, RGB, at the foot of the cloth. ``spot``: x, y, radius, RGB of a
    light thrown on it. The cloth is ``back`` metres away, ``border`` the height of its pelmet."""

    back: float
    border: float
    cloth: Rows
    trim: Rows
    boards: Rows
    polish: float
    lamps: Rows
    uplights: Rows
    spot: Rows
    wash: Rows
    haze: float
    seed: float


@jit
def beam(lamp: Rows, x: float, y: float, z: float) -> float:
    """Light of one lamp at a point: brightest on its axis, falling with the distance."""
    x, y, z = x - lamp[0], y - lamp[1], z - lamp[2]
    away = math.sqrt(x * x + y * y + z * z) + 1e-4
    c = (x * lamp[3] + y * lamp[4] + z * lamp[5]) / away
    if c < 0.8:
        return 0.0
    a = math.acos(min(c, 1.0)) / lamp[9]
    if a > _EDGE:
        return 0.0
    return smooth(_EDGE, 0.7, a) * (0.7 + 0.3 * smooth(0.9, 0.0, a)) / (away * away * 0.05 + 0.15)


@jit
def _within(lamp: Rows, o: Point, d: Point, far: float) -> tuple[float, float]:
    """Where a ray runs inside a lamp's cone: from, to; nowhere if from is not less."""
    ox, oy, oz = o[0] - lamp[0], o[1] - lamp[1], o[2] - lamp[2]
    dv = d[0] * lamp[3] + d[1] * lamp[4] + d[2] * lamp[5]
    ov = ox * lamp[3] + oy * lamp[4] + oz * lamp[5]
    cc = math.cos(lamp[9] * _EDGE) ** 2
    a = dv * dv - cc
    b = dv * ov - cc * (d[0] * ox + d[1] * oy + d[2] * oz)
    c = ov * ov - cc * (ox * ox + oy * oy + oz * oz)
    root = b * b - a * c
    if root <= 0 or abs(a) < 1e-9:
        return 1.0, 0.0
    root = math.sqrt(root)
    t0, t1 = min((-b - root) / a, (-b + root) / a), max((-b - root) / a, (-b + root) / a)
    ahead0, ahead1 = ov + dv * t0 > 0, ov + dv * t1 > 0
    if a > 0:  # The ray runs along the cone: it stays inside beyond one of the two.
        if dv > 0:
            return (t1 if ahead1 else t0) if not ahead0 else t1, far
        return 0.0, t0
    if not (ahead0 and ahead1):
        return 1.0, 0.0
    return max(t0, 0.0), min(t1, far)


@jit
def _thick(noise: Floats, seed: float, x: float, y: float, z: float) -> float:
    """How much haze hangs at a point, about 1: it drifts in banks and shreds."""
    big = sample3(noise, x / 9.0 + seed, y / 6.0, z / 9.0)
    fine = sample3(noise, x / 2.6, y / 1.9 + seed, z / 2.6)
    shreds = 2.3 * max(big - 0.28, 0.0) + 1.8 * max(fine - 0.38, 0.0)
    return 0.18 + shreds + 0.3 * math.exp(-1.5 * y)


@jit
def _collected(s: Scene, noise: Floats, o: Point, d: Point, far: float, steps: int) -> Point:
    """Light that the haze along a ray throws towards its start."""
    r = g = b = 0.0
    for k in range(s.lamps.shape[0]):
        lamp = s.lamps[k]
        if lamp[10] <= 0:
            continue
        t0, t1 = _within(lamp, o, d, far)
        t0, t1 = max(t0, 0.0), min(t1, far)
        if t0 >= t1:
            continue
        total = 0.0
        for i in range(steps):
            t = t0 + (t1 - t0) * (i + 0.5) / steps
            x, y, z = o[0] + d[0] * t, o[1] + d[1] * t, o[2] + d[2] * t
            much = beam(lamp, x, y, z)
            if much > 0:
                total += much * _thick(noise, s.seed, x, y, z)
        # Haze throws light on rather than back: lamps that point to the camera show more.
        ahead = -(d[0] * lamp[3] + d[1] * lamp[4] + d[2] * lamp[5])
        total *= (t1 - t0) / steps * lamp[10] * s.haze * (0.75 + 0.6 * max(ahead, 0.0) ** 3)
        r, g, b = r + total * lamp[6], g + total * lamp[7], b + total * lamp[8]
    return r, g, b


@jit
def _fold(x: float, y: float, seed: float) -> float:
    """Relief of hanging cloth, 0 (hollow) to 1 (crest): no two folds are of one width."""
    bent = x + 0.10 * noise2(x * 0.9 + seed, 0.12 * y) + 0.03 * noise2(x * 2.3, 0.5 * y + seed)
    turn = bent * 15.0 + 3.4 * noise2(bent * 0.8 + seed, 3.0) + 1.2 * noise2(bent * 2.6, seed)
    deep = 0.62 + 0.30 * noise2(bent * 1.7, seed + 9)
    wide = 0.5 + 0.5 * math.sin(turn)
    # Crests are broad, hollows narrow.
    return clamp(deep * (1 - (1 - wide) ** 2) + 0.12 * noise2(bent * 9, 0.4 * y), 0.0, 1.2)


@jit
def _cloth(s: Scene, x: float, y: float) -> Point:
    """The cloth at the back, lit from its foot, by the spot on it and by a little of everything."""
    seed, tall = s.seed, 0.0
    hem = s.border + 0.16 * math.sqrt(abs(math.cos(x * 1.35 + seed)))
    pelmet = y > hem
    if pelmet:
        seed, tall = seed + 31, 0.25
    h = _fold(x * (1 + tall), y, seed)
    e = 0.012
    slope = (_fold(x * (1 + tall) + e, y, seed) - h) / e * _FOLD
    n = 1 / math.sqrt(1 + slope * slope)
    open_ = 0.25 + 0.75 * h
    r = g = b = 0.0
    for k in range(s.uplights.shape[0]):
        u = s.uplights[k]
        dx = (u[0] - x) / (u[1] * (0.35 + 0.30 * y))
        much = math.exp(-dx * dx) / (0.35 + 0.55 * y)
        # From the foot light grazes the folds and comes a little from one side.
        much *= 0.45 + 0.55 * clamp(0.5 - slope * (u[0] - x) * n, 0.0, 1.0)
        r, g, b = r + u[2] * much, g + u[3] * much, b + u[4] * much
    q = math.hypot(x - s.spot[0], y - s.spot[1]) / s.spot[2]
    side = 0.22 + 0.78 * clamp((0.7 - 0.7 * slope) * n, 0.0, 1.0) ** 1.5
    # The pile of velvet shines where it is seen at a slant.
    sheen = 0.035 * (1 - n) * (0.4 + smooth(1.2, 0.6, q))
    spot = (smooth(1.08, 0.72, q) * (1.15 - 0.3 * q) + 0.08 * math.exp(-q)) * side
    wash = (0.75 - 0.35 * slope) * n
    r = (r + s.spot[3] * spot + s.wash[0] * wash) * open_
    g = (g + s.spot[4] * spot + s.wash[1] * wash) * open_
    b = (b + s.spot[5] * spot + s.wash[2] * wash) * open_
    shade = 1 - 0.75 * smooth(0.45, 0.0, hem - y) if not pelmet else 0.8
    fringe = smooth(0.042, 0.034, abs(y - hem - 0.035)) if s.border < 90 else 0.0
    fringe *= 0.55 + 0.45 * math.sin(x * 190.0) ** 2
    pile = 1 + 0.10 * noise2(x * 60, y * 25)
    return (
        r * (sheen + s.cloth[0] * pile + (s.trim[0] - s.cloth[0]) * fringe) * shade,
        g * (sheen + s.cloth[1] * pile + (s.trim[1] - s.cloth[1]) * fringe) * shade,
        b * (sheen + s.cloth[2] * pile + (s.trim[2] - s.cloth[2]) * fringe) * shade,
    )


@jit
def _boards(s: Scene, x: float, z: float, e: float) -> tuple[float, float]:
    """The stage floor's tone, about 1, and how polished it is: scuffs, seams, worn paint."""
    row = math.floor(x / 0.19)
    off = uniform(row, 7) * 2.4
    board = math.floor((z + off) / 2.4)
    q = uniform(row, board)
    gap = (0.5 - abs(x / 0.19 - row - 0.5)) * 0.19
    seam = (1 - smooth(0.001, 0.002 + 0.8 * e, gap)) * smooth(0.02, 0.005, e)
    grain = noise2(x * 45 + 2 * noise2(x * 3, z), z * 1.6 + 50 * q) * smooth(0.03, 0.008, e)
    worn = fbm2(x * 1.1 + s.seed, z * 1.1, 4)
    scuff = smooth(0.25, 0.5, fbm2(x * 3 + s.seed, z * 5, 3)) * 0.4
    tone = (0.8 + 0.4 * q) * (1 + 0.16 * grain + 0.25 * worn) * (1 - 0.55 * seam)
    return tone, clamp(1 + 0.45 * worn - scuff - 0.7 * seam + 0.15 * (q - 0.5), 0.1, 1.4)


@jit
def _lens_glow(s: Scene, o: Point, d: Point) -> Point:
    """What lamps that shine this way add to a mirrored ray: the streak under each."""
    r = g = b = 0.0
    for k in range(s.lamps.shape[0]):
        lamp = s.lamps[k]
        x, y, z = lamp[0] - o[0], lamp[1] - o[1], lamp[2] - o[2]
        away = math.sqrt(x * x + y * y + z * z)
        c = (x * d[0] + y * d[1] + z * d[2]) / away
        towards = max(-(x * lamp[3] + y * lamp[4] + z * lamp[5]) / away, 0.0)
        if c > 0.995 and lamp[10] > 0:
            much = 0.10 * _LENS * math.exp(-(1 - c) * away * away / 0.03) * towards**2
            r, g, b = r + much * lamp[6], g + much * lamp[7], b + much * lamp[8]
    return r, g, b


@jit
def _ray(eye: Eye, px: float, py: float) -> Point:
    u = (px - eye.centre) / eye.focal
    v = (eye.horizon - py) / eye.focal
    n = 1 / math.sqrt(u * u + v * v + 1)
    return u * n, v * n, n


@jit
def _reflection(s: Scene, noise: Floats, p: Point, d: Point, seed: int, out: Floats) -> None:
    """What the boards mirror at a point, along a few slightly scattered rays."""
    for k in range(_MIRRORED):
        x = d[0] + 0.035 * (uniform(seed, 2 * k) - 0.5)
        y = -d[1] * (0.80 + 0.40 * (k + uniform(seed, 2 * k + 1)) / _MIRRORED)
        n = 1 / math.sqrt(x * x + y * y + d[2] * d[2])
        m = (x * n, y * n, d[2] * n)
        to = (s.back - p[2]) / m[2]
        cr, cg, cb = _cloth(s, p[0] + m[0] * to, m[1] * to)
        hr, hg, hb = _collected(s, noise, p, m, to, 6)
        gr, gg, gb = _lens_glow(s, p, m)
        out[0] += (cr + hr + gr) / _MIRRORED
        out[1] += (cg + hg + gg) / _MIRRORED
        out[2] += (cb + hb + gb) / _MIRRORED


@jit
def _air_row(eye: Eye, s: Scene, noise: Floats, j: int, haze: Floats, mirror: Floats) -> None:
    o = (0.0, eye.above, 0.0)
    for i in range(haze.shape[0]):
        d = _ray(eye, COARSE * (i + 0.5) - 0.5, COARSE * (j + 0.5) - 0.5)
        far = s.back / d[2]
        on_floor = d[1] < 0 and -eye.above / d[1] < far
        if on_floor:
            far = -eye.above / d[1]
        haze[i, 0], haze[i, 1], haze[i, 2] = _collected(s, noise, o, d, far, _STEPS)
        if on_floor:
            p = (d[0] * far, 0.0, d[2] * far)
            _reflection(s, noise, p, d, j * haze.shape[0] + i, mirror[i])


@parallel
def _air(eye: Eye, s: Scene, noise: Floats, haze: Floats, mirror: Floats) -> None:
    """The haze in front of everything, and what the boards mirror, per coarse cell."""
    for j in prange(haze.shape[0]):
        _air_row(eye, s, noise, np.int64(j), haze[j], mirror[j])  # type: ignore[arg-type]


@jit
def _fixture(s: Scene, kit: Furniture, k: int, p: Point) -> Point:
    """A lamp's housing, its lens, or a rod of the truss: black paint with an edge of light."""
    _, ny, nz, x, y, z = facing(kit, k, p[0], p[1], p[2])
    part = kit.parts[k]
    if part[0] == CAN:
        lamp = s.lamps[int(part[15])]
        long = math.sqrt(part[4] ** 2 + part[5] ** 2 + part[6] ** 2)
        along = x * lamp[3] + y * lamp[4] + z * lamp[5]
        if along > 0.93 * long:
            away = math.sqrt(max(x * x + y * y + z * z - along * along, 0.0)) / part[7]
            much = _LENS * (0.18 + 0.82 * math.exp(-5.0 * away * away)) * smooth(1.0, 0.86, away)
            white = 0.35 * math.exp(-6.0 * away * away)
            mean = (lamp[6] + lamp[7] + lamp[8]) / 3
            return (
                much * (lamp[6] + (mean - lamp[6]) * white),
                much * (lamp[7] + (mean - lamp[7]) * white),
                much * (lamp[8] + (mean - lamp[8]) * white),
            )
    edge = (1 - abs(nz)) ** 2 * 0.5 + 0.3 * max(-ny, 0.0) + 0.2
    return part[11] * edge, part[12] * edge, part[13] * edge


@jit
def _floor(s: Scene, x: float, z: float, d: Point, e: float, mirror: Floats, out: Floats) -> None:
    """Boards lit from above, and what they mirror."""
    tone, polish = _boards(s, x, z, e)
    fresnel = s.polish * polish * (0.06 + 0.94 * (1 + d[1]) ** 5)
    for c in range(3):
        light = s.wash[c]
        for n in range(s.lamps.shape[0]):
            fall = max(-s.lamps[n, 4], 0.0)
            light += beam(s.lamps[n], x, 0.0, z) * fall * s.lamps[n, 6 + c]
        out[c] = s.boards[c] * tone * light + fresnel * mirror[c]


@jit
def _solid_row(
    eye: Eye, s: Scene, kit: Furniture, py: int, mirror: Floats, out: Floats, depth: Floats
) -> None:
    o = (0.0, eye.above, 0.0)
    for px in range(eye.width):
        d = _ray(eye, float(px), float(py))
        far = s.back / d[2]
        on_floor = d[1] < 0 and -eye.above / d[1] < far
        if on_floor:
            far = -eye.above / d[1]
        t, k = seen(kit, o, d, far)
        p = (d[0] * t, eye.above + d[1] * t, d[2] * t)
        depth[px] = p[2]
        if k >= 0:
            out[px, 0], out[px, 1], out[px, 2] = _fixture(s, kit, k, p)
        elif on_floor:
            _floor(s, p[0], p[2], d, t / eye.focal, mirror[px], out[px])
        else:
            out[px, 0], out[px, 1], out[px, 2] = _cloth(s, p[0], p[1])


@parallel
def _solid(eye: Eye, s: Scene, kit: Furniture, mirror: Floats, out: Floats, depth: Floats) -> None:
    for py in prange(eye.height):
        row = np.int64(py)
        _solid_row(eye, s, kit, row, mirror[py], out[py], depth[py])  # type: ignore[arg-type]


def _grown(cells: Floats, eye: Eye) -> Floats:
    size = (cells.shape[1] * COARSE, cells.shape[0] * COARSE)
    grown = cv2.resize(cells, size, interpolation=cv2.INTER_LINEAR)
    return np.ascontiguousarray(grown[: eye.height, : eye.width], np.float32)


def paint_stage(eye: Eye, s: Scene, kit: Furniture) -> tuple[Floats, Floats, Floats]:
    """Linear RGB and z of every plate pixel, and the haze's share of it, RGB per coarse cell."""
    shape = (-(-eye.height // COARSE), -(-eye.width // COARSE), 3)
    haze, mirror = np.zeros(shape, np.float32), np.zeros(shape, np.float32)
    _air(eye, s, volume(), haze, mirror)
    across, down = 0.0022 * eye.focal, 0.005 * eye.focal
    mirrored = cv2.GaussianBlur(mirror, (0, 0), sigmaX=across, sigmaY=down).astype(np.float32)
    out = np.empty((eye.height, eye.width, 3), np.float32)
    depth = np.empty(out.shape[:2], np.float32)
    _solid(eye, s, kit, _grown(mirrored, eye), out, depth)
    return out + _grown(haze, eye), depth, haze
