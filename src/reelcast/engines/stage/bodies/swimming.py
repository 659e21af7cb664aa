"""The body wave of what swims sideways: it grows towards the tail and travels backwards.

The envelope is that of a mackerel, 0.02 - 0.08 s + 0.16 s^2 of the length (J. Videler, "Fish
Swimming", 1993). Fish beat sideways: of a fish seen from its side the beat is seen from a little
before and above it. Whales and dolphins beat up and down.
"""

from dataclasses import dataclass
from math import ceil, cos, pi, radians, sin

import cv2
import numpy as np

from reelcast.engines.stage.bodies.glances import Drift, drift
from reelcast.engines.stage.bodies.rubber import Drawn, Floats, Pixels, Rubber
from reelcast.engines.stage.bodies.wings import share_of
from reelcast.subjects.subject import Facing, Subject

_SIDEWAYS = frozenset({"fish", "shark", "eel"})
_UPRIGHT = frozenset({"whale", "dolphin", "dugong"})
_LIKELY = 0.25
_SLENDER = 1.45
"""So many times longer than high is what is seen from its side."""
_LEVEL = radians(38)
"""What stands steeper does not swim sideways."""
_HEAVIER = 0.02
"""How far the middle of a body lies towards the head, in lengths, for the head to be sure."""
_WAVELENGTH = 1.05
"""In lengths of the body."""
_SEEN = (sin(radians(24)), sin(radians(14)))
"""How much of a sideways beat is seen along the picture and up it."""
_GAIN = 1.15
_SHADE = 0.22
"""How much darker flanks get that turn away."""


@dataclass(frozen=True, slots=True)
class Swimmer:
    """Pure functions of time.

    ``along`` is 0 at the snout and 1 at the end of the tail, on the grid of the sheet, ``length``
    of the body in pixels; ``back`` is the unit vector from snout to tail in the picture.
    """

    rubber: Rubber
    along: Floats
    length: float
    back: tuple[float, float]
    sideways: bool
    hertz: float
    phase: float
    mood: Drift

    @classmethod
    def of(cls, subject: Subject, cut: Pixels, seed: int = 0) -> "Swimmer | None":
        """``cut``: uint8 ``(H, W, 4)``, premultiplied, as shown, with one transparent pixel around.

        None where it is nothing that swims, is not seen from its side or has no sure head.
        """
        sideways = share_of(subject, _SIDEWAYS)
        if subject.cut_by or sideways + share_of(subject, _UPRIGHT) < _LIKELY:
            return None
        body = _body(cut, subject.profile.facing)
        if body is None:
            return None
        (x, y), back, length = body
        rng = np.random.default_rng(seed)
        room = ceil(0.13 * length)
        rubber = Rubber.of(cut, (room, room, room, room))
        along = ((rubber.x - np.float32(x)) * np.float32(back[0])) / np.float32(length)
        along += ((rubber.y - np.float32(y)) * np.float32(back[1])) / np.float32(length)
        metres = subject.profile.height_m * cut.shape[1] / cut.shape[0]
        return cls(
            rubber=rubber,
            along=np.clip(along, 0, 1),
            length=length,
            back=back,
            sideways=sideways > share_of(subject, _UPRIGHT),
            hertz=min(max(1.05 * max(metres, 0.02) ** -0.25, 0.45), 1.9),
            phase=float(rng.uniform(0, 2 * pi)),
            mood=drift(rng, 0.3),
        )

    def drawn(self, seconds: float, reach: float) -> Drawn:
        """The cut-out at a moment; its corner lies at less than 0, 0. ``reach`` 1 is middling."""
        power = min(0.5 + 0.5 * reach, 1.4) * (0.8 + 0.2 * self.mood.at(seconds))
        turn = 2 * pi * self.hertz * seconds + self.phase + 0.5 * self.mood.at(0.7 * seconds)
        s = self.along
        envelope = (0.02 - 0.08 * s + 0.16 * s * s) * np.float32(_GAIN * power)
        wave = np.float32(2 * pi / _WAVELENGTH) * s - np.float32(turn)
        aside = envelope * np.sin(wave) * np.float32(self.length)
        dx, dy = self._seen(aside)
        drawn, corner = self.rubber.pulled(*self.rubber.pulled_from(dx, dy))
        if self.sideways:
            # A flank that turns away from the camera's side is darker; flat it is as it was.
            slope = envelope * np.cos(wave) * np.float32(2 * pi / _WAVELENGTH)
            away = np.clip(slope * np.float32(_SHADE / 0.45), 0, _SHADE)
            drawn = _shaded(drawn, self.rubber, 1 - away)
        return drawn, corner

    def _seen(self, aside: Floats) -> tuple[Floats, Floats]:
        """What of a beat is seen in the picture."""
        bx, by = self.back
        if self.sideways:
            along, up = np.float32(_SEEN[0]), np.float32(_SEEN[1])
            return aside * (along * np.float32(bx)), aside * (along * np.float32(by) + up)
        # Across the body, up and down; the head nods the other way.
        return aside * np.float32(-by * 0.75), aside * np.float32(abs(bx) * 0.75)


def _body(
    cut: Pixels, facing: Facing
) -> tuple[tuple[float, float], tuple[float, float], float] | None:
    """The tip of the snout, the direction to the tail and the length, in pixels; None if unsure."""
    alpha = cut[::4, ::4, 3]
    rows, columns = np.nonzero(alpha > 100)
    if rows.size < 60:
        return None
    points = np.stack([columns * 4.0, rows * 4.0], axis=1)
    centre = points.mean(axis=0)
    spread, axes = np.linalg.eigh(np.cov((points - centre).T))
    axis = axes[:, 1] * (1 if axes[0, 1] > 0 else -1)
    if spread[1] < _SLENDER**2 * spread[0] or abs(axis[0]) < cos(_LEVEL):
        return None
    along = (points - centre) @ axis
    first, last = float(along.min()), float(along.max())
    length = last - first
    # The mass of a body lies before its middle.
    heavier = (first + last) / 2 / length
    if facing in (Facing.LEFT, Facing.RIGHT):
        to_right = facing is Facing.LEFT
    elif abs(heavier) > _HEAVIER:
        to_right = heavier > 0
    else:
        return None
    tip = centre + axis * (first if to_right else last)
    back = axis if to_right else -axis
    return (float(tip[0]), float(tip[1])), (float(back[0]), float(back[1])), length


def _shaded(drawn: Pixels, rubber: Rubber, light: Floats) -> Pixels:
    """The colours times ``light``, at most 1, given on the grid."""
    gain = rubber.full(light * np.float32(255)).astype(np.uint8)
    return np.asarray(
        cv2.multiply(drawn, cv2.merge([gain, gain, gain, np.full_like(gain, 255)]), scale=1 / 255),
        np.uint8,
    )
