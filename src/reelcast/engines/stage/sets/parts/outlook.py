"""What is seen through a window: the sky of the hour over trees and houses, far out of focus."""

import math

import cv2
import numpy as np
from numpy.typing import NDArray

from reelcast.engines.stage.kernels.air import Air
from reelcast.engines.stage.kernels.clouds import paint_sky
from reelcast.engines.stage.kernels.eye import Eye
from reelcast.engines.stage.sets.base import COARSE, RGB, Floats

_LEAVES: RGB = (0.075, 0.105, 0.035)
_WALLS: tuple[RGB, ...] = ((0.34, 0.29, 0.24), (0.30, 0.19, 0.14), (0.40, 0.39, 0.36))
_LAMPS: tuple[RGB, ...] = ((1.0, 0.72, 0.38), (1.0, 0.55, 0.22), (0.9, 0.95, 1.0), (1.0, 0.3, 0.15))
_BLUE_HOUR = np.array([0.50, 0.80, 1.35], np.float32)
"""After sunset all but the lamps is blue beside them: the camera is balanced for the lamps."""
_SNOW = np.array([0.62, 0.64, 0.67])
_WIDE = 1.25
"""How far to each side there is something outside, as a slope."""
Colour = NDArray[np.float64]


def outlook(eye: Eye, air: Air, town: bool, rng: np.random.Generator) -> Floats:
    """Linear RGB ``(H, W, 3)`` at a quarter of the plate's size, its mean 1."""
    small = Eye(
        -(-eye.width // COARSE),
        -(-eye.height // COARSE),
        eye.focal / COARSE,
        eye.centre / COARSE,
        eye.horizon / COARSE,
        eye.above,
    )
    view = paint_sky(small, air)
    sky = view.reshape(-1, 3).mean(0).astype(np.float64)
    light = sky * 0.75 + air.light * 0.13
    fog = min(float(air.extinction.mean()) * 120.0, 0.92)
    if town:
        _houses(view, small, (sky, light), fog, rng)
    _trees(view, small, (sky, light), (air.snow, fog), (0.10 if town else 0.17), rng)
    if 0 < air.night < 1:
        view *= _BLUE_HOUR
    if air.night > 0:
        _lights(view, small, air.night * float(sky.mean()), rng)
    soft = cv2.GaussianBlur(view, (0, 0), 0.0028 * small.focal)
    return np.asarray(soft / soft.mean(), np.float32)


def _disc(view: Floats, eye: Eye, u: float, v: float, size: float, colour: Colour) -> None:
    """One disc of slope size ``size``: the lens makes a disc of every point that is far off."""
    x, y = eye.centre + u * eye.focal, eye.horizon - v * eye.focal
    middle = (round(x * 16), round(y * 16))
    radius = round(size * eye.focal * 16)
    cv2.circle(view, middle, radius, colour.tolist(), -1, cv2.LINE_AA, 4)


def _trees(
    view: Floats,
    eye: Eye,
    lit_by: tuple[Colour, Colour],
    weather: tuple[float, float],
    tall: float,
    rng: np.random.Generator,
) -> None:
    """Crowns made of discs, far and hazed ones first, the sunny ones of each crown on top."""
    (sky, light), (snow, fog) = lit_by, weather
    ground = np.array(_LEAVES) * (1 - snow) + _SNOW * snow
    foot = max(round(eye.horizon - 0.012 * eye.focal), 0)
    view[foot:] = (ground * light * 1.1 * (1 - fog) + sky * (0.08 + 0.9 * fog)).astype(np.float32)
    for layer in range(3):
        haze = fog + (1 - fog) * (0.5, 0.22, 0.0)[layer]
        crowns = rng.uniform(-_WIDE, _WIDE, (22, 17, 12)[layer])
        for u in crowns:
            high = tall * rng.uniform(0.55, 1.3) * (1.0, 0.9, 0.75)[layer]
            wide = rng.uniform(0.05, 0.10)
            tone = rng.uniform(0.7, 1.3) * np.array([rng.uniform(0.8, 1.5), 1.0, 1.0])
            for k in range(90):
                turn, out = rng.uniform(0, 2 * math.pi), math.sqrt(rng.random())
                du, dv = wide * out * math.cos(turn), 0.6 * high * out * math.sin(turn)
                up = 0.5 + 0.5 * out * math.sin(turn)
                bright = (0.25 + 0.75 * up) * rng.uniform(0.5, 1.5) * (1 + 2.0 * (k % 13 == 0))
                leaf = np.array(_LEAVES) * tone * (1 - snow) + _SNOW * snow * (0.25 + 0.75 * up)
                own = leaf * light * bright * 2.2 * (1 - haze) + sky * haze * 0.8
                _disc(view, eye, u + du, high * 0.55 + dv - 0.02, rng.uniform(0.006, 0.015), own)


def _houses(
    view: Floats,
    eye: Eye,
    lit_by: tuple[Colour, Colour],
    fog: float,
    rng: np.random.Generator,
) -> None:
    """Fronts of houses with rows of windows, hazed towards the sky."""
    sky, light = lit_by
    haze = 0.22 + 0.78 * fog
    u = -_WIDE
    while u < _WIDE:
        wide, high = rng.uniform(0.10, 0.22), rng.uniform(0.10, 0.34)
        own = np.array(_WALLS[int(rng.integers(len(_WALLS)))]) * light * rng.uniform(0.5, 1.1)
        own = own * (0.9 - 0.9 * haze) + sky * haze
        x0, x1 = (round(eye.centre + a * eye.focal) for a in (u, u + wide * 0.97))
        y0, y1 = round(eye.horizon - high * eye.focal), round(eye.horizon + 0.08 * eye.focal)
        cv2.rectangle(view, (x0, y0), (x1, y1), own.tolist(), -1)
        for row in range(int(high / 0.045)):
            for column in range(int(wide / 0.032)):
                at = u + 0.02 + 0.032 * column
                _disc(view, eye, at, high - 0.03 - 0.045 * row, 0.0075, own * (0.5 + 0.5 * fog))
        u += wide


def _lights(view: Floats, eye: Eye, much: float, rng: np.random.Generator) -> None:
    """Lit windows and street lamps."""
    for _ in range(110):
        u, v = rng.uniform(-1.1, 1.1), -0.10 + 0.26 * rng.random() ** 1.3
        colour = np.array(_LAMPS[int(rng.integers(len(_LAMPS)))])
        _disc(view, eye, u, v, rng.uniform(0.006, 0.011), colour * much * rng.uniform(2.0, 14.0))


def brightness(air: Air) -> float:
    """How bright the view is on film beside white, when the room itself is well exposed."""
    if air.night == 1:
        return 0.03
    return 0.085 if air.night > 0 else 0.80 - 0.22 * air.overcast + 0.15 * math.sqrt(air.snow)
