"""The networks behind views, on real photographs: does it bear text, can it turn."""

from importlib.util import find_spec
from pathlib import Path

import cv2
import numpy as np
import pytest

from reelcast import weights
from reelcast.settings import Settings
from reelcast.subjects.arrays import Rgba
from reelcast.subjects.subject import Subject
from reelcast.subjects.text import TextDetector
from reelcast.subjects.turn import Turner


@pytest.fixture(scope="module")
def shared() -> Path:
    folder = Settings.read().cache_dir
    weights.ensure(["text-detection", "rife"], folder)
    return folder


@pytest.fixture(scope="module")
def detector(shared: Path) -> TextDetector:
    return TextDetector(weights.path("text-detection", shared), 2)


@pytest.fixture
def turner(shared: Path, tmp_path: Path) -> Turner:
    return Turner(weights.path("rife", shared), tmp_path, 2)


def oval(name: str) -> Rgba:
    """The middle of a photograph, cut out as an oval."""
    spec = find_spec("skimage")
    assert spec is not None
    assert spec.origin is not None
    photo = cv2.imread(str(Path(spec.origin).parent / "data" / name))
    assert photo is not None
    rgb = cv2.cvtColor(cv2.resize(photo, (400, 300)), cv2.COLOR_BGR2RGB)
    alpha = np.zeros((300, 400), np.uint8)
    cv2.ellipse(alpha, (200, 150), (160, 140), 0, 0, 360, 255, -1, cv2.LINE_AA)
    return np.dstack([rgb, alpha]).astype(np.uint8)


def with_words(rgba: Rgba, words: str) -> Rgba:
    rgb = np.ascontiguousarray(rgba[..., :3])
    cv2.rectangle(rgb, (90, 120), (310, 180), (250, 245, 235), -1)
    cv2.putText(rgb, words, (100, 162), cv2.FONT_HERSHEY_SIMPLEX, 1.2, (20, 20, 60), 3, cv2.LINE_AA)
    return np.dstack([rgb, rgba[..., 3]])


def warped(rgba: Rgba, turn: float) -> Rgba:
    """As if turned a little: one side comes nearer, the other goes away."""
    height, width = rgba.shape[:2]
    corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    nearer = turn * height * np.array([[0, 1], [0, -1], [0, 1], [0, -1]], np.float32)
    matrix = cv2.getPerspectiveTransform(corners, (corners + nearer).astype(np.float32))
    return np.asarray(cv2.warpPerspective(rgba, matrix, (width, height)), np.uint8)


def as_subject(rgba: Rgba) -> Subject:
    return Subject(0, rgba, frozenset())


@pytest.mark.parametrize("name", ["coffee.png", "chelsea.png", "rocket.jpg"])
def test_words_on_a_subject_are_found(detector: TextDetector, name: str) -> None:
    assert detector(with_words(oval(name), "Tea House"))


@pytest.mark.parametrize("name", ["coffee.png", "chelsea.png", "rocket.jpg", "gravel.png"])
def test_a_subject_without_words_bears_no_text(detector: TextDetector, name: str) -> None:
    assert not detector(oval(name))


def test_near_views_turn_into_one_another(turner: Turner) -> None:
    first, last = oval("coffee.png"), warped(oval("coffee.png"), 0.06)
    turn = turner.between(as_subject(first), as_subject(last), 5)
    assert len(turn) == 5
    assert len({picture.shape for picture in turn}) == 1
    height = turn[0].shape[0]
    assert height == 300
    shares = [(picture[..., 3] > 128).mean() for picture in turn]
    assert max(shares) < 1.1 * min(shares)  # it neither fades nor grows on the way
    # Half way each side has gone half of its way: the picture is nearer to both than they are.
    middle = np.asarray(turn[2], np.float32)
    ends = [np.asarray(turn[end], np.float32) for end in (0, 4)]
    whole = np.abs(ends[0] - ends[1]).mean()
    assert all(np.abs(middle - end).mean() < 0.8 * whole for end in ends)
    # And sharp: a mere mixture would lose detail.
    assert _detail(turn[2]) > 0.8 * min(_detail(turn[0]), _detail(turn[4]))


def test_a_turn_is_made_once(turner: Turner, tmp_path: Path) -> None:
    views = as_subject(oval("coffee.png")), as_subject(warped(oval("coffee.png"), 0.04))
    made = turner.between(*views, 3)
    (kept,) = (tmp_path / "turns").iterdir()
    written = kept.stat().st_ino
    again = turner.between(*views, 3)
    assert all(np.array_equal(one, other) for one, other in zip(made, again, strict=True))
    assert kept.stat().st_ino == written
    turner.between(views[1], views[0], 3)
    assert len(list((tmp_path / "turns").iterdir())) == 2


def test_what_shows_something_else_does_not_turn_into_it(turner: Turner) -> None:
    views = as_subject(oval("coffee.png")), as_subject(oval("chelsea.png"))
    assert turner.between(*views, 4) == ()
    assert turner.between(*views, 4) == ()  # nor when that is remembered


def _detail(rgba: Rgba) -> float:
    grey = cv2.cvtColor(rgba[..., :3], cv2.COLOR_RGB2GRAY)
    return float(cv2.Laplacian(grey, cv2.CV_32F)[rgba[..., 3] == 255].std())
