"""What sets in open country share: exposure for the land, what stirs in the wind, near grass."""

import math

import cv2
import numpy as np

from reelcast.board import Time, Weather
from reelcast.engines.stage.kernels.air import Air
from reelcast.engines.stage.lens import Lens
from reelcast.engines.stage.sets.base import (
    COARSE,
    RGB,
    Conditions,
    Does,
    Floats,
    Front,
    Lie,
    Stir,
    coarse,
    exposed,
)

_FILTER = {Time.DAY: 1.0, Time.GOLDEN: 1.15, Time.DUSK: 1.55, Time.NIGHT: 1.75}
"""A graduated filter: by how much more the near land is exposed than the sky."""
_REACH = 500.0
"""Metres over which the filter's edge fades, for far hills belong to the sky."""
_IN_FOG = 25.0
"""The same in fog."""
_SNOWY = 1.2
"""A country under snow is exposed more than its brightness asks for: snow is white, not grey."""
_MOONLIT = np.array([0.78, 0.97, 1.30], np.float32)
"""The colour all things tend to by moonlight, where eyes see little colour."""
_AFTERGLOW = np.array([1.05, 0.97, 0.99], np.float32)
"""The same under a glowing sky, whose purple the eye half takes for grey."""
_FADED = {Time.NIGHT: (_MOONLIT, 0.5), Time.DUSK: (_AFTERGLOW, 0.4)}


def exposed_land(radiance: Floats, depth: Floats, key: float, wanted: Conditions) -> Floats:
    """The plate exposed to ``key``, as a photographer of landscapes would; ``depth`` is 0 for sky.

    By night the land loses most of its colour, at dusk some.
    """
    gain = _FILTER[wanted.time] - 1
    if gain:
        # The filter is for the land, not for the fog before it.
        reach = _IN_FOG if wanted.weather is Weather.FOG else _REACH
        near = np.where(depth > 0, np.exp(-depth / reach), 0).astype(np.float32)
        radiance = radiance * (1 + np.float32(gain) * near)[..., None]
        grey = (radiance @ np.array([0.25, 0.55, 0.20], np.float32))[..., None]
        tint, share = _FADED.get(wanted.time, (_AFTERGLOW, 0.0))
        radiance += (grey * tint - radiance) * (np.float32(share) * near)[..., None]
    if wanted.weather is Weather.SNOW:
        key *= _SNOWY
    return exposed(radiance, key)


def sway(lens: Lens, plants: Floats, depth: Floats, metres: float, air: Air, size: float) -> Stir:
    """Plants that the wind moves by ``metres`` in a gale, a quarter of it in still air.

    ``plants`` is 1 where one is seen, at the plate's size, as is ``depth``, in metres; ``size``
    is the length of what moves together, in metres.
    """
    far = np.maximum(coarse(depth), 0.5)
    shift = metres * (0.25 + 0.75 * air.wind) * lens.focal / lens.height / far
    amount = np.minimum(shift, 0.0022) * coarse(plants)
    return Stir(
        does=Does.SHIFT,
        lie=Lie.UPRIGHT,
        amount=np.asarray(amount, np.float32),
        size=size,
        flow=(0.4 + 2.0 * air.wind, 0.0),
        pace=0.5 + 0.7 * air.wind,
    )


def near_grass(lens: Lens, tint: RGB, tall: float, air: Air, rng: np.random.Generator) -> Front:
    """Blades close to the camera, out of focus, along the frame's lower edge.

    ``tint`` is their exposed colour, ``tall`` by how much of the frame's height they rise into it
    at the sides; in the middle third they stay below a third of that.
    """
    width, height = lens.plate_size
    top = round(lens.margin[1] + lens.height * (1 - 1.5 * tall))
    scale = 2
    size = ((height - top) // scale, width // scale)
    colour, alpha = np.zeros((*size, 3), np.float32), np.zeros(size, np.float32)
    rise = tall * lens.height / scale
    edge = (lens.margin[1] + lens.height - top) / scale
    for _ in range(round((190 - 110 * air.snow) * width / height)):
        x = rng.uniform(-0.03, 1.03) * size[1]
        aside = min(abs(x / size[1] - 0.5) / 0.34, 1.0)
        up = (
            rise * (0.12 + 0.88 * aside**2.2) * rng.uniform(0.25, 1.0) * (0.7 if aside < 0.5 else 1)
        )
        lean = rng.normal(0.12, 0.22) + 0.5 * air.wind
        shade = np.float32(rng.uniform(0.5, 1.25)) * np.array(tint, np.float32)
        _blade(colour, alpha, (x, size[0] + 4.0), size[0] + 4 - edge + up, lean, shade.tolist())
    blur = lens.height / scale * 0.0065
    whole = (width - width % COARSE, (height - top) - (height - top) % COARSE)
    return Front(_soft(colour, blur, whole), _soft(alpha, blur, whole), left=0, top=top, z=0.9)


def near_leaves(lens: Lens, tint: RGB, side: int, rng: np.random.Generator) -> Front:
    """Leaves close to the camera at the left (-1) or right edge, well out of focus.

    They come from below, sometimes from above too, and stay out of the middle half of the frame.
    """
    width, height = lens.plate_size
    scale = 2
    wide = round(lens.margin[0] + 0.24 * lens.width) // 8 * 8
    size = (height // scale, wide // scale)
    unit = min(lens.height, lens.width * 9 / 16) / scale
    colour, alpha = np.zeros((*size, 3), np.float32), np.zeros(size, np.float32)
    edge = lens.margin[0] / scale
    corners = [(lens.margin[1] + 1.02 * lens.height) / scale]
    if rng.random() < 0.6:
        corners.append((lens.margin[1] - 0.04 * lens.height) / scale)
    for row in corners:
        for _ in range(70):
            away = abs(rng.normal(0, 0.075 if row > size[0] / 2 else 0.055))
            x = edge + min(away * lens.width, 0.15 * lens.width) / scale - rng.uniform(0, 1) * edge
            at = (x, row + rng.normal(0, 0.12) * unit)
            shade = np.float32(rng.uniform(0.45, 1.5)) * np.array(tint, np.float32)
            long = rng.uniform(0.025, 0.06) * unit
            _leaf(colour, alpha, at, long, rng.uniform(0, math.pi), shade.tolist())
    if side > 0:
        colour, alpha = np.ascontiguousarray(colour[:, ::-1]), np.ascontiguousarray(alpha[:, ::-1])
    whole = (wide, height - height % COARSE)
    left = 0 if side < 0 else width - wide
    blur = 0.010 * unit
    return Front(_soft(colour, blur, whole), _soft(alpha, blur, whole), left=left, top=0, z=1.2)


def _soft(drawn: Floats, blur: float, size: tuple[int, int]) -> Floats:
    """Out of focus by ``blur`` pixels, grown to ``size``."""
    grown = cv2.resize(cv2.GaussianBlur(drawn, (0, 0), blur), size, interpolation=cv2.INTER_LINEAR)
    return np.asarray(np.maximum(grown, 0), np.float32)


def _leaf(
    colour: Floats,
    alpha: Floats,
    at: tuple[float, float],
    long: float,
    turn: float,
    tint: list[float],
) -> None:
    """One pointed leaf, ``turn`` radians from level."""
    t = np.linspace(0, math.pi, 8)
    along, across = np.cos(t) * long, np.sin(t) ** 1.4 * long * 0.42
    x = np.concatenate([along, along[::-1]])
    y = np.concatenate([across, -across[::-1]])
    outline = np.stack(
        [
            at[0] + x * math.cos(turn) - y * math.sin(turn),
            at[1] + x * math.sin(turn) + y * math.cos(turn),
        ],
        1,
    )
    points = [np.round(outline).astype(np.int32)]
    cv2.fillPoly(colour, points, tint)
    cv2.fillPoly(alpha, points, 1.0)


def _blade(
    colour: Floats,
    alpha: Floats,
    foot: tuple[float, float],
    long: float,
    lean: float,
    tint: list[float],
) -> None:
    """One blade as a slim polygon, bent to one side."""
    t = np.linspace(0, 1, 9)
    x = foot[0] + lean * long * t * t * 0.8
    y = foot[1] - long * t * (1 - 0.1 * abs(lean) * t)
    half = max(long * 0.017, 1.3) * (1 - t) ** 0.6
    outline = np.concatenate([np.stack([x - half, y], 1), np.stack([x + half, y], 1)[::-1]])
    points = [np.round(outline).astype(np.int32)]
    cv2.fillPoly(colour, points, tint)
    cv2.fillPoly(alpha, points, 1.0)


def tint_of(albedo: RGB, air: Air, gain: float) -> RGB:
    """The exposed colour of a plant near the camera, ``gain`` being the exposure."""
    light = 0.30 * air.light / math.pi + 0.85 * air.ambient * (1.5 if air.night else 1.0)
    seen = np.array(albedo) * light * gain
    if air.night == 1:
        seen = 0.5 * seen + 0.5 * seen.mean() * _MOONLIT
    r, g, b = (float(part) for part in seen)
    return r, g, b
