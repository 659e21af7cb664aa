"""A furnished room with windows to the side and ahead: sun by day, lamps after sunset."""

import math
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from reelcast.board import Time, Weather
from reelcast.engines.stage.kernels import interior, rooms, surfaces, tracing
from reelcast.engines.stage.kernels.air import Air
from reelcast.engines.stage.lens import Lens
from reelcast.engines.stage.sets.base import (
    RGB,
    Conditions,
    Does,
    Floats,
    Lie,
    Light,
    Places,
    Seat,
    Set,
    Stir,
    Way,
    coarse,
)
from reelcast.engines.stage.sets.outdoors import air_of, eye_of
from reelcast.engines.stage.sets.parts import household as kit
from reelcast.engines.stage.sets.parts.outlook import brightness, outlook

_BACK = 6.9
"""Metres to the back wall."""
_MARK = 5.0
"""Where the front mark is farther than this the whole room grows with it."""
_SKY = {Time.DAY: 3.0, Time.GOLDEN: 1.3, Time.DUSK: 0.40, Time.NIGHT: 0.022}
"""Radiance of the sky in the windows; the lamps have an intensity of about 1."""
_SUN = {Time.DAY: 4.5, Time.GOLDEN: 8.0, Time.DUSK: 0.0, Time.NIGHT: 0.0}
_KEYS = {Time.DAY: 0.22, Time.GOLDEN: 0.165, Time.DUSK: 0.115, Time.NIGHT: 0.085}
"""Mid-grey the exposure aims at."""
_DIM = {Weather.RAIN: 0.72, Weather.STORM: 0.6, Weather.CLOUDY: 0.85, Weather.FOG: 0.9}
"""What the weather takes of it."""
_LAMP: RGB = (1.0, 0.60, 0.27)
_AHEAD = 0.12
"""Of the sky's radiance: what the window ahead adds on all sides."""
_REFLECTOR = 0.18


@dataclass(frozen=True, slots=True)
class _Style:
    """Colours and facing of one take."""

    facing: int
    walls: tuple[RGB, ...]
    boards: RGB
    cloths: tuple[RGB, ...]
    ceiling: float


_STYLES = (
    _Style(
        surfaces.PLASTER,
        ((0.66, 0.63, 0.57), (0.42, 0.47, 0.40), (0.36, 0.43, 0.48), (0.60, 0.45, 0.36)),
        (0.36, 0.225, 0.125),
        ((0.30, 0.33, 0.34), (0.16, 0.22, 0.24), (0.46, 0.40, 0.32)),
        2.85,
    ),
    _Style(
        surfaces.BRICK,
        ((0.33, 0.145, 0.095), (0.36, 0.19, 0.13)),
        (0.27, 0.17, 0.10),
        ((0.34, 0.16, 0.07), (0.14, 0.17, 0.19), (0.40, 0.36, 0.30)),
        3.3,
    ),
    _Style(
        surfaces.PAPER,
        ((0.24, 0.31, 0.29), (0.48, 0.41, 0.31), (0.34, 0.35, 0.39)),
        (0.24, 0.13, 0.07),
        ((0.38, 0.13, 0.09), (0.44, 0.31, 0.12), (0.17, 0.25, 0.20)),
        2.7,
    ),
)
_RUGS: tuple[tuple[RGB, RGB], ...] = (
    ((0.46, 0.42, 0.36), (0.26, 0.23, 0.20)),
    ((0.20, 0.065, 0.045), (0.42, 0.31, 0.19)),
    ((0.085, 0.095, 0.11), (0.36, 0.34, 0.30)),
)
_ACCENTS: tuple[RGB, ...] = ((0.55, 0.33, 0.09), (0.45, 0.16, 0.10), (0.16, 0.28, 0.27))
_CURTAINS: tuple[RGB, ...] = ((0.66, 0.63, 0.57), (0.45, 0.43, 0.38), (0.50, 0.38, 0.28))


@dataclass(frozen=True, slots=True)
class _Plan:
    """The room built: its box, what stands in it, where its own lamp and its seat are."""

    room: interior.Room
    pieces: list[kit.Piece]
    finish: surfaces.Finish
    lamp: kit.Size
    seat: Seat


def build(lens: Lens, wanted: Conditions) -> Set:
    """The room; colours, furniture and the view are chosen by the seed."""
    scale = max(1.0, lens.distance(0.88 * lens.height) / _MARK)
    eye, air = eye_of(lens), air_of(wanted)
    sight = eye._replace(above=lens.eye / scale)
    rng = wanted.rng()
    plan = _plan(_BACK * lens.width / lens.focal / 2, rng)
    pieces = kit.gather(plan.pieces)
    glow = _glow(wanted, air, plan, rng)
    cells = interior.probes(plan.room, pieces, glow)
    view = outlook(eye, air, bool(rng.integers(2)), rng)
    radiance, depth, ids = rooms.paint_room(
        sight, -wanted.key_side(), plan.room, pieces, glow, plan.finish, view, cells
    )
    outside = depth >= rooms.OUTSIDE
    return Set(
        lens=lens,
        radiance=_exposed(
            radiance, outside, _KEYS[wanted.time] * _DIM.get(wanted.weather, 1.0), brightness(air)
        ),
        depth=coarse(depth * np.float32(scale)),
        light=_light(plan.room, glow, cells, wanted.key_side()),
        places=_places(lens, plan, scale, -wanted.key_side()),
        stirs=_stirs(ids == tracing.GLASS, wanted),
        gloss=0.12,
        aperture=0.05 * scale,
    )


def _plan(half: float, rng: np.random.Generator) -> _Plan:
    """The room for a lens that sees ``half`` metres to either side on its back wall."""
    style = _STYLES[int(rng.integers(len(_STYLES)))]
    left, right = -max(2.3, 0.8 * half), max(2.4, 0.95 * half)
    wall = np.array(style.walls[int(rng.integers(len(style.walls)))])
    plain = wall if style.facing != surfaces.BRICK else np.array([0.62, 0.60, 0.56])
    start = left + 0.55
    windows = [
        [2.3, 4.9, 0.40, 2.45, 3, 1, 0.85],
        [start, min(start + 1.6, -0.55), 0.80, 2.40, 2, 1, 0.85],
    ]
    boards = np.array(style.boards)
    faces = [plain, plain, boards, np.full(3, 0.74), plain, wall]
    room = interior.Room(
        left, right, -2.0, _BACK, style.ceiling, np.array(windows), np.array(faces)
    )
    rug, border = _RUGS[int(rng.integers(len(_RUGS)))]
    lies = np.array([-1.35, 1.55, 3.4, 5.35])
    finish = surfaces.Finish(
        style.facing, boards, np.array(rug), np.array(border), lies, float(rng.uniform(0, 50))
    )
    cloth = style.cloths[int(rng.integers(len(style.cloths)))]
    pieces, lamp, seat = _furnish(room, style, cloth, half, rng)
    return _Plan(room, pieces, finish, lamp, seat)


def _furnish(
    room: interior.Room, style: _Style, cloth: RGB, half: float, rng: np.random.Generator
) -> tuple[list[kit.Piece], kit.Size, Seat]:
    accent = _ACCENTS[int(rng.integers(len(_ACCENTS)))]
    curtain = _CURTAINS[int(rng.integers(len(_CURTAINS)))]
    seed = float(rng.uniform(0, 90))
    w = room.windows
    pieces = [
        *kit.curtains(kit.Rail(w[1, 0], w[1, 1], _BACK - 0.10, 2.62, False), curtain, seed),
        *kit.curtains(kit.Rail(w[0, 0], w[0, 1], room.left + 0.10, 2.62, True), curtain, seed + 20),
        kit.radiator((w[1, 0] + w[1, 1]) / 2, _BACK - 0.08, w[1, 1] - w[1, 0] - 0.3),
        kit.casing(w[1, 0], w[1, 1], w[1, 2], w[1, 3], _BACK),
        _overhead(room, style),
        kit.plant(w[1, 0] - 0.12, _BACK - 0.55, float(rng.uniform(1.3, 1.75)), rng),
    ]
    sofa = half > 2.4 and bool(rng.random() < 0.6)
    if sofa:
        wide = 2.3 if half > 3 else 1.9
        x = 0.32 + wide / 2
        pieces.append(kit.sofa(x, 6.32, wide, cloth, accent))
        seat = Seat(x, 0.47, 6.2, wide - 0.5)
        frames = [(x - 0.38, 1.66, 0.46, 0.34), (x + 0.52, 1.66, 0.26, 0.34)]
        at = (min(room.right - 0.4, x + wide / 2 + 0.3), 6.45)
    else:
        x = 0.62 * min(half, 3.0) if half > 2.4 else 1.25
        pieces.append(kit.armchair(x, 5.95, -0.45, cloth, accent))
        pieces.append(kit.side_table(x - 0.62, 6.2))
        seat = Seat(x, 0.48, 5.9, 0.55)
        at = (x + 0.62, 6.45)
        frames = [(x - 0.28, 1.66, 0.27, 0.36)]
        if half > 2.4:
            pieces.append(kit.bookcase(0.55, _BACK - 0.15, 0.9, 1.85, seed))
            frames = [(x + 0.1, 1.68, 0.42, 0.32)]
    lamp, light = kit.floor_lamp(*at, 0, bool(rng.integers(2)))
    pieces += [lamp, kit.pictures(_BACK, frames, seed)]
    return pieces, light, seat


def _overhead(room: interior.Room, style: _Style) -> kit.Piece:
    if style.facing == surfaces.BRICK:
        return kit.beams(room.left, room.right, room.ceiling, (2.2, 3.7, 5.2, 6.6))
    return kit.cornice(room.left, room.right, room.ceiling, _BACK)


def _glow(wanted: Conditions, air: Air, plan: _Plan, rng: np.random.Generator) -> interior.Glow:
    """What shines in: the air's colours at the levels that suit a room on film."""
    level = _SKY[wanted.time]
    # The camera is balanced for this light: half of its colour is taken out.
    sky = 0.5 + 0.5 * air.ambient / air.ambient.mean()
    ground = 0.5 * air.ambient + 0.25 * air.light * air.sun[1] + 0.6 * air.snow * air.ambient
    ground = (0.35 + 0.5 * air.snow) * ground / ground.mean()
    elevation = max(math.asin(air.sun[1]), math.radians(13))
    azimuth = math.radians(rng.uniform(-98, -76))
    sun = [
        math.sin(azimuth) * math.cos(elevation),
        math.sin(elevation),
        math.cos(azimuth) * math.cos(elevation),
    ]
    clear = max(1 - 1.5 * air.overcast, 0.0)
    sunlight = _SUN[wanted.time] * clear * air.light / air.light.mean()
    dark = air.night > 0
    gloomy = wanted.weather in (Weather.RAIN, Weather.STORM) and not dark
    intensity = 1.0 if dark else (0.55 if gloomy else 0.0)
    key = (plan.room.left + 0.25, 1.7, 2.2)
    lamps = [
        [*plan.lamp, *(intensity * c for c in _LAMP)],
        [*key, *((1.5 if dark else 0.0) * c for c in _LAMP)],
    ]
    dim = 0.75 if air.overcast > 0.5 else 1.0
    return interior.Glow(
        level * dim * sky, level * dim * ground, np.array(sun), sunlight, 0.55, np.array(lamps)
    )


def _exposed(radiance: Floats, outside: NDArray[np.bool_], key: float, view: float) -> Floats:
    """The room at a log-mean luminance of ``key``, the view through its windows at ``view``."""
    luminance = radiance[::8, ::8].clip(1e-6, 50) @ np.array([0.2126, 0.7152, 0.0722], np.float32)
    inside = luminance[~outside[::8, ::8]]
    gain = np.float32(key / np.exp(np.log(inside).mean()))
    return radiance * np.where(outside, np.float32(view), gain)[..., None]


def _light(room: interior.Room, glow: interior.Glow, cells: Floats, side: float) -> Light:
    """From the side window by day, from the lamp by the camera after sunset."""
    at = np.array([0.0, 1.2, 4.0])
    w = room.windows[0]
    source = np.array([room.left, 1.75, (w[0] + w[1]) / 2 - 1.0])
    square = ((source - at) ** 2).sum()
    seen = w[6] * (w[1] - w[0]) * (w[3] - w[2]) * abs(source[0]) / square**1.5
    key = seen * (0.7 * glow.high + 0.3 * glow.low) + 0.25 * glow.sunlight
    softness = 0.9 if glow.sunlight[0] == 0 else 0.55
    if glow.lamps[1, 3] > 0:
        source = glow.lamps[1, :3]
        key = seen * glow.high + glow.lamps[1, 3:] / ((source - at) ** 2).sum()
        softness = 0.6
    towards = (source - at) / np.linalg.norm(source - at)
    fill = cells[cells.shape[0] // 2, 1:4, 3:-3].mean((0, 1, 2)) + _AHEAD * glow.high
    # As a film crew would: a reflector beyond the frame keeps the far cheek out of the black.
    fill = fill + _REFLECTOR * key
    x, y, z = (float(c) for c in towards)
    return Light((-x * side, y, z), _rgb(key / math.pi), _rgb(fill / math.pi), softness)


def _rgb(values: NDArray[np.floating]) -> RGB:
    r, g, b = (float(v) for v in values)
    return r, g, b


def _places(lens: Lens, plan: _Plan, scale: float, side: float) -> Places:
    seat = plan.seat
    return Places(
        near=lens.nearest,
        far=5.4 * scale,
        reach=1.6 * scale,
        seats=(Seat(seat.x * side, seat.height * scale, seat.z * scale, seat.width * scale),),
        ways=frozenset({Way.LEFT, Way.RIGHT}),
        flight=(0.4 * scale, 2.3 * scale),
    )


def _stirs(glass: NDArray[np.bool_], wanted: Conditions) -> tuple[Stir, ...]:
    """Rain runs down the panes; otherwise the leaves outside move a little, more in wind."""
    mask = cv2.GaussianBlur(cv2.erode(glass.astype(np.float32), np.ones((3, 3))), (0, 0), 1.0)
    if wanted.weather in (Weather.RAIN, Weather.STORM):
        amount = np.asarray(mask * 0.0016, np.float32)
        return (Stir(Does.SHIFT, Lie.SCREEN, amount, 0.012, (0.0, -0.10), 0.8),)
    gust = 0.0022 if wanted.weather is Weather.WIND else 0.0007
    amount = np.asarray(mask * gust, np.float32)
    return (Stir(Does.SHIFT, Lie.SCREEN, amount, 0.03, (0.02, 0.0), 0.6),)
