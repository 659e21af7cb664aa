"""The stage engine with its real networks, kernels and photographs, at a quarter of the size."""

import itertools
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest
import skimage

from reelcast.board import Camera, Move, Role, Setting, Side, Storyboard
from reelcast.clip import ClipFormat, Frame
from reelcast.engines.base import Brief, Progress, Reference
from reelcast.engines.stage.engine import StageEngine
from reelcast.request import Amplitude, Generation
from reelcast.settings import Settings

WIDE = ClipFormat(480, 270, 24, 120)
PHOTOS = ("astronaut.png", "motorcycle_left.png", "coffee.png", "rocket.jpg", "chelsea.png")


def photo(name: str) -> Reference:
    return Reference(name, (Path(skimage.__file__).parent / "data" / name).read_bytes())


def brief(
    *names: str, prompt: str = "in a studio", seed: int = 1, clip: ClipFormat = WIDE
) -> Brief:
    generation = Generation(prompt, seed, movement_amplitude=Amplitude.MEDIUM)
    return Brief(generation, tuple(photo(name) for name in names), clip)


@pytest.fixture(scope="module")
def engine() -> StageEngine:
    made = StageEngine.from_settings(Settings.read())
    made.load()
    return made


def film(engine: StageEngine, brief: Brief, *wanted: int) -> list[Frame]:
    """The wanted frames of a clip."""
    kept = []
    number = 0
    for made in engine.generate(brief):
        if isinstance(made, Progress):
            continue
        if number in wanted:
            kept.append(made)
        number += 1
    assert number == brief.format.frames
    return kept


def difference(first: Frame, second: Frame) -> float:
    return float(np.abs(first.astype(int) - second).mean())


@pytest.mark.parametrize("prompt", ["in a studio", "in a meadow"])
def test_a_whole_clip_moves_smoothly(engine: StageEngine, prompt: str) -> None:
    frames = film(engine, brief("motorcycle_left.png", prompt=prompt), *range(120))
    steps = [difference(a[::2, ::2], b[::2, ::2]) for a, b in itertools.pairwise(frames)]
    assert difference(frames[0], frames[-1]) > 3
    # No jump anywhere: no step is much larger than its neighbours usually are.
    assert max(steps) < 1.5 * np.median(steps)


def test_a_larger_amplitude_moves_more(engine: StageEngine) -> None:
    moved = []
    for amplitude in (Amplitude.SMALL, Amplitude.MEDIUM, Amplitude.LARGE):
        asked = brief("coffee.png", prompt="in a meadow, push in")
        asked = replace(asked, generation=replace(asked.generation, movement_amplitude=amplitude))
        moved.append(difference(*film(engine, asked, 0, 119)))
    assert moved[0] * 1.1 < moved[1]
    assert moved[1] * 1.1 < moved[2]


def test_another_seed_gives_another_clip(engine: StageEngine) -> None:
    first, second = (
        film(engine, brief("coffee.png", prompt="meadow", seed=seed), 0)[0] for seed in (1, 2)
    )
    assert difference(first, second) > 2


def test_the_place_in_the_prompt_is_the_place_in_the_picture(engine: StageEngine) -> None:
    studio, meadow = (
        film(engine, brief("coffee.png", prompt=prompt), 60)[0]
        for prompt in ("in a studio", "in a meadow")
    )
    # Grass is green and the studio's floor is one even sheet of paper.
    corner = np.s_[240:, :100]
    red, green, blue = meadow[corner].reshape(-1, 3).mean(0)
    assert green > blue + 20
    assert green > 0.9 * red
    assert studio[corner].std() < meadow[corner].std()


@pytest.mark.parametrize("size", [(480, 270), (270, 480), (270, 270)])
@pytest.mark.parametrize("count", [1, 3, 7])
def test_any_number_of_references_fits_any_frame(
    engine: StageEngine, size: tuple[int, int], count: int
) -> None:
    clip = ClipFormat(*size, 24, 3)
    names = [PHOTOS[i % len(PHOTOS)] for i in range(count)]
    frame = film(engine, brief(*names, clip=clip), 1)[0]
    empty = np.median(frame[:10].reshape(-1, 3), axis=0)
    # Something other than the backdrop covers a fair part of the picture.
    covered = (np.abs(frame.astype(int) - empty).max(2) > 60).mean()
    assert covered > 0.08


def test_a_picture_of_nothing_in_particular_still_makes_a_clip(engine: StageEngine) -> None:
    frames = film(engine, brief("brick.png", clip=ClipFormat(480, 270, 24, 4)), 0, 3)
    assert len(frames) == 2


def decided(brief: Brief, **fields: object) -> Brief:
    """The brief with a storyboard of its client."""
    wish = Storyboard.model_validate(fields)
    return replace(brief, generation=replace(brief.generation, storyboard=wish))


def resemblance(frame: Frame, reference: Reference) -> float:
    """How well some part of a photograph matches the middle of a frame, 0 to 1."""
    photo = cv2.imdecode(np.frombuffer(reference.data, np.uint8), cv2.IMREAD_COLOR_RGB)
    assert photo is not None
    middle = cv2.resize(frame, (96, 54), interpolation=cv2.INTER_AREA)[10:44, 20:76]
    best = 0.0
    for width in range(100, 150, 4):
        size = (width, round(width * photo.shape[0] / photo.shape[1]))
        small = cv2.resize(photo, size, interpolation=cv2.INTER_AREA)
        best = max(best, float(cv2.matchTemplate(small, middle, cv2.TM_CCOEFF_NORMED).max()))
    return best


def test_a_reference_can_be_the_set_and_is_filmed_alone(engine: StageEngine) -> None:
    asked = decided(brief("rocket.jpg"), place=1, camera=Camera(move=Move.PUSH_IN))
    first, last = film(engine, asked, 0, 119)
    assert resemblance(last, asked.references[0]) > 0.9
    assert difference(first, last) > 2


def test_somebody_can_stand_in_the_place_of_another_reference(engine: StageEngine) -> None:
    clip = ClipFormat(480, 270, 24, 3)
    empty, played = (
        film(engine, decided(brief(*names, clip=clip), **wish), 1)[0]
        for names, wish in (
            (("rocket.jpg",), {"place": 1}),
            (("rocket.jpg", "coffee.png"), {"place": 1}),
        )
    )
    red = (played[..., 0].astype(int) - played[..., 2] > 90).mean()
    assert red > (empty[..., 0].astype(int) - empty[..., 2] > 90).mean() + 0.05
    # Above the cup the place is seen as it is.
    assert np.abs(empty[:20].mean((0, 1)) - played[:20].mean((0, 1))).max() < 25


def test_two_views_of_one_thing_are_one_thing_that_turns(engine: StageEngine) -> None:
    asked = decided(
        brief("motorcycle_left.png", "motorcycle_right.png"),
        camera=Camera(move=Move.STATIC),
        groups=[[1, 2]],
    )
    first, middle, last = film(engine, asked, 0, 61, 119)
    single = film(engine, brief("motorcycle_left.png", prompt="studio, static camera"), 0)[0]

    def occupied(frame: Frame) -> float:
        return float((np.ptp(frame.astype(int), axis=2) > 90).mean())

    assert occupied(first) == pytest.approx(occupied(single), rel=0.35)
    assert difference(first, middle) > 2 * difference(first, last)


def test_what_the_client_decides_goes_before_the_prompt(engine: StageEngine) -> None:
    asked = brief("coffee.png", prompt="in a meadow", clip=ClipFormat(480, 270, 24, 2))
    wish = {"setting": Setting.STUDIO, "subjects": [Role(reference=1, side=Side.LEFT)]}
    frame = film(engine, decided(asked, **wish), 0)[0]
    red = np.nonzero(frame[..., 0].astype(int) - frame[..., 2] > 110)[1]
    assert red.mean() < 220
    assert frame[250:, 400:].std() < 12


@pytest.mark.parametrize("prompt", ["in a studio", "in a meadow"])
def test_the_number_of_threads_changes_no_byte(engine: StageEngine, prompt: str) -> None:
    asked = brief("motorcycle_left.png", prompt=prompt, clip=ClipFormat(480, 270, 24, 3))
    alone = StageEngine(Settings.read().cache_dir, threads=1)
    try:
        alone.load()
        single = film(alone, asked, 0, 2)
    finally:
        engine.load()
    for first, second in zip(film(engine, asked, 0, 2), single, strict=True):
        np.testing.assert_array_equal(first, second)
