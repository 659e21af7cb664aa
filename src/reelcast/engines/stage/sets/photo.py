"""A reference that shows a place as the set: the photograph on a floor and a wall behind it.

The floor is the ground plane from the lower edge of the picture to where its ground ends; from
there up the photograph stands as a wall. So the near ground moves more than what is behind it,
and feet and shadows have something to be on.
"""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from reelcast.engines.stage.lens import OVERSCAN, Lens
from reelcast.engines.stage.sets.base import RGB, Floats, Light, Set, plane_depth

Pixels = NDArray[np.uint8]

_TIGHT = 0.06
"""Room for the camera at the edges at which the photograph is cropped least, in frames."""
_FRONT = 0.88
"""The frame row, in frame heights, on which subjects stand."""
_GROUND = 0.60
"""The frame row, in frame heights, at which ground that ends looks best."""
_LOWEST = 0.80
"""Ground that ends below this frame row is taken to end there: there has to be some to stand on."""
_WALL, _WALL_ALONE = 4.0, 1.5
"""Distance of the wall, in distances to the front of the ground. With nobody before it it is near,
so that a camera that comes closer gets closer to something."""
_LOOKED_AT = 96
"""A photograph is seen this small, in pixels, when its busiest part is looked for."""
_BRIGHTEST = 0.93
"""Share of display white at which the curve is turned around no more: light is left for shadows."""


@dataclass(frozen=True, slots=True)
class Window:
    """What of a photograph the frame shows, at rest.

    ``scale`` is frame pixels per pixel of the photograph, ``left`` and ``top`` the frame's corner
    in the scaled photograph. ``horizon`` is the row of the frame towards which the ground runs, and
    ``room`` how much of the photograph is left beyond the frame, as in ``Lens``.
    """

    scale: float
    left: float
    top: float
    horizon: float
    room: tuple[float, float]


def frame(photo: Pixels, ground: float, size: tuple[int, int], alone: bool) -> Window:
    """How to fill a frame of ``size``, width and height in pixels, with ``(H, W, 3)``.

    ``ground`` is the row at which the ground ends, in heights of the photograph; ``alone`` says
    that nobody will stand in it.
    """
    (width, height), (rows, columns) = size, photo.shape[:2]
    scale = max((1 + 2 * _TIGHT) * width / columns, (1 + 2 * _TIGHT) * height / rows)
    wide, high = columns * scale, rows * scale
    slack = high - (1 + 2 * _TIGHT) * height
    wanted = slack / 2 if alone else ground * high - (_GROUND + _TIGHT) * height
    top = min(max(wanted, 0.0), slack) + _TIGHT * height
    spare = wide - (1 + 2 * _TIGHT) * width
    left = _busiest(photo, width / wide) * spare + _TIGHT * width
    end = min(ground * high - top, _LOWEST * height)
    wall = _WALL_ALONE if alone else _WALL
    horizon = (wall * end - _FRONT * height) / (wall - 1)
    return Window(
        scale,
        left,
        top,
        horizon=min(max(horizon, 0.02 * height), 0.75 * height),
        room=(_beyond(left, width, wide), _beyond(top, height, high)),
    )


def _beyond(first: float, length: float, whole: float) -> float:
    """The room on either side of ``length`` in ``whole``, as a share of it."""
    return min(first, whole - length - first, OVERSCAN * length) / length


def _busiest(photo: Pixels, share: float) -> float:
    """Where a cut ``share`` of the width wide shows most: 0 at the left end, 1 at the right."""
    small = cv2.resize(photo, (_LOOKED_AT, _LOOKED_AT), interpolation=cv2.INTER_AREA)
    grey = cv2.GaussianBlur(cv2.cvtColor(small, cv2.COLOR_RGB2GRAY), (0, 0), 1)
    detail = np.abs(cv2.Laplacian(grey, cv2.CV_32F)).mean(0)
    wide = max(round(share * _LOOKED_AT), 1)
    seen = np.convolve(detail, np.ones(wide), "valid")
    places = np.linspace(0, 1, len(seen)) if len(seen) > 1 else np.full(1, 0.5)
    # Of equals the middle.
    return float(places[int((seen * (1 - 0.1 * (2 * places - 1) ** 2)).argmax())])


def build(photo: Pixels, window: Window, lens: Lens, alone: bool) -> Set:
    """The photograph, ``(H, W, 3)`` sRGB, as ``lens``, with the window's horizon, sees it."""
    plate = _fill(photo, window, lens)
    wall = lens.distance(_FRONT * lens.height) * (_WALL_ALONE if alone else _WALL)
    return Set(
        lens=lens,
        radiance=_undeveloped(plate),
        depth=np.minimum(plane_depth(lens), np.float32(wall)),
        light=_light(photo),
        exposure=1.0,
        cover=0.0,
        drift=0.0,
        aperture=0.0,
        glare=0.0,
    )


def _fill(photo: Pixels, window: Window, lens: Lens) -> Pixels:
    """The photograph on the whole plate, mirrored where it ends before the plate does."""
    width, height = lens.plate_size
    left, top = window.left - lens.margin[0], window.top - lens.margin[1]
    # Only what is on the plate is scaled: of a panorama that is a small part.
    x0, x1 = _part(left, width, window.scale, photo.shape[1])
    y0, y1 = _part(top, height, window.scale, photo.shape[0])
    size = (round((x1 - x0) * window.scale), round((y1 - y0) * window.scale))
    way = cv2.INTER_AREA if window.scale < 1 else cv2.INTER_CUBIC
    seen = cv2.resize(photo[y0:y1, x0:x1], size, interpolation=way)
    before, above = round(x0 * window.scale - left), round(y0 * window.scale - top)
    seen = seen[max(-above, 0) :, max(-before, 0) :][: height - max(above, 0)]
    seen = seen[:, : width - max(before, 0)]
    before, above = max(before, 0), max(above, 0)
    after, below = width - before - seen.shape[1], height - above - seen.shape[0]
    return np.asarray(
        cv2.copyMakeBorder(seen, above, below, before, after, cv2.BORDER_REFLECT_101), np.uint8
    )


def _part(first: float, length: int, scale: float, size: int) -> tuple[int, int]:
    """The pixels of ``size`` that cover ``length`` scaled ones from ``first`` on."""
    return max(int(first / scale), 0), min(int((first + length) / scale) + 2, size)


def _undeveloped(plate: Pixels) -> Floats:
    """sRGB bytes to the linear radiance that the film's curve turns into these bytes."""
    value = np.arange(256) / 255
    shown = np.where(value < 0.04045, value / 12.92, ((value + 0.055) / 1.055) ** 2.4)
    shown = np.minimum(shown, _BRIGHTEST)
    # The curve is (2.51 x^2 + 0.03 x) / (2.43 x^2 + 0.59 x + 0.14): a quadratic in x.
    a, b, c = 2.51 - 2.43 * shown, 0.03 - 0.59 * shown, -0.14 * shown
    table = (-b + np.sqrt(b * b - 4 * a * c)) / (2 * a)
    return np.asarray(table.astype(np.float32)[plate])


def _light(photo: Pixels) -> Light:
    """Soft light from above, from the brighter side, in half of the photograph's average colour."""
    small = cv2.resize(photo, (32, 32), interpolation=cv2.INTER_AREA).astype(np.float32)
    linear = (small / 255) ** 2.2
    mean = linear.mean((0, 1)) + 1e-3
    tint = 0.5 + 0.5 * mean / mean.mean()
    brighter = 1.0 if linear[:, 16:].mean() > linear[:, :16].mean() else -1.0
    return Light((0.34 * brighter, 0.76, -0.55), _rgb(tint), _rgb(0.7 * tint), 0.9)


def _rgb(values: Floats) -> RGB:
    r, g, b = values.tolist()
    return r, g, b
