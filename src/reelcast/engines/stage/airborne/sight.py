"""One moment as the lens sees it: world metres to pixels, defocus, and rows for the painter."""

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from reelcast.engines.stage.airborne.ambience import Ambience, curve
from reelcast.engines.stage.camera import View
from reelcast.engines.stage.lens import Lens
from reelcast.engines.stage.sets.base import Floats

_SOFTEST = 0.020
"""The largest circle of confusion there is, its radius in frame heights."""
_SOFTEST_AFAR = 0.0007
"""The same beyond the focus: out there blurred drops and flakes would not be seen at all."""
_AHEAD = 0.3
"""Metres before the lens within which nothing is seen."""
_MARGIN = 0.16
"""Metres: nothing is larger, nor goes farther to either side while the shutter is open."""
_THINNEST = 0.45
"""Pixels: what is thinner is drawn as thin as this, and fainter."""


@dataclass(frozen=True, slots=True)
class Sight:
    """``aperture`` as in ``Set``, ``focus`` in metres, ``seconds`` since the clip began."""

    lens: Lens
    view: View
    seconds: float
    ambience: Ambience
    aperture: float
    focus: float

    def project(self, at: Floats) -> tuple[Floats, Floats, Floats]:
        """Frame column, row and pixels per metre of points (n, 3), world metres."""
        lens, view = self.lens, self.view
        scale = (lens.focal / np.maximum(at[:, 2] - view.z, _AHEAD)).astype(np.float32)
        x = lens.width / 2 + scale * (at[:, 0] - view.x) - view.pan
        y = lens.horizon + scale * (lens.eye + view.y - at[:, 1]) + view.tilt
        return x.astype(np.float32), y.astype(np.float32), scale

    def near_frame(self, at: Floats) -> NDArray[np.bool_]:
        """Which of the points (n, 3) lie in the frame or so near to it that they may reach in."""
        x, y, scale = self.project(at)
        spare = _MARGIN * scale + _SOFTEST * self.lens.height
        across = np.abs(x - self.lens.width / 2) < self.lens.width / 2 + spare
        along = np.abs(y - self.lens.height / 2) < self.lens.height / 2 + spare
        return np.asarray(across & along)

    def circle(self, at: Floats) -> Floats:
        """Radius of the circle of confusion of points (n, 3), in pixels."""
        away = np.maximum(at[:, 2] - self.view.z, _AHEAD)
        across = self.aperture * min(self.lens.width, self.lens.height)
        radii = across * np.abs(1 / self.focus - 1 / away)
        most = np.where(away > self.focus, _SOFTEST_AFAR, _SOFTEST) * self.lens.height
        return np.asarray(np.minimum(radii, most), np.float32)

    def spread(self, radius: Floats, circle: Floats) -> tuple[Floats, Floats]:
        """A radius (px) with the defocus, and which share of the light is left of each pixel.

        For what is drawn out: it is spread across its way only.
        """
        thick = np.maximum(radius, _THINNEST)
        grown = np.sqrt(thick * thick + circle * circle)
        return grown, np.minimum(radius / grown, 1)


@dataclass(frozen=True, slots=True)
class Rows:
    """Particles: ``z`` (n,) in world metres, ``table`` (n, FIELDS), see ``kernels.airborne``."""

    z: Floats
    table: Floats


class Swarming(Protocol):
    """Anything that is in the air as separate small things."""

    def rows(self, sight: Sight) -> Rows:
        """All of it, seen or not, at one moment."""
        ...


def rows(z: Floats, **fields: Floats | float) -> Rows:
    """Rows from fields by their names in lower case; those not given are nought."""
    from reelcast.engines.stage.kernels import airborne as kernel

    table = np.zeros((len(z), kernel.FIELDS), np.float32)
    for name, values in fields.items():
        table[:, getattr(kernel, name.upper())] = values
    return Rows(z.astype(np.float32), table)


def developed(exposed: Floats) -> dict[str, Floats]:
    """The colour fields of exposed linear RGB (n, 3): sRGB 0 to 255."""
    shown = curve(exposed) * np.float32(255)
    return {"red": shown[:, 0], "green": shown[:, 1], "blue": shown[:, 2]}
