"""What every set is asked for and hands to the camera: light, geometry, room to act, what stirs."""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from reelcast.board import Time, Weather
from reelcast.engines.stage.lens import Lens

Floats = NDArray[np.float32]
RGB = tuple[float, float, float]
SKY = 1e5
"""Metres at which the sky is put."""
COARSE = 4
"""Plate pixels per cell of a depth map, along each side."""


@dataclass(frozen=True, slots=True)
class Conditions:
    """What a set is asked for, beside the lens that will see it.

    ``side`` is where the key light should come from: -1 the left, 1 the right, 0 as the seed has
    it. The same conditions and lens give the same set to the last bit.
    """

    time: Time = Time.GOLDEN
    weather: Weather = Weather.CLEAR
    side: int = 0
    seed: int = 0

    def rng(self) -> np.random.Generator:
        """A fresh generator: what a set chooses by it never depends on who else draws numbers."""
        return np.random.default_rng(self.seed)

    def key_side(self) -> float:
        """-1 or 1: where the key light comes from."""
        return float(self.side or (1 if self.seed % 2 else -1))


@dataclass(frozen=True, slots=True)
class Light:
    """The light a subject stands in. Linear RGB; only the proportions matter.

    ``towards`` is the unit vector (right, up, away from the camera) to the key light; ``key`` what
    a surface facing it receives / pi, ``fill`` what comes from everywhere else.
    ``softness`` 0 (a sharp sun) to 1 (a wall of soft boxes) widens the edge of cast shadows.
    """

    towards: RGB
    key: RGB
    fill: RGB
    softness: float


@dataclass(frozen=True, slots=True)
class Seat:
    """Something to sit on, in metres: the middle of its top and how wide that is."""

    x: float
    height: float
    z: float
    width: float


class Way(StrEnum):
    """Where a subject can come in from, or go."""

    LEFT = "left"
    RIGHT = "right"
    BACK = "back"


@dataclass(frozen=True, slots=True)
class Places:
    """Where there is room to act. Metres, on the lens's ground plane.

    Free ground lies from ``near`` to ``far``, ``reach`` to either side of the middle; where there
    is no ground at all ``far`` is 0. In the air there is room from ``flight[0]`` to ``flight[1]``.
    """

    near: float
    far: float
    reach: float
    seats: tuple[Seat, ...] = ()
    ways: frozenset[Way] = frozenset(Way)
    flight: tuple[float, float] = (0.5, 4.0)

    @property
    def grounded(self) -> bool:
        """Whether there is ground to stand on; elsewhere everything floats."""
        return self.far > 0


class Lie(StrEnum):
    """On what a stir's pattern lies.

    GROUND: the ground plane, in metres. UPRIGHT: whatever is seen, in metres at its depth.
    SCREEN: the picture itself, in frame heights.
    """

    GROUND = "ground"
    UPRIGHT = "upright"
    SCREEN = "screen"


class Does(StrEnum):
    """What a stir does to what is seen: shift it (water, leaves) or brighten and dim it (light)."""

    SHIFT = "shift"
    GLEAM = "gleam"


@dataclass(frozen=True, slots=True)
class Stir:
    """What of a set moves by itself: a noise that travels over it.

    ``amount`` is float32 at a quarter of the plate's size, 0 where nothing moves: for SHIFT the
    farthest shift in frame heights (0.002 is much), for GLEAM the share by which brightness rises
    and falls. ``size`` is the length of one feature and ``flow`` how far the pattern travels in a
    second (across; away from the camera or, unless it lies on the ground, upwards), in the unit of
    ``lie``. ``pace`` is how often a second the pattern itself changes.
    """

    does: Does
    lie: Lie
    amount: Floats
    size: float
    flow: tuple[float, float] = (0.0, 0.0)
    pace: float = 0.5


@dataclass(frozen=True, slots=True)
class Front:
    """What stands before the subjects: near leaves, grass tips, surf.

    ``radiance`` is exposed linear RGB premultiplied by ``alpha`` (0 to 1), both float32 of one
    size, whose corner lies at column ``left`` and row ``top`` of the plate; ``z`` in metres.
    """

    radiance: Floats
    alpha: Floats
    left: int
    top: int
    z: float


@dataclass(frozen=True, slots=True)
class Set:
    """A place to play in, larger than the frame by the lens's margin.

    ``radiance`` is float32 linear RGB ``(plate height, plate width, 3)``, exposed: 0.18 is mid-grey
    on film. ``depth`` is float32 z in metres at a quarter of the plate's size, where the ground
    under the subjects is exactly the lens's plane.
    ``cover`` is the height in metres up to which ground plants hide feet, 0 for a bare floor;
    ``gloss`` how much of what stands on it the ground mirrors, 0 to 1.
    ``drift`` is how far the clouds move in frame heights per second, 0 indoors.
    ``aperture`` is the defocus in frame heights times metres, ``|1 / focus - 1 / z|`` times it.
    ``glare`` is how much highlights glow, 0 where the radiance has been through a lens already.
    ``haze`` is the share of red, green and blue light that a metre of its air or water takes away.
    """

    lens: Lens
    radiance: Floats
    depth: Floats
    light: Light
    places: Places
    stirs: tuple[Stir, ...] = ()
    fronts: tuple[Front, ...] = ()
    cover: float = 0.0
    gloss: float = 0.0
    drift: float = 0.0
    aperture: float = 0.0
    glare: float = 1.0
    haze: RGB = (0.0, 0.0, 0.0)


def plane_depth(lens: Lens) -> Floats:
    """Depth map of the bare ground plane under an endless sky."""
    width, height = lens.plate_size
    rows = (np.arange(0, height, COARSE) + COARSE / 2) - lens.plate_horizon
    z = np.full(rows.shape, SKY)
    below = rows > 0
    z[below] = np.minimum(lens.focal * lens.eye / rows[below], SKY)
    columns = -(-width // COARSE)
    return np.repeat(z.astype(np.float32)[:, None], columns, 1)


def coarse(full: Floats) -> Floats:
    """A map ``(H, W)`` at the plate's size, at a quarter of it: the middle of each cell."""
    return np.ascontiguousarray(full[COARSE // 2 :: COARSE, COARSE // 2 :: COARSE])


def coarse_depth(lens: Lens, depth: Floats, flat: float) -> Floats:
    """The depth map of a set from z per plate pixel ``(H, W)``, in metres, 0 for sky.

    Up to ``flat`` metres the camera takes the ground for a plane, as the subjects do; over as many
    again the ground's own shape comes in. What stands nearer than the plane behind it is kept.
    """
    cells = coarse(depth)
    plane = plane_depth(lens)[: cells.shape[0], : cells.shape[1]]
    far = np.where(cells == 0, SKY, cells)
    mix = np.clip((plane - flat) / flat, 0, 1)
    ground = 1 / ((1 - mix) / plane + mix / far)
    stands = far < 0.8 * plane
    return np.asarray(np.where(stands, far, ground), np.float32)


def exposed(radiance: Floats, key: float) -> Floats:
    """Linear RGB, any unit, brought to a log-mean luminance of ``key`` (0.18 is mid-grey)."""
    luminance = radiance[::8, ::8].clip(1e-6, 50) @ np.array([0.2126, 0.7152, 0.0722], np.float32)
    return np.asarray(radiance * np.float32(key / np.exp(np.log(luminance).mean())), np.float32)
