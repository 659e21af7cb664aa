"""Which set a storyboard is filmed on: a computed one, or the place that a reference shows."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import cv2
import numpy as np

from reelcast.board import Setting, Storyboard
from reelcast.engines.stage import sets
from reelcast.engines.stage.lens import OVERSCAN, Lens
from reelcast.engines.stage.sets import photo
from reelcast.picture import pixels
from reelcast.subjects.matte import shrunk_photo
from reelcast.subjects.relief import Relief, relief_of

Compute = Callable[[Setting, Lens, sets.Conditions], sets.Set]

_GREY = 127
"""What is seen through the holes of a place, 0 to 255."""


@dataclass(frozen=True, slots=True)
class Place:
    """A photograph as the set, sRGB ``(H, W, 3)``, and what the frame shows of it.

    ``own`` says that it is what whoever plays in it was photographed before.
    """

    picture: photo.Pixels
    relief: Relief
    window: photo.Window
    own: bool = False

    @classmethod
    def of(cls, photograph: photo.Pixels, size: tuple[int, int], alone: bool) -> "Place":
        """A photograph, ``(H, W, 3 or 4)``, in a frame of ``size``, width and height in pixels.

        ``alone`` says that nobody plays there.
        """
        picture = np.ascontiguousarray(photograph[..., :3])
        relief = relief_of(picture)
        window = photo.frame(picture, relief, size, alone)
        if not alone and not photo.has_ground(picture, relief, window, size):
            relief = replace(relief, grounded=False)
            window = photo.frame(picture, relief, size, alone)
        return cls(picture, relief, window)

    @property
    def height_shown(self) -> int:
        """How tall, in pixels, the whole photograph is at the size at which it is shown."""
        return int(self.picture.shape[0] * self.window.scale + 0.5)

    def larger(self, photograph: photo.Pixels) -> "Place":
        """The same with more pixels of the same photograph."""
        grown = photograph.shape[0] / self.picture.shape[0]
        window = replace(self.window, scale=self.window.scale / grown)
        return replace(self, picture=np.ascontiguousarray(photograph[..., :3]), window=window)


def whole(data: bytes) -> photo.Pixels:
    """All of an image file, ``(H, W, 3)``; what is transparent is grey."""
    rgba = pixels(data)
    rgb = shrunk_photo(np.ascontiguousarray(rgba[..., :3]))
    if rgba[..., 3].min() == 255:
        return rgb
    alpha = cv2.resize(rgba[..., 3], (rgb.shape[1], rgb.shape[0]), interpolation=cv2.INTER_AREA)
    opaque = alpha.astype(np.float32)[..., None] / 255
    return np.asarray(rgb * opaque + _GREY * (1 - opaque) + 0.5, np.uint8)


def horizon_of(place: Place | None) -> float | None:
    """The frame row of the horizon where the set brings its own."""
    return None if place is None else place.window.horizon


def cuts_short(place: Place | None) -> bool:
    """Whether those who stand must be cut by the frame's lower edge: there is no ground to see.

    Use ``shortened`` on them. Not so before their own background, see ``hovers``.
    """
    return place is not None and not place.own and not place.relief.grounded


def hovers(place: Place | None) -> bool:
    """Whether those who stand stay in the air, whole: what held them in their own photograph is out
    of it, or too far out of focus to stand on.
    """
    return place is not None and place.own and not place.relief.grounded


def room_of(place: Place | None) -> tuple[float, float]:
    """How much there is to see beyond the frame, as in ``Lens``."""
    return (OVERSCAN, OVERSCAN) if place is None else place.window.room


def build(
    board: Storyboard,
    place: Place | None,
    lens: Lens,
    wanted: sets.Conditions,
    compute: Compute = sets.build,
) -> sets.Set:
    """The set as the lens will see it; ``compute`` builds one that is no photograph."""
    if place is not None:
        return photo.build(place.picture, place.relief, place.window, lens, lit=place.own)
    return compute(board.setting or Setting.STUDIO, lens, wanted)
