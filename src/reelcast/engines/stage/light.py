"""Makes a photograph's cut-out belong to a set's light: level, colour, modelling, soft edges.

Everything here is done once per clip, in the subject's rest pose. Directions are (right, up,
towards the viewer) here, as normals are.
"""

import cv2
import numpy as np
from numpy.typing import NDArray

from reelcast.engines.stage.sets.base import Floats, Light
from reelcast.subjects.subject import Edge

Pixels = NDArray[np.uint8]
_LUMA = np.array([0.2126, 0.7152, 0.0722], np.float32)
_PULL = 0.3
"""How far the subject's level moves towards the set's: 0 leaves it, 1 makes them equal."""
_DARKEST = 0.42
"""The least that is left of a subject's level: at night it is dark, and still seen."""
_MODELLING = 0.45
"""How much of the set's key is laid over the photograph's own shading."""
_TINT = 0.5
"""How much of the key's colour is taken on: a graded film would take a part."""
_ENOUGH = 60
"""Pixels of a small cut-out below which nothing is said of its light."""
_DECIDED = 0.25
"""A correlation of brightness with facing at which a photograph is lit from a side for certain."""
_FEATHER = 0.05
"""Width of the fade along an edge cut by the photograph, in cut-out widths."""


def linear(pixels: Pixels) -> Floats:
    """sRGB bytes to linear 0 to 1 by a power of 2.2, close enough for light."""
    table = ((np.arange(256) / 255.0) ** 2.2).astype(np.float32)
    return np.asarray(table[pixels])


def _bytes(colours: Floats) -> Pixels:
    return np.asarray(np.clip(colours, 0, 1) ** (1 / 2.2) * 255 + 0.5, np.uint8)


def feather(alpha: Pixels, edges: frozenset[Edge]) -> Pixels:
    """Fade ``alpha`` (uint8, H x W) out towards the named edges of the cut-out."""
    height, width = alpha.shape
    across, down = (_ramp(size, _FEATHER * width) for size in (width, height))
    out = alpha.astype(np.float32)
    if Edge.LEFT in edges:
        out *= across[None, :]
    if Edge.RIGHT in edges:
        out *= across[None, ::-1]
    if Edge.TOP in edges:
        out *= down[:, None]
    return np.asarray(out + 0.5, np.uint8)


def _ramp(size: int, length: float) -> Floats:
    line = np.clip((np.arange(size, dtype=np.float32) + 0.5) / max(length, 1), 0, 1)
    return np.asarray(line * line * (3 - 2 * line), np.float32)


def normals(alpha: Pixels) -> Floats:
    """Unit normals of the silhouette blown up like a cushion, at the size of ``alpha``."""
    # The border keeps the distance finite where the cut-out fills its own picture.
    mask = np.pad((alpha > 100).astype(np.uint8), 1)
    inside = cv2.distanceTransform(mask, cv2.DIST_L2, 5)[1:-1, 1:-1]
    bulge = np.zeros_like(inside)
    for share in (0.12, 0.35, 1.0):  # limbs and body: domes of three sizes
        radius = max(float(inside.max()) * share, 2.0)
        q = np.clip(1 - inside / radius, 0, 1)
        dome = (radius * np.sqrt(1 - q * q)).astype(np.float32)
        bulge += cv2.GaussianBlur(dome, (0, 0), 1.5 + radius * 0.12) / 3
    gx = cv2.Sobel(bulge, cv2.CV_32F, 1, 0, scale=0.125)
    gy = cv2.Sobel(bulge, cv2.CV_32F, 0, 1, scale=0.125)
    out = np.dstack([-gx, gy, np.ones_like(gx)])
    return np.asarray(out / np.linalg.norm(out, axis=2, keepdims=True), np.float32)


def lit_from(rgba: Pixels) -> float:
    """From where a photograph lit its cut-out: -1 from the left, 1 from the right, 0 from neither.

    Brightness is compared with the way the silhouette's cushion faces; what is dark or bright by
    itself is evened out over the whole.
    """
    small_size = (96, max(round(96 * rgba.shape[0] / rgba.shape[1]), 1))
    small = cv2.resize(rgba, small_size, interpolation=cv2.INTER_AREA).astype(np.uint8)
    solid = small[..., 3] > 200
    if solid.sum() < _ENOUGH:
        return 0.0
    facing = normals(np.ascontiguousarray(small[..., 3]))[..., 0][solid]
    bright = np.log(linear(small[..., :3])[solid] @ _LUMA + 0.02)
    spread = float(facing.std() * bright.std())
    if spread < 1e-6:
        return 0.0
    agreement = float(((facing - facing.mean()) * (bright - bright.mean())).mean()) / spread
    return float(np.clip(agreement / _DECIDED, -1, 1))


def _shading(normal: Floats, light: Light) -> Floats:
    """What the set's light would do to a white cushion, RGB."""
    x, y, z = light.towards[0], light.towards[1], -light.towards[2]
    # The key is kept a little frontal: photographs are, and pure side light looks pasted on.
    towards = np.array([x, y, max(z, 0.35)], np.float32)
    towards /= np.linalg.norm(towards)
    key, fill = np.array(light.key, np.float32), np.array(light.fill, np.float32)
    # Under a full blue sky skin turns grey: most of the fill's colour is left out.
    fill = fill.mean() * 0.65 + fill * 0.35
    facing = np.clip(normal @ towards * 0.8 + 0.2, 0, 1)[..., None]
    open_sky = (0.68 + 0.32 * normal[..., 1])[..., None]
    return np.asarray(key * facing + fill * open_sky, np.float32)


def _modelling(alpha: Pixels, light: Light) -> tuple[Floats, Floats]:
    """The set's colour cast (RGB, about 1), and its relief per pixel (about 1)."""
    # Relief is smooth: it is computed on a small copy, which also keeps its grid from showing.
    small_size = (max(alpha.shape[1] // 4, 1), max(alpha.shape[0] // 4, 1))
    small = cv2.resize(alpha, small_size, interpolation=cv2.INTER_AREA)
    shade = cv2.GaussianBlur(_shading(normals(small.astype(np.uint8)), light), (0, 0), 1.2)
    solid = small > 128
    mean = shade[solid].mean(0) if solid.any() else shade.mean((0, 1))
    level = float(mean @ _LUMA)
    relief = 1 - _MODELLING + _MODELLING * (shade @ _LUMA) / level
    size = (alpha.shape[1], alpha.shape[0])
    grown = cv2.resize(relief.astype(np.float32), size, interpolation=cv2.INTER_CUBIC)
    return (1 - _TINT + _TINT * mean / level).astype(np.float32), grown.astype(np.float32)


def match(rgba: Pixels, light: Light, around: Floats) -> Pixels:
    """Relight a cut-out (straight RGBA) for a set whose picture around it is ``around``.

    ``around`` is the blurred linear RGB of the plate behind it, at any size. Returns straight RGBA.
    """
    lit = linear(rgba[..., :3])
    cast, relief = _modelling(rgba[..., 3], light)
    out = lit * (_gain(lit, rgba[..., 3], around) * cast) * relief[..., None]
    return np.dstack([_bytes(_wrap(_shoulder(out), rgba[..., 3], around)), rgba[..., 3]])


def _gain(lit: Floats, alpha: Pixels, around: Floats) -> np.float32:
    """Pulls the subject's level towards the set's; a well exposed photograph is hardly lifted."""
    solid = alpha > 128
    own = float((lit @ _LUMA)[solid].mean()) if solid.any() else 0.2
    wanted = float((around @ _LUMA).mean())
    return np.float32(np.clip((wanted / max(own, 1e-3)) ** _PULL, _DARKEST, 1.12))


def _shoulder(colours: Floats) -> Floats:
    """Roll highlights off instead of clipping them: nothing below 0.7 is touched."""
    over = np.maximum(colours - 0.7, 0)
    return np.asarray(np.minimum(colours, 0.7) + 0.3 * (1 - np.exp(-over / 0.3)), np.float32)


def _wrap(colours: Floats, alpha: Pixels, around: Floats) -> Floats:
    """Let the light behind spill over the outline, as it does in a lens."""
    size = (alpha.shape[1], alpha.shape[0])
    behind = cv2.resize(around, size, interpolation=cv2.INTER_LINEAR)
    reach = max(0.006 * max(size), 1.0)
    inner = cv2.GaussianBlur(alpha.astype(np.float32) / 255, (0, 0), reach)
    rim = np.clip(1 - inner, 0, 1)[..., None] * 0.45
    return np.asarray(colours * (1 - rim) + np.maximum(behind, colours * 0.6) * rim, np.float32)
