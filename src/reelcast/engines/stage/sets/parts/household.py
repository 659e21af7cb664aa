"""Pieces of furniture for a room, built of rounded parts. Metres; unturned they face the camera."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from reelcast.engines.stage.kernels import furniture as kit
from reelcast.engines.stage.sets.base import RGB

Rows = NDArray[np.float64]
Size = tuple[float, float, float]
OAK: RGB = (0.30, 0.18, 0.09)
IRON: RGB = (0.022, 0.021, 0.02)
WHITE: RGB = (0.72, 0.71, 0.68)
LINEN: RGB = (0.66, 0.60, 0.50)
_CLAY: RGB = (0.50, 0.44, 0.38)
_BARK: RGB = (0.10, 0.09, 0.05)
_TIMBER: RGB = (0.13, 0.085, 0.05)


@dataclass(frozen=True, slots=True)
class Part:
    """One row of ``Furniture.parts``, about the piece's foot; ``size`` as ``shape`` reads it."""

    shape: int
    middle: Size
    size: Size
    rgb: RGB
    material: int = kit.PLAIN
    rounding: float = 0.01
    bulge: float = 0.0
    tilt: float = 0.0
    seed: float = 0.0

    def row(self, x: float, z: float) -> list[float]:
        """The numbers, with the piece's foot at ``x``, ``z``."""
        mx, my, mz = self.middle
        turn = [math.cos(self.tilt), math.sin(self.tilt)]
        own = [self.rounding, self.bulge, *turn, *self.rgb, self.material, self.seed]
        return [self.shape, mx + x, my, mz + z, *self.size, *own]

    def box(self, x: float, z: float) -> list[float]:
        """x0, x1, y0, y1, z0, z1 around it, with the piece's foot at ``x``, ``z``."""
        low, high = self._reach()
        middle = (self.middle[0] + x, self.middle[1], self.middle[2] + z)
        return [m + e[k] for k, m in enumerate(middle) for e in (low, high)]

    def _reach(self) -> tuple[Size, Size]:
        a, b, c = self.size
        if self.shape in (kit.TUBE, kit.CAN, kit.LEAF):
            droop = max(self.bulge, 0.25 * math.hypot(a, b, c))
            by = droop if self.shape == kit.LEAF else self.rounding
            low = (min(a, 0.0) - by, min(b, 0.0) - by, min(c, 0.0) - by)
            return low, (max(a, 0.0) + by, max(b, 0.0) + by, max(c, 0.0) + by)
        if self.shape == kit.CONE:
            half = (max(a, c), b, max(a, c))
        elif self.shape == kit.SHEET:
            half = (a, b, 0.95 * c + 0.01)
        else:
            thick = b + 1.4 * self.bulge
            cos, sin = abs(math.cos(self.tilt)), abs(math.sin(self.tilt))
            half = (a, cos * thick + sin * c, sin * thick + cos * c)
        return (-half[0], -half[1], -half[2]), half


@dataclass(frozen=True, slots=True)
class Piece:
    """Parts around a foot at ``x``, ``z``, turned by ``yaw`` radians."""

    parts: tuple[Part, ...]
    x: float
    z: float
    yaw: float = 0.0


def gather(pieces: Sequence[Piece]) -> kit.Furniture:
    """All pieces as the kernels know them."""
    rows: list[list[float]] = []
    boxes: list[list[float]] = []
    heads = []
    for piece in pieces:
        start = len(rows)
        rows += [part.row(piece.x, piece.z) for part in piece.parts]
        boxes += [part.box(piece.x, piece.z) for part in piece.parts]
        own = np.array(boxes[start:])
        around = np.stack([own[:, ::2].min(0), own[:, 1::2].max(0)], 1).ravel().tolist()
        turn = [math.cos(piece.yaw), math.sin(piece.yaw)]
        heads.append([start, len(rows), *around, piece.x, piece.z, *turn])
    return kit.Furniture(np.array(heads), np.array(rows), np.array(boxes))


def _cushion(
    middle: Size, size: Size, rgb: RGB, bulge: float = 0.04, tilt: float = 0.0, seed: float = 0.0
) -> Part:
    rounding = min(0.06, 0.8 * min(size))
    return Part(kit.ROUND, middle, size, rgb, kit.CLOTH, rounding, bulge, tilt, seed)


def _feet(half: float, front: float, back: float) -> list[Part]:
    places = [(x, z) for x in (-half, half) for z in (front, back)]
    return [
        Part(kit.TUBE, (0.95 * x, 0.12, z), (0.05 * x, -0.115, 0.0), OAK, kit.WOOD, 0.017)
        for x, z in places
    ]


def sofa(x: float, z: float, wide: float, rgb: RGB, accent: RGB) -> Piece:
    """A sofa with loose cushions; ``z`` is the middle of its seat."""
    half = wide / 2
    count = 3 if wide > 2.4 else 2
    each = (wide - 0.42) / count
    arms = [
        _cushion((s * (half - 0.11), 0.37, 0.0), (0.11, 0.26, 0.45), rgb, 0.025) for s in (-1, 1)
    ]
    parts = [
        _cushion((0, 0.21, 0.02), (half - 0.08, 0.15, 0.42), rgb, 0.0),
        _cushion((0, 0.52, 0.40), (half - 0.10, 0.28, 0.10), rgb, 0.02),
        *arms,
        *_feet(half - 0.1, -0.34, 0.34),
    ]
    for k in range(count):
        at = (k - (count - 1) / 2) * each
        parts.append(_cushion((at, 0.415, -0.05), (each / 2, 0.075, 0.36), rgb, 0.04, 0.0, k + 1.3))
        parts.append(_cushion((at, 0.67, 0.24), (each / 2, 0.07, 0.23), rgb, 0.06, -1.28, k + 4.1))
    end = half - 0.42
    parts.append(_cushion((-end, 0.64, 0.07), (0.22, 0.045, 0.21), accent, 0.085, -1.15, 7.7))
    parts.append(_cushion((end, 0.62, 0.08), (0.21, 0.045, 0.19), LINEN, 0.085, -1.1, 9.2))
    return Piece(tuple(parts), x, z)


def armchair(x: float, z: float, yaw: float, rgb: RGB, accent: RGB) -> Piece:
    """A round-backed armchair with a small pillow."""
    arms = [_cushion((s * 0.35, 0.43, 0.0), (0.08, 0.20, 0.37), rgb, 0.02) for s in (-1, 1)]
    parts = [
        _cushion((0, 0.25, 0.0), (0.36, 0.13, 0.36), rgb, 0.0),
        _cushion((0, 0.42, -0.04), (0.27, 0.07, 0.33), rgb, 0.05, 0.0, 2.2),
        _cushion((0, 0.66, 0.30), (0.33, 0.10, 0.33), rgb, 0.05, -1.36, 5.0),
        *arms,
        _cushion((0.05, 0.58, 0.12), (0.19, 0.04, 0.16), accent, 0.075, -1.2, 3.3),
        *_feet(0.30, -0.28, 0.30),
    ]
    return Piece(tuple(parts), x, z, yaw)


def floor_lamp(x: float, z: float, number: int, tripod: bool) -> tuple[Piece, Size]:
    """A standing lamp with a linen drum, and where its light is; ``number`` is its source."""
    shade = Part(kit.CONE, (0, 1.50, 0), (0.225, 0.15, 0.175), LINEN, kit.SHADE, 0.006, seed=number)
    legs = [
        Part(kit.CONE, (0, 0.012, 0), (0.15, 0.012, 0.14), IRON),
        Part(kit.TUBE, (0, 0.02, 0), (0, 1.4, 0), IRON, rounding=0.011),
    ]
    if tripod:
        spread = [(0.3 * math.sin(t), 0.3 * math.cos(t)) for t in (0.5, 2.594, 4.688)]
        legs = [Part(kit.TUBE, (0, 1.3, 0), (a, -1.29, b), OAK, kit.WOOD, 0.014) for a, b in spread]
    return Piece((*legs, shade), x, z), (x, 1.5, z)


def plant(x: float, z: float, tall: float, rng: np.random.Generator) -> Piece:
    """A rubber plant in a pot."""
    parts = [Part(kit.CONE, (0, 0.18, 0), (0.14, 0.18, 0.19), _CLAY, rounding=0.02)]
    for stem in range(3):
        lean = stem * 2.1 + rng.uniform(0, 1.2)
        top = (0.16 * math.sin(lean), tall * (0.72 + 0.14 * stem) - 0.3, 0.16 * math.cos(lean))
        parts.append(Part(kit.TUBE, (0, 0.3, 0), top, _BARK, rounding=0.009))
        parts += [_leaf(top, k, tall, lean, rng) for k in range(9)]
    return Piece(tuple(parts), x, z)


def _leaf(top: Size, k: int, tall: float, lean: float, rng: np.random.Generator) -> Part:
    """The ``k``-th of nine leaves, from below, of a stem that rises by ``top``."""
    s = 0.30 + 0.70 * k / 8
    turn = 2.4 * k + lean + rng.uniform(-0.4, 0.4)
    rise = rng.uniform(-0.05, 0.35) + 0.5 * (k == 8)
    long = rng.uniform(0.22, 0.30) * tall * (1.1 - 0.25 * s)
    flat = long * math.cos(rise)
    tip = (flat * math.sin(turn), long * math.sin(rise), flat * math.cos(turn))
    tone = rng.uniform(0.7, 1.25)
    rgb = (0.045 * tone, 0.085 * tone, 0.028 * tone)
    start = (top[0] * s, 0.3 + top[1] * s, top[2] * s)
    return Part(kit.LEAF, start, tip, rgb, kit.GREEN, bulge=0.30 * long)


def side_table(x: float, z: float) -> Piece:
    """A small round table with a cup and a book on it."""
    parts = (
        Part(kit.CONE, (0, 0.50, 0), (0.24, 0.014, 0.24), OAK, kit.WOOD, 0.008),
        Part(kit.TUBE, (0, 0.02, 0), (0, 0.47, 0), IRON, rounding=0.014),
        Part(kit.CONE, (0, 0.01, 0), (0.15, 0.01, 0.13), IRON),
        Part(kit.CONE, (0.08, 0.558, -0.05), (0.032, 0.044, 0.04), WHITE, rounding=0.01),
        Part(kit.ROUND, (-0.07, 0.53, 0.02), (0.075, 0.014, 0.105), (0.09, 0.13, 0.16)),
    )
    return Piece(parts, x, z)


def bookcase(x: float, z: float, wide: float, tall: float, seed: float) -> Piece:
    """An open bookcase against a wall; ``z`` is its middle."""
    half, deep, board = wide / 2, 0.14, 0.014
    rows = max(round(tall / 0.36), 2)
    each = tall / rows

    def plank(middle: Size, size: Size) -> Part:
        return Part(kit.ROUND, middle, size, OAK, kit.WOOD, 0.004)

    parts = [plank((s * half, tall / 2, 0), (board, tall / 2, deep)) for s in (-1, 1)]
    parts.append(plank((0, tall / 2, deep), (half, tall / 2, 0.006)))
    for k in range(rows + 1):
        parts.append(plank((0, min(k * each + board, tall - board), 0), (half, board, deep)))
        if k < rows:
            size = (half - board, each / 2 - board, 0.07)
            middle = (0.0, (k + 0.5) * each + board, 0.02)
            parts.append(Part(kit.ROUND, middle, size, OAK, kit.BOOKS, 0.002, seed=seed + k))
    return Piece(tuple(parts), x, z)


def radiator(x: float, z: float, wide: float) -> Piece:
    """Ribs of a radiator; ``z`` is its middle."""
    count = round(wide / 0.075)
    ribs = []
    for k in range(count):
        middle = ((k - (count - 1) / 2) * 0.075, 0.38, 0.0)
        ribs.append(Part(kit.ROUND, middle, (0.03, 0.26, 0.05), WHITE, rounding=0.028))
    return Piece(tuple(ribs), x, z)


def pictures(z: float, frames: Iterable[tuple[float, float, float, float]], seed: float) -> Piece:
    """Framed paintings on the back wall at ``z``: x, y, half width, half height of each."""
    parts = []
    for k, (x, y, a, b) in enumerate(frames):
        frame = IRON if k % 2 else OAK
        size = (a, b, 0.014)
        parts.append(Part(kit.ROUND, (x, y, 0), size, frame, kit.PICTURE, 0.003, seed=seed + 7 * k))
    return Piece(tuple(parts), 0.0, z - 0.016)


@dataclass(frozen=True, slots=True)
class Rail:
    """Where curtains hang: over a window from ``start`` to ``end``, ``top`` metres up.

    They hang at z ``at``; or, if it is the left wall's, at x ``at``.
    """

    start: float
    end: float
    at: float
    top: float
    left: bool


def curtains(rail: Rail, rgb: RGB, seed: float) -> list[Piece]:
    """A rod over a window and a curtain drawn aside at either end."""
    half = rail.top / 2 - 0.01
    middle, reach = (rail.start + rail.end) / 2, (rail.end - rail.start) / 2 + 0.5
    size = (0.27, half, 0.055)
    rod = Part(kit.TUBE, (-reach, rail.top + 0.02, 0), (2 * reach, 0, 0), IRON, rounding=0.013)
    hung = [(middle, rod)]
    for k, a in enumerate((rail.start - 0.12, rail.end + 0.12)):
        cloth = Part(kit.SHEET, (0, half + 0.01, 0), size, rgb, kit.DRAPE, seed=seed + 3.7 * k)
        hung.append((a, cloth))
    return [
        Piece((part,), rail.at, a, -math.pi / 2) if rail.left else Piece((part,), a, rail.at)
        for a, part in hung
    ]


def casing(start: float, end: float, sill: float, top: float, z: float) -> Piece:
    """White boards around a window of the back wall at ``z``; its sill ends at the curtains."""

    def board(x: float, y: float, half: float, tall: float, deep: float) -> Part:
        return Part(kit.ROUND, (x, y, -deep), (half, tall, deep), WHITE, rounding=0.006)

    middle, half = (start + end) / 2, (end - start) / 2
    sides = [board(x, (sill + top) / 2, 0.035, (top - sill) / 2, 0.012) for x in (start, end)]
    lintel = board(middle, top + 0.02, half + 0.035, 0.04, 0.014)
    return Piece((*sides, lintel, board(middle, sill - 0.02, half - 0.12, 0.018, 0.07)), 0.0, z)


def beams(left: float, right: float, ceiling: float, places: Iterable[float]) -> Piece:
    """Old beams from wall to wall under the ceiling, at every z of ``places``."""
    middle, half = (left + right) / 2, (right - left) / 2
    rows = [
        Part(kit.ROUND, (middle, ceiling - 0.09, z), (half, 0.11, 0.09), _TIMBER, kit.WOOD, seed=z)
        for z in places
    ]
    return Piece(tuple(rows), 0.0, 0.0)


def cornice(left: float, right: float, ceiling: float, z: float) -> Piece:
    """A plaster moulding where the back wall at ``z`` meets the ceiling."""
    middle, half = (left + right) / 2, (right - left) / 2
    upper = Part(kit.ROUND, (middle, ceiling - 0.03, -0.05), (half, 0.03, 0.05), WHITE)
    lower = Part(kit.ROUND, (middle, ceiling - 0.08, -0.02), (half, 0.025, 0.025), WHITE)
    return Piece((upper, lower), 0.0, z)
