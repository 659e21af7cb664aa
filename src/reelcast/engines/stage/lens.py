"""The camera's fixed geometry: one pinhole over one ground plane. Knows no move and no picture.

World axes: x right, y up from the ground, z away from the camera; metres. A point at distance
``z`` is seen ``focal / z`` pixels per metre large; the ground there is on row
``horizon + focal * eye / z``.
"""

from dataclasses import dataclass

OVERSCAN = 0.165
"""How much larger than the frame a plate is, on each side, in frames: room for camera moves."""


@dataclass(frozen=True, slots=True)
class Lens:
    """How the frame of ``width`` x ``height`` pixels sees the set from the camera's resting place.

    ``focal`` in pixels, ``horizon`` the row of the horizon, ``eye`` metres above the ground.
    ``room`` is how far beyond the frame there is something to see, on each side, in frame widths
    and heights: all of the plate's margin, or less where a photograph ends before it.
    """

    width: int
    height: int
    focal: float
    horizon: float
    eye: float
    room: tuple[float, float] = (OVERSCAN, OVERSCAN)

    @property
    def margin(self) -> tuple[int, int]:
        """Pixels by which the plate exceeds the frame on the left (right) and top (bottom)."""
        return _margin(self.width), _margin(self.height)

    @property
    def plate_size(self) -> tuple[int, int]:
        """Width and height of the plate in pixels; its pixels are as large as the frame's."""
        x, y = self.margin
        return self.width + 2 * x, self.height + 2 * y

    @property
    def plate_centre(self) -> float:
        """The plate's column straight ahead."""
        return self.margin[0] + self.width / 2

    @property
    def plate_horizon(self) -> float:
        """The plate's row of the horizon."""
        return self.margin[1] + self.horizon

    def distance(self, row: float) -> float:
        """Metres to the ground seen on a frame row below the horizon."""
        return self.focal * self.eye / (row - self.horizon)

    def row(self, z: float) -> float:
        """The frame row on which the ground at ``z`` metres is seen."""
        return self.horizon + self.focal * self.eye / z

    @property
    def nearest(self) -> float:
        """Metres to the nearest ground in the frame."""
        return self.distance(self.height)


def _margin(size: int) -> int:
    """The overscan of one side, such that ``size + 2 * margin`` divides by four."""
    return 2 * round(size * OVERSCAN / 2) + size // 2 % 2
