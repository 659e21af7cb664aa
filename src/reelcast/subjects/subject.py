"""Who is in a reference image, as data: a cut-out and what is known of it."""

from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from reelcast.kind import Kind


class Edge(StrEnum):
    """A side of the photograph."""

    LEFT = "left"
    TOP = "top"
    RIGHT = "right"
    BOTTOM = "bottom"


class Facing(StrEnum):
    """Where the front of a subject points, as seen by the viewer."""

    LEFT = "left"
    RIGHT = "right"
    CAMERA = "camera"
    AWAY = "away"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Label:
    """A name for what is shown and how likely it is, 0 to 1."""

    name: str
    share: float


@dataclass(frozen=True, slots=True)
class Area:
    """A rectangle in shares of the cut-out's width and height, from its upper left corner.

    It may reach past 0 and 1 where the cut-out was cropped.
    """

    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True, slots=True)
class Joint:
    """A body landmark: ``x`` and ``y`` in shares of the cut-out, ``seen`` 0 (hidden) to 1."""

    x: float
    y: float
    seen: float


@dataclass(frozen=True, slots=True)
class Face:
    """``yaw`` in radians, 0 towards the camera, positive towards the viewer's right."""

    area: Area
    yaw: float
    score: float


@dataclass(frozen=True, slots=True)
class Figure:
    """One of several people or things in a cut-out.

    ``matte`` is uint8, this figure's share of the alpha inside ``area``, in the cut-out's pixels.
    """

    area: Area
    kind: Kind
    matte: NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Contact:
    """Where a standing subject meets the ground: a line from left to right, in shares."""

    left: float
    left_y: float
    right: float
    right_y: float


def _nothing() -> NDArray[np.float32]:
    return np.zeros(0, np.float32)


@dataclass(frozen=True, slots=True)
class Profile:
    """What is known of a subject besides its looks.

    ``labels`` are likeliest first. ``height_m`` is the real-world height in metres of what the
    cut-out shows, of a bust just that. ``contact`` is None for what cannot stand. ``joints`` are
    the 33 landmarks of MediaPipe Pose in its order, or none. ``figures`` are two or more where the
    cut-out can be taken apart, else none. ``embedding`` is float32 ``(1280,)`` of unit length and
    ``colours`` float32 ``(600,)``, the square roots of a LAB histogram (so of unit length too);
    both empty where nothing was measured.
    """

    kind: Kind = Kind.OBJECT
    labels: tuple[Label, ...] = ()
    height_m: float = 1.0
    facing: Facing = Facing.UNKNOWN
    contact: Contact | None = None
    joints: tuple[Joint, ...] = ()
    faces: tuple[Face, ...] = ()
    figures: tuple[Figure, ...] = ()
    bears_text: bool = False
    embedding: NDArray[np.float32] = field(default_factory=_nothing)
    colours: NDArray[np.float32] = field(default_factory=_nothing)


@dataclass(frozen=True, slots=True)
class Subject:
    """One cut-out.

    ``rgba`` is uint8 ``(H, W, 4)``, sRGB with straight (not premultiplied) alpha, cropped tightly
    around everything that is not transparent; its colours are free of the old background. Of a
    place (``profile.kind``) it is the whole photograph, opaque.
    ``cut_by`` names the sides where the photograph's edge cuts through the subject: one cut at the
    bottom (a bust) cannot stand and must be framed by the picture's edge.
    ``reference`` is the index of its image in the brief, from 0.
    ``within`` is where in that photograph the cut-out was, in shares of the photograph; None where
    there is no background: of a place, and of an image with its own transparency.
    """

    reference: int
    rgba: NDArray[np.uint8]
    cut_by: frozenset[Edge]
    profile: Profile = field(default_factory=Profile)
    within: Area | None = None

    @property
    def is_bust(self) -> bool:
        """Whether the photograph ends before the subject reaches the ground."""
        return Edge.BOTTOM in self.cut_by

    @property
    def is_place(self) -> bool:
        """Whether it is a place to play in rather than somebody or something."""
        return self.profile.kind is Kind.PLACE
