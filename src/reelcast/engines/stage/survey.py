"""A set for those who tune it: its plate, its depth, its ground and what there is room for."""

import math
from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

from reelcast.engines.stage.camera import View
from reelcast.engines.stage.foreground import foregrounds
from reelcast.engines.stage.plate import photograph
from reelcast.engines.stage.sets.base import COARSE, Seat, Set

Pixels = NDArray[np.uint8]
_LINES = (1.0, 2.0, 3.0, 4.0, 6.0, 8.0, 12.0, 20.0, 50.0, 100.0)
"""Metres from the camera at which the ground is ruled across; along it is ruled every metre."""
_SIDES = 6
_TALL = 1.7
"""Metres: a person, to see how large one would be."""
_RULE, _FREE, _SEAT, _PERSON = (255, 220, 60), (80, 220, 120), (60, 170, 255), (255, 90, 90)


def frame_of(place: Set) -> Pixels:
    """The first frame without anybody: sRGB ``(height, width, 3)``."""
    focus = _mark(place)
    picture = photograph(place, place.radiance, focus).seen(View(), 0.0)
    for front in foregrounds(place, focus):
        front.draw(picture, place.lens, View())
    return np.ascontiguousarray(picture[..., :3])


def plate_of(place: Set) -> Pixels:
    """The whole plate, sRGB ``(plate height, plate width, 3)``."""
    plate = photograph(place, place.radiance, _mark(place))
    return np.ascontiguousarray(plate.rgba[..., :3])


def depth_of(place: Set) -> Pixels:
    """Nearness as grey at the plate's size: white is half a metre away, black without end."""
    width, height = place.lens.plate_size
    grey = 255 * np.clip(0.5 / place.depth, 0, 1) ** 0.4
    grown = cv2.resize(
        np.asarray(grey + 0.5, np.uint8),
        (place.depth.shape[1] * COARSE, place.depth.shape[0] * COARSE),
        interpolation=cv2.INTER_LINEAR,
    )
    return np.ascontiguousarray(grown[:height, :width], np.uint8)


def ground_of(place: Set) -> Pixels:
    """The plate with its ground ruled in metres, free ground, seats and a person for scale."""
    picture = plate_of(place)
    # Subjects walk on the same plane whether or not anything is drawn there.
    for near, far in pairwise(_LINES):
        for x in range(-_SIDES, _SIDES + 1):
            _line(place, picture, (x, 0, near), (x, 0, far), _RULE)
        _line(place, picture, (-_SIDES, 0, far), (_SIDES, 0, far), _RULE)
        _tell(place, picture, far)
    room = place.places
    if room.grounded:
        corners = [(side * room.reach, 0.0, z) for side, z in _around(room.near, room.far)]
        for start, end in pairwise(corners):
            _line(place, picture, start, end, _FREE)
        z = _mark(place)
        _line(place, picture, (0, 0, z), (0, _TALL, z), _PERSON)
    for seat in room.seats:
        _seat(place, picture, seat)
    return picture


def _mark(place: Set) -> float:
    """Where a subject would stand, in metres."""
    return place.lens.distance(place.lens.height * 0.9)


def _around(near: float, far: float) -> tuple[tuple[int, float], ...]:
    return (-1, near), (-1, far), (1, far), (1, near), (-1, near)


def _seat(place: Set, picture: Pixels, seat: Seat) -> None:
    left, right = seat.x - seat.width / 2, seat.x + seat.width / 2
    _line(place, picture, (left, seat.height, seat.z), (right, seat.height, seat.z), _SEAT)
    _line(place, picture, (seat.x, 0, seat.z), (seat.x, seat.height, seat.z), _SEAT)


def _line(
    place: Set,
    picture: Pixels,
    start: tuple[float, float, float],
    end: tuple[float, float, float],
    colour: tuple[int, int, int],
) -> None:
    """A line between two points in metres: right, up from the ground, away from the camera."""
    thick = max(place.lens.height // 400, 1)
    ends = [_seen(place, *point) for point in (start, end)]
    cv2.line(picture, ends[0], ends[1], colour, thick, cv2.LINE_AA)


def _tell(place: Set, picture: Pixels, z: float) -> None:
    """Write how far a line across the ground is."""
    size = place.lens.height / 1600
    column, row = picture.shape[1] // 50, _seen(place, 0, 0, z)[1]
    cv2.putText(
        picture,
        f"{z:g} m",
        (column, row - 4),
        cv2.FONT_HERSHEY_SIMPLEX,
        size,
        _RULE,
        1,
        cv2.LINE_AA,
    )


def _seen(place: Set, x: float, y: float, z: float) -> tuple[int, int]:
    lens = place.lens
    scale = lens.focal / z
    return (
        math.floor(lens.plate_centre + x * scale),
        math.floor(lens.plate_horizon + (lens.eye - y) * scale),
    )
