"""A reference that shows a place as the set: the photograph folded up along its own relief.

The floor is the ground plane as far as the photograph's ground reaches; from there up everything
stands where its foot is, and the sky is far away. So what is near moves more than what is behind
it, and feet and shadows have something to be on.
"""

from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from reelcast.engines.stage.lens import OVERSCAN, Lens
from reelcast.engines.stage.sets.base import COARSE, Floats, Places, Set, plane_depth
from reelcast.engines.stage.sets.parts.daylight import OWN_LIGHT, light_in
from reelcast.subjects.relief import Relief

Pixels = NDArray[np.uint8]

_TIGHT = 0.06
"""Room for the camera at the edges at which the photograph is cropped least, in frames."""
_FRONT = 0.88
"""The frame row, in frame heights, on which subjects stand."""
_GROUND = 0.60
"""The frame row, in frame heights, at which ground that ends looks best."""
_LOWEST = 0.80
"""Ground that ends below this frame row is taken to end there: there has to be some to stand on."""
_STRIP, _FREE = 0.84, 0.6
"""On this frame row so much of the middle half must be ground. Less is a strip, on which whoever
stands there would hide the edge and seem to hang before what is behind it."""
_WALL, _WALL_OPEN, _WALL_ALONE = 4.0, 8.0, 2.5
"""Distance to the end of the ground, in distances to its front, where nothing tells: indoors, under
the sky, and with nobody before it, when it is near so that a camera that comes closer gets closer
to something."""
_OPEN = 0.1
"""Share of the photograph from which on a sky is one to stand under."""
_NEAREST_WALL, _FARTHEST_WALL = 2.0, 12.0
"""What a horizon in the photograph may make of that."""
_LEVEL = 0.5
"""The frame row, in frame heights, of the horizon where there is no ground."""
_RISE = 0.12
"""Where there is no ground, how much of a ground's slope what is lower still has: in most
photographs the lower is the nearer. With more of it, towers bend when the camera moves."""
_SKY = 40.0
"""Distance of the sky, in distances to the end of the ground."""
_LOOKED_AT = 96
"""A photograph is seen this small, in pixels, when its busiest part is looked for."""
_UNFREE = 0.3
"""What a part of the photograph is worth in the middle of which nobody can stand."""
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


def frame(photo: Pixels, relief: Relief, size: tuple[int, int], alone: bool) -> Window:
    """How to fill a frame of ``size``, width and height in pixels, with ``(H, W, 3)``.

    ``alone`` says that nobody will stand in it.
    """
    (width, height), (rows, columns) = size, photo.shape[:2]
    scale = max((1 + 2 * _TIGHT) * width / columns, (1 + 2 * _TIGHT) * height / rows)
    wide, high = columns * scale, rows * scale
    slack = high - (1 + 2 * _TIGHT) * height
    # Without ground the middle is shown, as with nobody in it.
    middle = alone or not relief.grounded
    wanted = slack / 2 if middle else relief.end * high - (_GROUND + _TIGHT) * height
    top = min(max(wanted, 0.0), slack) + _TIGHT * height
    spare = wide - (1 + 2 * _TIGHT) * width
    floor = None if middle else relief.ground[_row(relief, (top + _FRONT * height) / high)]
    left = _busiest(photo, width / wide, floor) * spare + _TIGHT * width
    return Window(
        scale,
        left,
        top,
        horizon=_horizon(relief, high, top, height, alone),
        room=(_beyond(left, width, wide), _beyond(top, height, high)),
    )


def has_ground(photo: Pixels, relief: Relief, window: Window, size: tuple[int, int]) -> bool:
    """Whether there is room to stand in the middle of the frame, ``size`` pixels wide and high."""
    high, wide = (length * window.scale for length in photo.shape[:2])
    line = relief.ground[_row(relief, (window.top + _STRIP * size[1]) / high)]
    first, last = (
        int((window.left + share * size[0]) / wide * len(line)) for share in (0.25, 0.75)
    )
    return relief.grounded and float(line[first : last + 1].mean()) > _FREE


def _horizon(relief: Relief, high: float, top: float, height: int, alone: bool) -> float:
    """The frame row of the horizon, of a photograph ``high`` pixels high that begins at ``-top``.

    It is where the end of the ground comes to lie at a likely distance.
    """
    if not relief.grounded:
        return _LEVEL * height
    end = min(relief.end * high - top, _LOWEST * height)

    def beneath(wall: float) -> float:
        return (wall * end - _FRONT * height) / (wall - 1)

    around = _WALL_OPEN if float(relief.sky.mean()) > _OPEN else _WALL
    level = beneath(_WALL_ALONE if alone else around)
    if relief.horizon is not None and not alone:
        known = relief.horizon * high - top
        level = min(max(known, beneath(_NEAREST_WALL)), beneath(_FARTHEST_WALL))
    return min(max(level, 0.02 * height), 0.75 * height)


def _beyond(first: float, length: float, whole: float) -> float:
    """The room on either side of ``length`` in ``whole``, as a share of it."""
    return min(first, whole - length - first, OVERSCAN * length) / length


def _row(relief: Relief, share: float) -> int:
    rows = len(relief.ground)
    return min(int(share * rows), rows - 1)


def _busiest(photo: Pixels, share: float, floor: Floats | None) -> float:
    """Where a cut ``share`` of the width wide shows most: 0 at the left end, 1 at the right.

    ``floor`` is how much of each column is free to stand on: the middle of the cut should be.
    """
    small = cv2.resize(photo, (_LOOKED_AT, _LOOKED_AT), interpolation=cv2.INTER_AREA)
    grey = cv2.GaussianBlur(cv2.cvtColor(small, cv2.COLOR_RGB2GRAY), (0, 0), 1)
    detail = np.abs(cv2.Laplacian(grey, cv2.CV_32F)).mean(0)
    wide = max(round(share * _LOOKED_AT), 1)
    seen = np.convolve(detail, np.ones(wide), "valid")
    if floor is not None:
        free = np.interp(np.linspace(0, 1, _LOOKED_AT), np.linspace(0, 1, len(floor)), floor)
        third = max(wide // 3, 1)
        middles = np.convolve(free, np.ones(third) / third, "valid")
        first = (wide - third) // 2
        seen = seen * (_UNFREE + (1 - _UNFREE) * middles[first : first + len(seen)])
    places = np.linspace(0, 1, len(seen)) if len(seen) > 1 else np.full(1, 0.5)
    # Of equals the middle.
    return float(places[int((seen * (1 - 0.1 * (2 * places - 1) ** 2)).argmax())])


def lowered(window: Window, top: float, high: float, height: int) -> Window:
    """The window with its upper edge at the row ``top`` of a photograph ``high`` pixels high.

    As far as the photograph reaches; the horizon stays where it is in the photograph.
    """
    room = _TIGHT * height
    kept = min(max(top, room), high - height - room)
    horizon = min(max(window.horizon + window.top - kept, 0.02 * height), 0.75 * height)
    room_across, _ = window.room
    return replace(
        window, top=kept, horizon=horizon, room=(room_across, _beyond(kept, height, high))
    )


def build(photo: Pixels, relief: Relief, window: Window, lens: Lens, lit: bool = False) -> Set:
    """The photograph, ``(H, W, 3)`` sRGB, as ``lens``, with the window's horizon, sees it.

    ``lit`` says that its light is already on whoever plays there.
    """
    depth, free = _depth(photo.shape[0] * window.scale, relief, window, lens)
    far = float(depth[free].max()) if free.any() else 0.0
    return Set(
        lens=lens,
        radiance=_undeveloped(_fill(photo, window, lens)),
        depth=depth,
        light=OWN_LIGHT if lit else light_in(photo, relief.sky, relief.ground),
        places=Places(
            near=lens.nearest,
            far=max(far, 1.2 * lens.nearest) if relief.grounded else 0.0,
            reach=_reach(free, lens),
        ),
        glare=0.0,
    )


def _depth(
    high: float, relief: Relief, window: Window, lens: Lens
) -> tuple[Floats, NDArray[np.bool_]]:
    """The depth map of a photograph ``high`` pixels high, and where in it one can stand."""
    maps = [relief.foot, relief.sky, relief.ground]
    foot, sky, ground = (_on_plate(map_, high, window, lens) for map_ in maps)
    rows = foot * high - window.top - window.horizon
    plane = plane_depth(lens)
    end = max(relief.end * high - window.top - window.horizon, 1.0)
    if not relief.grounded:
        # A wall at the usual distance whose lower part leans towards the camera.
        front = (_FRONT - _LEVEL) * lens.height
        below = (np.arange(rows.shape[0]) + 0.5)[:, None] * COARSE - lens.plate_horizon
        rows = front / _WALL + _RISE * np.maximum(below + 0 * rows, 0)
        end = front / _WALL
    nearest = lens.focal * lens.eye
    upright = nearest / np.clip(rows, 0.8 * end, None)
    solid = 1 / upright
    infinite = 1 / (_SKY * nearest / end)
    depth = 1 / (solid * (1 - sky) + infinite * sky)
    free = (ground > 0.5) & (plane < nearest / (0.8 * end)) if relief.grounded else ground > 2
    return np.where(free, plane, depth).astype(np.float32), free


def _on_plate(map_: Floats, high: float, window: Window, lens: Lens) -> Floats:
    """A map of the whole photograph at the cells of the plate; its edges go on beyond them."""
    width, height = lens.plate_size
    scale = high / map_.shape[0]
    x = (np.arange(0, width, COARSE) + COARSE / 2 - lens.margin[0] + window.left) / scale - 0.5
    y = (np.arange(0, height, COARSE) + COARSE / 2 - lens.margin[1] + window.top) / scale - 0.5
    columns, rows = np.meshgrid(x.astype(np.float32), y.astype(np.float32))
    found = cv2.remap(map_, columns, rows, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(found, np.float32)


def _reach(free: NDArray[np.bool_], lens: Lens) -> float:
    """Metres to either side of the middle that are free on the front row of ground."""
    row = int((lens.margin[1] + _FRONT * lens.height) / COARSE)
    middle = int(lens.plate_centre / COARSE)
    line = free[row]
    right = int(np.argmin(np.append(line[middle:], False)))
    left = int(np.argmin(np.append(line[middle::-1], False)))
    frame_ = lens.width / 2 / lens.focal
    wide = max(min(left, right) * COARSE / lens.focal, 0.5 * frame_)
    return float(wide * lens.distance(max(_FRONT * lens.height, lens.horizon + 1)))


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
