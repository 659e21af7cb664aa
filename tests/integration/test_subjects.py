"""Real networks on real photographs: those bundled with scikit-image."""

import shutil
from importlib.util import find_spec
from pathlib import Path

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from reelcast import weights
from reelcast.kind import Kind
from reelcast.settings import Settings
from reelcast.subjects.analyse import WEIGHTS, Analyst
from reelcast.subjects.candidates import candidate_of
from reelcast.subjects.subject import Edge, Facing


def photo(name: str) -> bytes:
    spec = find_spec("skimage")
    assert spec is not None
    assert spec.origin is not None
    return (Path(spec.origin).parent / "data" / name).read_bytes()


def as_png(rgba: NDArray[np.uint8]) -> bytes:
    return cv2.imencode(".png", cv2.cvtColor(rgba, cv2.COLOR_RGBA2BGRA))[1].tobytes()


@pytest.fixture(scope="module")
def cache_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The user's weights and kernels, but nobody's subjects."""
    shared = Settings.read().cache_dir
    weights.ensure(WEIGHTS, shared)
    (shared / "kernels").mkdir(exist_ok=True)
    own = tmp_path_factory.mktemp("cache")
    for folder in ("weights", "kernels"):
        (own / folder).symlink_to(shared / folder)
    return own


@pytest.fixture(scope="module")
def analyst(cache_dir: Path) -> Analyst:
    analyst = Analyst(cache_dir)
    analyst.load()
    return analyst


def test_a_bust_is_cut_by_the_bottom_and_keeps_its_face(analyst: Analyst) -> None:
    subject = analyst.analyse(3, photo("astronaut.png"), 480)
    height, width = subject.rgba.shape[:2]
    assert subject.reference == 3
    assert subject.is_bust
    # The sleeve ends before the left side, and only the helmet's hinge reaches the right one.
    assert subject.cut_by == {Edge.BOTTOM}
    assert height > 480
    alpha = subject.rgba[..., 3]
    assert np.all(alpha[round(0.3 * height), round(0.4 * width) : round(0.45 * width)] > 250)
    assert not alpha[: height // 4, : width // 5].any()
    assert not alpha[: height // 2, -width // 4 :].any()


def test_a_flag_behind_an_arm_is_no_part_of_it(analyst: Analyst) -> None:
    rgba = analyst.analyse(0, photo("astronaut.png"), 100).rgba
    corner = rgba[-130:-20, :10]  # where the flag's dark red stripe passes behind the sleeve
    red, green, _, alpha = np.moveaxis(corner.astype(int), -1, 0)
    dark_red = (alpha > 128) & (red < 140) & (green < 30)
    assert np.count_nonzero(dark_red) < 40
    assert np.count_nonzero(alpha > 250) > 300  # the sleeve is still there


def test_a_tripods_legs_stay_to_the_border(analyst: Analyst) -> None:
    alpha = analyst.analyse(0, photo("camera.png"), 100).rgba[..., 3]
    feet = alpha[-40:-20, alpha.shape[1] // 2 :] > 128
    assert np.all(np.any(feet, axis=1))


def test_a_whole_thing_is_cut_by_nothing_and_free_of_its_background(analyst: Analyst) -> None:
    subject = analyst.analyse(0, photo("coffee.png"), 300)
    assert subject.cut_by == frozenset()
    alpha = subject.rgba[..., 3]
    # Tightly cropped, decided, and solid in the middle.
    assert alpha[0].any()
    assert alpha[-1].any()
    assert alpha[:, 0].any()
    assert alpha[:, -1].any()
    assert ((alpha > 10) & (alpha < 245)).mean() < 0.05
    assert np.all(alpha[150:250, 150:250] == 255)
    # The table is dark brown wood, the cup red and white: no dark rim around it.
    rim = subject.rgba[(alpha > 10) & (alpha < 245), :3].astype(float)
    assert rim[:, 0].mean() > 1.5 * rim[:, 2].mean()


def test_what_will_be_shown_larger_is_upscaled(analyst: Analyst) -> None:
    native = analyst.analyse(0, photo("rocket.jpg"), 100)
    taller = analyst.analyse(0, photo("rocket.jpg"), 900)
    assert taller.rgba.shape[0] == 900
    ratio = taller.rgba.shape[1] / native.rgba.shape[1]
    assert ratio == pytest.approx(900 / native.rgba.shape[0], rel=0.02)
    shrunk = cv2.resize(taller.rgba, native.rgba.shape[1::-1], interpolation=cv2.INTER_AREA)
    solid = native.rgba[..., 3] == 255
    change = np.abs(shrunk[solid].astype(int) - native.rgba[solid])
    assert change.mean() < 8
    assert np.percentile(change, 99.9) < 80  # no tile of noise


def test_the_second_time_costs_nothing_and_a_fresh_look_gives_the_same(
    analyst: Analyst, cache_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = analyst.analyse(0, photo("rocket.jpg"), 900)
    kept = Analyst(cache_dir)
    monkeypatch.setattr(kept, "_opened", None)  # no network
    again = kept.analyse(0, photo("rocket.jpg"), 900)
    assert np.array_equal(again.rgba, first.rgba)
    assert again.profile.labels == first.profile.labels
    assert np.array_equal(again.profile.embedding, first.profile.embedding)
    shutil.rmtree(cache_dir / "subjects")
    again = analyst.analyse(0, photo("rocket.jpg"), 900)
    assert np.array_equal(again.rgba, first.rgba)
    assert again.cut_by == first.cut_by


def test_a_picture_with_its_own_transparency_is_taken_as_it_is(analyst: Analyst) -> None:
    rgba = np.zeros((200, 300, 4), np.uint8)
    rgba[40:160, 100:200] = (10, 200, 30, 255)
    rgba[40, 100:200, 3] = 128
    subject = analyst.analyse(0, as_png(rgba), 120)
    assert np.array_equal(subject.rgba, rgba[40:160, 100:200])
    assert subject.cut_by == frozenset()
    assert subject.profile.kind is not Kind.PLACE
    assert subject.profile.contact is not None
    assert subject.profile.embedding.shape == (1280,)


def test_a_ready_made_cut_out_is_recognised_like_the_photograph(analyst: Analyst) -> None:
    cut = analyst.analyse(0, photo("coffee.png"), 1)
    framed = np.pad(cut.rgba, ((20, 20), (20, 20), (0, 0)))
    again = analyst.analyse(0, as_png(framed), 1)
    assert again.profile.kind is cut.profile.kind is Kind.FOOD
    assert again.profile.labels[0].name == cut.profile.labels[0].name == "espresso"
    assert float(again.profile.embedding @ cut.profile.embedding) > 0.95
    assert float(again.profile.colours @ cut.profile.colours) > 0.95


def test_a_picture_in_which_nothing_stands_out_is_its_own_subject(analyst: Analyst) -> None:
    plain = np.full((160, 240, 4), (90, 120, 60, 255), np.uint8)
    subject = analyst.analyse(0, as_png(plain), 160)
    assert np.array_equal(subject.rgba, plain)
    assert subject.cut_by == frozenset(Edge)
    assert subject.is_place


@pytest.mark.parametrize(
    ("name", "kind", "height", "facing", "stands"),
    [
        ("astronaut.png", Kind.PERSON, (0.6, 1.0), Facing.CAMERA, False),
        ("camera.png", Kind.PERSON, (0.9, 1.5), Facing.RIGHT, False),
        ("chelsea.png", Kind.ANIMAL, (0.08, 0.3), Facing.UNKNOWN, False),
        ("coffee.png", Kind.FOOD, (0.05, 0.12), Facing.UNKNOWN, True),
        ("motorcycle_left.png", Kind.VEHICLE, (0.8, 1.3), Facing.UNKNOWN, True),
        ("rocket.jpg", Kind.OBJECT, (2.0, 60.0), Facing.UNKNOWN, True),
    ],
)
def test_kind_height_facing_and_ground_are_recognised(
    analyst: Analyst,
    name: str,
    kind: Kind,
    height: tuple[float, float],
    facing: Facing,
    stands: bool,
) -> None:
    profile = analyst.analyse(0, photo(name), 1).profile
    assert profile.kind is kind
    assert height[0] <= profile.height_m <= height[1]
    assert profile.facing is facing
    assert (profile.contact is not None) is stands


def test_a_persons_face_and_joints_lie_on_the_cut_out(analyst: Analyst) -> None:
    profile = analyst.analyse(0, photo("astronaut.png"), 1).profile
    (face,) = profile.faces
    assert abs(face.yaw) < 0.2
    assert len(profile.joints) == 33
    nose, left_shoulder, right_shoulder = (profile.joints[n] for n in (0, 11, 12))
    assert face.area.left < nose.x < face.area.right
    assert face.area.top < nose.y < face.area.bottom
    assert right_shoulder.x < nose.x < left_shoulder.x  # the person's own left and right
    assert nose.y < min(left_shoulder.y, right_shoulder.y)


def test_an_animal_is_known_by_name_and_is_no_person(analyst: Analyst) -> None:
    candidate = candidate_of(analyst.analyse(4, photo("chelsea.png"), 1))
    assert candidate.reference == 5
    assert candidate.kind is Kind.ANIMAL
    assert candidate.names[0][0] == "cat"
    assert candidate.names[0][1] > 0.5


def test_two_photographs_of_one_thing_look_alike_and_of_two_do_not(analyst: Analyst) -> None:
    left, right, other = (
        analyst.analyse(0, photo(name), 1).profile
        for name in ("motorcycle_left.png", "motorcycle_right.png", "coffee.png")
    )
    assert float(left.embedding @ right.embedding) > 0.8
    assert float(left.colours @ right.colours) > 0.9
    assert float(left.embedding @ other.embedding) < 0.5
    assert float(np.linalg.norm(left.embedding)) == pytest.approx(1, abs=1e-4)


def test_people_side_by_side_are_figures_also_when_shown_larger(analyst: Analyst) -> None:
    one = analyst.analyse(0, photo("astronaut.png"), 1).rgba
    two = np.concatenate([one, np.zeros((one.shape[0], 30, 4), np.uint8), one[:, ::-1]], axis=1)
    for wanted in (1, 1200):
        subject = analyst.analyse(0, as_png(np.pad(two, ((20, 0), (20, 20), (0, 0)))), wanted)
        figures = subject.profile.figures
        assert [figure.kind for figure in figures] == [Kind.PERSON, Kind.PERSON]
        height, width = subject.rgba.shape[:2]
        for figure in figures:
            rows, columns = figure.matte.shape
            assert rows == round((figure.area.bottom - figure.area.top) * height)
            assert columns == round((figure.area.right - figure.area.left) * width)
