"""What standing subjects do to the light on the ground: contact shadows and soft cast shadows.

The shadows of those who keep their marks are laid into the set's radiance before it is
photographed: the warp then carries them along with the ground, at no cost per frame.
"""

import math
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from reelcast.engines.stage.blocking import Mark
from reelcast.engines.stage.lens import Lens
from reelcast.engines.stage.sets.base import COARSE, Floats, Light, Set

_LOWEST = math.radians(19)
"""The sun is never taken for lower than this: longer shadows only leave the frame."""
_SLANT = 0.42
"""How far towards or away from the camera a shadow falls at least, in heights: in pure side light
a card, which has no thickness, would leave only a line."""
_SLICES = 4
_ROUND, _FLAT = 0.8, 0.1
"""How deep what meets the ground is, in its widths: a body; a board, which fills its outline."""
_OPEN = 0.2
"""The share of open light that reaches even the darkest corner, off grass and subject alike."""


def shaded(place: Set, cards: list[tuple[Mark, NDArray[np.uint8]]]) -> Floats:
    """The set's radiance with the shadows of ``cards`` (mark and alpha of each) on it."""
    width, height = place.lens.plate_size
    kept = left_of_light(place, cards)
    if kept is None:
        return place.radiance
    full = (kept.shape[1] * COARSE, kept.shape[0] * COARSE)
    grown = cv2.resize(kept, full, interpolation=cv2.INTER_CUBIC)[:height, :width].clip(0, 1)
    return np.asarray(place.radiance * grown, np.float32)


def left_of_light(place: Set, cards: list[tuple[Mark, NDArray[np.uint8]]]) -> Floats | None:
    """The share of each of R, G and B that ``cards`` leave of the light, at a quarter of the plate.

    None where nobody stands on the ground.
    """
    width, height = place.lens.plate_size
    coarse = (-(-width // COARSE), -(-height // COARSE))
    key = np.zeros((coarse[1], coarse[0]), np.float32)
    fill = np.zeros_like(key)
    for mark, alpha in cards:
        if mark.standing:
            key = np.maximum(key, _cast(place.lens, place.light, mark, alpha, coarse))
            fill = 1 - (1 - fill) * (1 - _contact(place.lens, mark, alpha, coarse))
    if not key.any() and not fill.any():
        return None
    # Where the key is blocked, what the sky gives is left, in the sky's colour.
    # Grass and paper alike stand in the light more than a level floor would.
    sun = np.array(place.light.key, np.float32) * max(place.light.towards[1], 0.55)
    sky = np.array(place.light.fill, np.float32)
    left = sky / (sky + sun)
    return np.asarray((1 - key[..., None] * (1 - left)) * (1 - fill)[..., None], np.float32)


def to_plate(lens: Lens) -> Floats:
    """Homography from the ground (x, z, 1) to cells of a coarse plate map."""
    # A cell's number is that of its middle.
    shrink = np.array([[1 / COARSE, 0, -0.5], [0, 1 / COARSE, -0.5], [0, 0, 1.0]])
    return np.asarray(
        shrink
        @ np.array(
            [
                [lens.focal, lens.plate_centre, 0],
                [0, lens.plate_horizon, lens.focal * lens.eye],
                [0, 1, 0],
            ]
        ),
        np.float32,
    )


def _cast(
    lens: Lens, light: Light, mark: Mark, alpha: NDArray[np.uint8], size: tuple[int, int]
) -> Floats:
    """Coverage 0 to 1 of the card's shadow, projected along the key light onto the ground."""
    x, y, z = light.towards
    y = max(y, math.tan(_LOWEST) * math.hypot(x, z))
    high, wide = alpha.shape
    metre = mark.height / high
    to_card = np.array(
        [[metre, 0, mark.x - wide * metre / 2], [0, -metre, high * metre], [0, 0, 1]]
    )
    slip, back = x / y, math.copysign(max(abs(z / y), _SLANT), -z)
    cover = np.zeros((size[1], size[0]), np.float32)
    # What has depth is laid down in slices, from its front to its back.
    for slice_ in np.linspace(0, _depth(lens, mark, alpha), _SLICES):
        along = np.array([[1, -slip, 0], [0, back, mark.z + slice_], [0, 0, 1]])
        whole = to_plate(lens).astype(np.float64) @ along @ to_card
        flat = cv2.warpPerspective(alpha, whole, size, flags=cv2.INTER_LINEAR)
        cover = np.maximum(cover, np.asarray(flat, np.float32) / 255)
    return _penumbra(cover, lens, mark, light.softness)


def _depth(lens: Lens, mark: Mark, alpha: NDArray[np.uint8]) -> float:
    """Metres from the front of the subject to its back: to its farthest foot, or a guess."""
    farthest = max((_foot_z(lens, mark, alpha, up) for _, _, up in feet(alpha)), default=mark.z)
    return max(farthest - mark.z, min(0.22 * mark.width, 0.3 * mark.height))


def _foot_z(lens: Lens, mark: Mark, alpha: NDArray[np.uint8], up: int) -> float:
    """Distance of a foot seen ``up`` rows above the lowest: farther back on the ground."""
    metres = up * mark.height / alpha.shape[0]
    return lens.distance(lens.row(mark.z) - metres * lens.focal / mark.z)


def _penumbra(cover: Floats, lens: Lens, mark: Mark, softness: float) -> Floats:
    """Sharp at the feet, softer with the distance from them, in three steps."""
    metre = lens.focal / mark.z / COARSE
    foot = (lens.plate_horizon + lens.focal * lens.eye / mark.z) / COARSE
    column = (lens.plate_centre + mark.x * lens.focal / mark.z) / COARSE
    rows, columns = np.mgrid[0 : cover.shape[0], 0 : cover.shape[1]].astype(np.float32)
    away = np.hypot((columns - column), (rows - foot) * 2.2) / metre
    sigmas = [
        mark.height * metre * (0.004 + 0.03 * softness + k * (0.03 + 0.08 * softness))
        for k in (0, 0.5, 1.3)
    ]
    levels = [cv2.GaussianBlur(cover, (0, 0), max(sigma, 0.6)) for sigma in sigmas]
    at = np.clip(away / mark.height * 2, 0, 2)
    out = sum(level * np.clip(1 - np.abs(at - k), 0, 1) for k, level in enumerate(levels))
    # A soft source fades the far end of a shadow away altogether.
    fade = np.clip(1.15 - softness * at * 0.4, 0, 1)
    return np.asarray(out * fade * (1 - 0.15 * softness), np.float32)


def _contact(lens: Lens, mark: Mark, alpha: NDArray[np.uint8], size: tuple[int, int]) -> Floats:
    """How much of the open light is shut out under and right around the subject."""
    high, wide = alpha.shape
    metre = mark.height / high
    out, soft, body = (np.zeros((size[1], size[0]), np.float32) for _ in range(3))
    plate = to_plate(lens)
    deep = _FLAT if float((alpha > 110).mean()) > 0.97 else _ROUND
    rings = []
    for left, right, up in feet(alpha):
        middle = mark.x + ((left + right) / 2 - wide / 2) * metre
        half = (right - left) / 2 * metre
        z = _foot_z(lens, mark, alpha, up)
        rings.append(_ring(plate, middle, z, half + 0.10 * mark.height, deep))
        _fill(out, _ring(plate, middle, z, half * 1.05 + 0.012 * mark.height, deep))
        _fill(soft, _ring(plate, middle, z, half * 1.25 + 0.06 * mark.height, min(deep, 0.5)))
    if rings:
        # Between the feet, under the body, little of the sky is seen.
        _fill(body, np.asarray(cv2.convexHull(np.concatenate(rings).astype(np.float32)))[:, 0])
    px = mark.height * lens.focal / mark.z / COARSE
    layers = ((out, 0.008, 0.72), (soft, 0.022, 0.5), (body, 0.045, 0.7))
    open_ = np.ones_like(out)
    for layer, sigma, strength in layers:
        open_ *= 1 - strength * cv2.GaussianBlur(layer, (0, 0), max(sigma * px, 0.8))
    return 1 - np.maximum(open_, np.float32(_OPEN))


def feet(alpha: NDArray[np.uint8]) -> list[tuple[int, int, int]]:
    """Where the outline comes down to the ground: columns from, to, and rows above the lowest."""
    high, wide = alpha.shape
    lowest = outline(alpha)
    span = max(wide // 7, 3) | 1
    local = cv2.erode(lowest.astype(np.float32)[None], np.ones((1, span), np.uint8))[0]
    touching = (lowest <= local + 0.012 * high) & (lowest < 0.2 * high)
    edges = np.flatnonzero(np.diff(np.concatenate([[0], touching.astype(np.int8), [0]])))
    return [
        (int(a), int(b), int(lowest[a:b].min()))
        for a, b in zip(edges[::2], edges[1::2], strict=True)
        if b - a >= max(0.008 * wide, 2)
    ]


def outline(alpha: NDArray[np.uint8]) -> NDArray[np.int64]:
    """Transparent rows under the lowest opaque one, per column; the height where all is clear."""
    opaque = alpha > 110
    return np.asarray(np.where(opaque.any(0), opaque[::-1].argmax(0), alpha.shape[0]))


def _ring(plate: Floats, x: float, z: float, half: float, depth: float) -> NDArray[np.float64]:
    """Outline of a disc on the ground, ``half`` metres to each side, ``depth`` times that deep."""
    turn = np.linspace(0, 2 * np.pi, 40, endpoint=False)
    ring = np.stack([x + half * np.cos(turn), z + half * depth * np.sin(turn), np.ones_like(turn)])
    seen = plate.astype(np.float64) @ ring
    return np.asarray((seen[:2] / seen[2]).T)


def _fill(out: Floats, outline: NDArray[Any]) -> None:
    # Four binary digits below the pixel, or thin ellipses would come out ragged.
    cv2.fillPoly(out, [np.round(outline * 16).astype(np.int32)], (1.0,), cv2.LINE_8, 4)
