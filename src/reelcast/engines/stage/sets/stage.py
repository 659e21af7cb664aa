"""A stage: a concert's lamps and haze before a dark cloth, or a theatre's velvet and one spot."""

import math
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from reelcast.engines.stage.kernels import furniture, limelight
from reelcast.engines.stage.lens import Lens
from reelcast.engines.stage.sets.base import (
    RGB,
    Conditions,
    Does,
    Floats,
    Lie,
    Light,
    Places,
    Set,
    Stir,
    coarse,
    exposed,
)
from reelcast.engines.stage.sets.outdoors import eye_of
from reelcast.engines.stage.sets.parts.household import Part, Piece, gather

Rows = NDArray[np.float64]
_BACK = 9.4
"""Metres to the cloth at the back."""
_MARK = 5.0
"""Where the front mark is farther than this the whole stage grows with it."""
_TRUSS = 8.7
_SHOWN = 0.90
"""The truss hangs at this share of the height in view."""
_LUMA = np.array([0.2126, 0.7152, 0.0722])
_NONE = 99.0
_WARM: RGB = (1.0, 0.86, 0.68)
_STEEL: RGB = (0.05, 0.052, 0.056)
_BLACK: RGB = (0.018, 0.018, 0.02)
_GELS: tuple[tuple[RGB, RGB, RGB], ...] = (
    ((0.16, 0.32, 1.5), (1.25, 0.16, 0.85), (0.95, 0.92, 1.0)),
    ((1.35, 0.60, 0.14), (0.10, 0.75, 0.85), (1.1, 0.95, 0.75)),
    ((0.55, 0.20, 1.4), (0.12, 0.75, 1.15), (0.9, 0.95, 1.05)),
    ((1.35, 0.13, 0.10), (1.15, 0.62, 0.28), (1.1, 1.0, 0.9)),
    ((0.12, 0.55, 1.3), (0.15, 1.0, 0.62), (0.9, 1.0, 1.05)),
)
_VELVETS: tuple[RGB, ...] = (
    (0.40, 0.018, 0.022),
    (0.34, 0.03, 0.02),
    (0.22, 0.012, 0.06),
    (0.012, 0.045, 0.14),
)
_GOLD: RGB = (0.55, 0.36, 0.12)


@dataclass(frozen=True, slots=True)
class _Lamp:
    """A lamp at ``at`` that points to ``to``; ``half`` its half angle in radians."""

    at: RGB
    to: RGB
    rgb: RGB
    half: float
    hazy: float = 1.0

    @property
    def row(self) -> list[float]:
        aim = np.subtract(self.to, self.at)
        aim = aim / np.linalg.norm(aim)
        return [*self.at, *aim.tolist(), *self.rgb, self.half, self.hazy]


def build(lens: Lens, wanted: Conditions) -> Set:
    """The stage; its kind, colours and beams are chosen by the seed. It knows no weather."""
    rng = wanted.rng()
    mark = lens.distance(0.88 * lens.height)
    scale = max(1.0, mark / _MARK)
    eye = eye_of(lens)._replace(above=lens.eye / scale)
    side = wanted.key_side()
    key = _Lamp((3.6 * side, 4.6, -1.0), (0.0, 0.3, mark / scale + 0.5), _WARM, 0.17, 0.0)
    top = eye.above + _SHOWN * lens.horizon / lens.focal * _TRUSS
    if rng.random() < 0.65:
        scene, pieces = _concert(key, min(max(top, 2.9), 5.2), lens, rng)
        level = 0.042
    else:
        scene, pieces = _theatre(key, eye.above + 0.88 * lens.horizon / lens.focal * _BACK, rng)
        # Deep red is dark to the eye: it may not be lifted to a grey's brightness.
        level = 0.048 * float(scene.cloth @ _LUMA / scene.cloth.mean())
    radiance, depth, haze = limelight.paint_stage(eye, scene, gather(pieces))
    luminance = radiance[2::4, 2::4].mean(2)[: haze.shape[0], : haze.shape[1]]
    return Set(
        lens=lens,
        radiance=exposed(radiance, level),
        depth=coarse(depth * np.float32(scale)),
        light=_light(key, scene, mark / scale),
        places=Places(lens.nearest, 7.2 * scale, 2.4 * scale, flight=(0.5 * scale, 3.0 * scale)),
        stirs=_stirs(haze, luminance),
        gloss=0.22,
        aperture=0.03 * scale,
    )


def _concert(
    key: _Lamp, truss: float, lens: Lens, rng: np.random.Generator
) -> tuple[limelight.Scene, list[Piece]]:
    """Lamps on a truss and on the floor, a black cloth with coloured light at its foot."""
    first, second, white = _GELS[int(rng.integers(len(_GELS)))]
    apart = min(max(lens.width / lens.focal * _TRUSS / 7.0, 0.85), 1.35)
    cross = float(rng.choice([-0.55, 0.25, 0.75]))
    lamps = [key]
    for k in range(-4, 5):
        x = k * apart
        colour = white if k == 0 else (first if k % 2 else second)
        spread = cross * x + 0.25 * math.copysign(1.0, x) * (k % 2) if k else 0.0
        to = (x + spread if cross > 0 else -0.6 * x, 0.0, float(rng.uniform(4.6, 6.2)))
        half = float(rng.uniform(0.045, 0.065)) * (1.25 if k == 0 else 1.0)
        hazy = 1.0 if k else 0.55
        lamps.append(_Lamp((x, truss - 0.42, _TRUSS), to, colour, half, hazy))
    for x in (-2.6, -1.5, 1.5, 2.6):
        lean = 0.55 * x + float(rng.uniform(-0.3, 0.3))
        colour = first if abs(x) < 2 else second
        at = (x * apart / 1.1, 0.24, 8.5)
        lamps.append(_Lamp(at, (at[0] + lean, 5.0, 7.4), colour, 0.04, 1.7))
    feet = np.arange(-4.5, 5.0) * 1.15 + rng.uniform(-0.3, 0.3)
    glow = [
        [x, 1.0, *(0.26 * c for c in (first if (k // 2) % 2 else second))]
        for k, x in enumerate(feet.tolist())
    ]
    scene = limelight.Scene(
        back=_BACK,
        border=_NONE,
        cloth=np.array([0.085, 0.08, 0.085]),
        trim=np.zeros(3),
        boards=np.array([0.050, 0.050, 0.054]),
        polish=0.62,
        lamps=np.array([lamp.row for lamp in lamps]),
        uplights=np.array(glow),
        spot=np.array([0.0, 0.0, 1.0, 0.0, 0.0, 0.0]),
        wash=0.03 * (np.array(first) + np.array(second)),
        haze=0.085,
        seed=float(rng.uniform(0, 60)),
    )
    return scene, [_rig(truss), *(_head(lamp, k) for k, lamp in enumerate(lamps) if k)]


def _theatre(
    key: _Lamp, border: float, rng: np.random.Generator
) -> tuple[limelight.Scene, list[Piece]]:
    """A closed velvet curtain under a pelmet, a follow spot on it, warm lamps from above."""
    velvet = _VELVETS[int(rng.integers(len(_VELVETS)))]
    lamps = [key]
    for x in (-3.4, -1.2, 1.2, 3.4):
        to = (x * 0.3, 0.0, 5.6)
        lamps.append(_Lamp((x, 5.4, 7.6), to, (0.55, 0.42, 0.28), 0.13, 0.16))
    feet = np.arange(-5.0, 5.5) * 1.0
    glow = [[x, 1.3, 0.15, 0.10, 0.055] for x in feet.tolist()]
    x = float(rng.uniform(-0.25, 0.25))
    scene = limelight.Scene(
        back=_BACK,
        border=max(border, 2.55),
        cloth=np.array(velvet),
        trim=np.array(_GOLD),
        boards=np.array([0.17, 0.095, 0.05]),
        polish=0.5,
        lamps=np.array([lamp.row for lamp in lamps]),
        uplights=np.array(glow),
        spot=np.array([x, 1.75, 2.1, 0.46, 0.41, 0.33]),
        wash=np.array([0.05, 0.041, 0.034]),
        haze=0.05,
        seed=float(rng.uniform(0, 60)),
    )
    # Out of sight, but the kernel wants one piece.
    return scene, [_rig(12.0)]


def _rig(height: float) -> Piece:
    """A truss across the stage: three chords and the zigzag between them."""
    reach, deep = 7.0, 0.26
    rods = [
        Part(furniture.TUBE, (-reach, y, z), (2 * reach, 0, 0), _STEEL, rounding=0.025)
        for y, z in ((0.0, 0.0), (0.0, deep), (deep, 0.5 * deep))
    ]
    step = 0.42
    for k in range(int(2 * reach / step)):
        x = -reach + k * step
        rise = (step, deep, 0.5 * deep) if k % 2 else (step, -deep, -0.5 * deep)
        foot = (x, 0.0, 0.0) if k % 2 else (x, deep, 0.5 * deep)
        rods.append(Part(furniture.TUBE, foot, rise, _STEEL, rounding=0.011))
    lifted = tuple(
        Part(
            r.shape,
            (r.middle[0], r.middle[1] + height, r.middle[2]),
            r.size,
            r.rgb,
            r.material,
            r.rounding,
        )
        for r in rods
    )
    return Piece(lifted, 0.0, _TRUSS)


def _head(lamp: _Lamp, number: int) -> Piece:
    """A lamp: a housing that points where its beam goes, in a yoke on a clamp."""
    aim = np.array(lamp.row[3:6])
    back = (-0.16 * aim).tolist()
    can = Part(
        furniture.CAN,
        (back[0], lamp.at[1] + back[1], back[2]),
        tuple((0.30 * aim).tolist()),
        _BLACK,
        rounding=0.145,
        seed=number,
    )
    up = 0.34 if lamp.at[1] > 1 else -0.22
    top = lamp.at[1] + up
    parts = [
        can,
        Part(furniture.ROUND, (0, top, 0), (0.19, 0.045, 0.07), _BLACK, rounding=0.02),
        *(
            Part(furniture.TUBE, (s * 0.175, lamp.at[1], 0), (0, up, 0), _BLACK, rounding=0.018)
            for s in (-1, 1)
        ),
    ]
    return Piece(tuple(parts), lamp.at[0], lamp.at[2])


def _light(key: _Lamp, scene: limelight.Scene, mark: float) -> Light:
    """The key lamp from the front, and what cloth, boards and coloured beams give on all sides."""
    towards = np.subtract(key.at, (0.0, 1.2, mark))
    towards = towards / np.linalg.norm(towards)
    colours = scene.lamps[1:, 6:9].mean(0)
    fill = 0.10 * np.array(_WARM) + 0.16 * colours
    x, y, z = (float(c) for c in towards)
    r, g, b = (float(c) for c in fill)
    return Light((x, y, z), (0.75, 0.66, 0.54), (r, g, b), 0.25)


def _stirs(haze: Floats, luminance: Floats) -> tuple[Stir, ...]:
    """The haze drifts through its beams, which brighten and dim by their share of what is seen."""
    share = haze.mean(2) / (luminance + 1e-4)
    amount = cv2.GaussianBlur((0.30 * share.clip(0, 1)).astype(np.float32), (0, 0), 1.5)
    return (Stir(Does.GLEAM, Lie.UPRIGHT, np.asarray(amount, np.float32), 1.1, (0.16, 0.05), 0.12),)
