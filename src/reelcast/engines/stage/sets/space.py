"""Open space: stars of every brightness, a nebula, the lit limb of a planet; no ground at all."""

import cv2
import numpy as np

from reelcast.board import Time
from reelcast.engines.stage.kernels.space import Gas, Planet, paint_gas, paint_planet
from reelcast.engines.stage.kernels.stars import paint_stars
from reelcast.engines.stage.lens import Lens
from reelcast.engines.stage.sets.base import (
    SKY,
    Conditions,
    Does,
    Floats,
    Lie,
    Light,
    Places,
    Set,
    Stir,
    coarse,
)

_PALETTES = (
    # Thin gas, dense gas, filaments: hydrogen and oxygen as telescopes photograph them.
    ((1.05, 0.55, 0.95), (1.15, 0.75, 0.62), (0.70, 0.95, 1.30)),
    ((0.35, 0.75, 1.25), (1.20, 0.80, 0.45), (0.55, 1.05, 1.25)),
    ((0.45, 0.95, 0.95), (0.80, 1.00, 0.85), (1.25, 0.85, 0.55)),
    ((1.20, 0.55, 0.40), (1.25, 0.90, 0.55), (0.90, 0.65, 1.25)),
    ((0.65, 0.50, 1.30), (1.05, 0.62, 1.05), (0.60, 0.95, 1.30)),
)
_GLOWS = ((0.30, 0.62, 1.25), (1.05, 0.80, 0.55), (1.10, 0.62, 0.42))
"""Of the atmosphere of each kind of planet."""
_TERMINATOR = {Time.DAY: 0.62, Time.GOLDEN: 0.28, Time.DUSK: 0.02, Time.NIGHT: -0.18}
"""How far the planet's lit side is turned to the camera."""
_LEVEL = 0.42
"""Radiance of the nebula's brightest gas on film."""


def build(lens: Lens, wanted: Conditions) -> Set:
    """Space; the seed chooses nebula and planet, the side the sun's, the time its terminator."""
    rng = wanted.rng()
    width, height = lens.plate_size
    radiance, density = _nebula(width, height, rng)
    share = np.asarray(0.25 + 0.75 * density, np.float32)
    count = int(width * height / 2554 / 1436 * 5200)
    paint_stars(radiance, height, count, 0.16, int(rng.integers(1 << 30)))
    paint_stars(radiance, height, 4 * count, 0.06, int(rng.integers(1 << 30)), share)
    twinkle = _twinkle(radiance)
    planet = _planet(lens, wanted, rng)
    paint_planet(planet, radiance)
    return Set(
        lens=lens,
        radiance=radiance,
        depth=np.full(twinkle.shape, SKY, np.float32),
        light=_light(planet, radiance),
        places=Places(near=lens.nearest, far=0.0, reach=20.0, flight=(0.2, 6.0)),
        stirs=(Stir(Does.GLEAM, Lie.SCREEN, twinkle, size=0.02, pace=1.6),),
    )


def _nebula(width: int, height: int, rng: np.random.Generator) -> tuple[Floats, Floats]:
    """Radiance at the plate's size, and where stars stand dense."""
    veil, core, edge = (np.array(c) for c in _PALETTES[rng.integers(len(_PALETTES))])
    gas = Gas(float(rng.uniform(0, 400)), float(rng.uniform(-0.9, 0.9)), veil, core, edge)
    half = np.empty((height // 2, width // 2, 3), np.float32)
    density = np.empty(half.shape[:2], np.float32)
    paint_gas(gas, half, density)
    half *= np.float32(_LEVEL / max(float(np.percentile(half.mean(2), 99.7)), 0.12))
    size = (width, height)
    grown = cv2.resize(half, size, interpolation=cv2.INTER_CUBIC).clip(0, None)
    return np.asarray(grown, np.float32), np.asarray(cv2.resize(density, size), np.float32)


def _planet(lens: Lens, wanted: Conditions, rng: np.random.Generator) -> Planet:
    """Its limb across the lower edge, or a smaller globe beside the middle."""
    side = wanted.key_side()
    kind = int(rng.choice((0, 0, 0, 1, 2)))
    wide = lens.width / lens.height
    if rng.random() < 0.62:
        radius = rng.uniform(1.1, 1.6) * max(wide, 1.0)
        x, y = rng.uniform(-0.25, 0.25) * wide, -0.5 + rng.uniform(0.10, 0.22) - radius
    else:
        radius = rng.uniform(0.26, 0.36) * min(wide, 1.3)
        x, y = -side * wide * rng.uniform(0.30, 0.40), rng.uniform(0.05, 0.30)
    front = _TERMINATOR[wanted.time]
    sun = np.array([side * 0.8, rng.uniform(0.45, 0.65), front])
    return Planet(
        x=float(x / 1.33),
        y=float(y / 1.33),
        radius=float(radius / 1.33),
        sun=sun / np.linalg.norm(sun),
        place=float(rng.uniform(0, 50)),
        turn=float(rng.uniform(-0.5, 0.5)),
        kind=kind,
        glow=np.array(_GLOWS[kind]),
    )


def _light(planet: Planet, radiance: Floats) -> Light:
    """The planet's sun, unveiled and hard, and the little that nebula and planet throw back."""
    right, up, near = (float(part) for part in planet.sun)
    # Turned towards the camera, for a subject whose lit side nobody sees is a silhouette.
    towards = np.array([right, up, -max(near, 0.25)])
    towards /= np.linalg.norm(towards)
    glow = radiance[::8, ::8].mean((0, 1))
    r, g, b = (0.10 + 0.6 * float(c) for c in glow)
    x, y, z = (float(part) for part in towards)
    return Light((x, y, z), (1.0, 0.97, 0.92), (r, g, b), 0.1)


def _twinkle(stars: Floats) -> Floats:
    """How much each place glitters: the brighter than its surroundings, the more."""
    grey = stars.mean(2)
    small = cv2.resize(grey, (-(-grey.shape[1] // 4), -(-grey.shape[0] // 4)))
    peak = cv2.dilate(grey, np.ones((5, 5), np.uint8))
    spots = coarse(np.asarray(peak, np.float32)) - cv2.GaussianBlur(small, (0, 0), 4)
    return np.asarray(np.clip(spots * 0.8, 0, 0.35), np.float32)
