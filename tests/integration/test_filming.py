"""What a clip must look like, measured on its frames: a real cut-out, sets and camera, small."""

from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from itertools import pairwise
from pathlib import Path

import cv2
import numpy as np
import pytest
import skimage
from numpy.typing import NDArray

from reelcast.board import Action, Direction, Move, Role, Setting, Style, Time, Weather
from reelcast.clip import ClipFormat, Frame
from reelcast.engines.stage import kernels
from reelcast.engines.stage.airborne.airborne import Airborne
from reelcast.engines.stage.blocking import Shot, block
from reelcast.engines.stage.compositor import Scene, Staging, prepare
from reelcast.engines.stage.directing import direct
from reelcast.engines.stage.lens import Lens
from reelcast.engines.stage.looks import Looks
from reelcast.engines.stage.sets.base import Conditions, Set
from reelcast.engines.stage.stirring import Stirring
from reelcast.settings import Settings
from reelcast.subjects.analyse import Analyst
from reelcast.subjects.subject import Subject

WIDE = ClipFormat(480, 270, 24, 120)
REACHES = (0.45, 1.0, 2.0)
"""Small, middling and large amplitude."""


@cache
def cup() -> Subject:
    analyst = Analyst(Settings.read().cache_dir, 2)
    analyst.load()
    data = (Path(skimage.__file__).parent / "data" / "coffee.png").read_bytes()
    return analyst.analyse(0, data, 0)


@cache
def built(setting: Setting, lens: Lens, wanted: Conditions) -> Set:
    kernels.prepare(Settings.read().cache_dir, 2)
    from reelcast.engines.stage import sets

    return sets.build(setting, lens, wanted)


def filmed(
    setting: Setting,
    move: Move = Move.STATIC,
    reach: float = 1.0,
    action: Action | None = None,
    along: bool = False,
    weather: Weather = Weather.CLEAR,
    style: Style | None = None,
) -> Scene:
    """A scene with the cup in it if it has something to do, else with nobody."""
    cast = [cup()] if action else []
    roles = [Role(reference=1, action=action, direction=Direction.RIGHT) for _ in cast]
    shot = Shot(move, reach, along=along)
    blocking = block(cast, roles, (WIDE.width, WIDE.height), shot, np.random.default_rng(3))
    place = built(setting, blocking.lens, Conditions(Time.DAY, seed=1))
    parts = direct(blocking, cast, roles, shot, place.places.far, WIDE.seconds)
    looks = [Looks((one.rgba,)) for one in cast]
    air = Airborne.of(place, weather, (), 5, reach)
    staging = Staging(blocking, parts, cast, looks, air, reach, style)
    return prepare(place, staging, WIDE, 5)


def grey(frame: Frame) -> NDArray[np.float32]:
    # Grain would be followed instead of the picture.
    soft = cv2.GaussianBlur(cv2.cvtColor(frame, cv2.COLOR_RGB2GRAY), (0, 0), 1.5)
    return np.asarray(soft, np.float32)


def flow(first: Frame, second: Frame) -> NDArray[np.float32]:
    """Pixels to the right and down that everything moved, ``(h, w, 2)``."""
    pair = [grey(frame).astype(np.uint8) for frame in (first, second)]
    none = np.zeros((*pair[0].shape, 2), np.float32)
    found = cv2.DISOpticalFlow.create(cv2.DISOPTICAL_FLOW_PRESET_MEDIUM).calc(
        pair[0], pair[1], none
    )
    return np.asarray(found, np.float32)


def motion(scene: Scene) -> float:
    """Mean pixels that the picture moves in an eighth of a second."""
    pairs = [(k, k + 3) for k in range(3, 112, 6)]
    amounts = [np.linalg.norm(flow(*map(scene.frame, pair)), axis=2).mean() for pair in pairs]
    return float(np.mean(amounts))


@pytest.mark.parametrize("action", [a for a in Action if a is not Action.SIT])
def test_more_amplitude_is_seen_as_more_motion(action: Action) -> None:
    small, middling, large = (
        motion(filmed(Setting.STUDIO, reach=reach, action=action)) for reach in REACHES
    )
    assert small < middling < large


ACROSS = {Move.PAN_LEFT: 1, Move.PAN_RIGHT: -1, Move.TRACK: 1, Move.ORBIT: 1}
"""A track or an orbit to the right keeps the middle: what is behind that goes to the right too."""
DOWN = {Move.TILT_UP: 1, Move.TILT_DOWN: -1, Move.CRANE_UP: -1, Move.CRANE_DOWN: 1}
"""A crane looks down on its hero as it rises: the horizon rises in the picture."""


@pytest.mark.parametrize("move", [*ACROSS, *DOWN])
def test_the_picture_goes_where_the_move_sends_it(move: Move) -> None:
    scene = filmed(Setting.MEADOW, move)
    far = np.median(flow(scene.frame(50), scene.frame(62))[90:124], axis=(0, 1))
    if move in ACROSS:
        assert far[0] * ACROSS[move] > 1
    else:
        assert far[1] * DOWN[move] > 0.5


def test_beside_a_traveller_the_world_goes_the_other_way() -> None:
    scene = filmed(Setting.MEADOW, Move.TRACK, action=Action.DRIVE, along=True)
    behind = flow(scene.frame(50), scene.frame(62))[:, :90, 0]  # what the cup has left already
    assert np.median(behind[90:124]) < -1


@pytest.mark.parametrize("move", [Move.PUSH_IN, Move.PULL_BACK])
def test_a_push_spreads_the_picture_and_a_pull_gathers_it(move: Move) -> None:
    scene = filmed(Setting.MEADOW, move)
    seen = flow(scene.frame(50), scene.frame(66))[180:]
    spread = float(np.median(seen[:, 300:, 0]) - np.median(seen[:, :180, 0]))
    assert (spread > 0.5) if move is Move.PUSH_IN else (spread < -0.5)


def steps(scene: Scene) -> Iterator[tuple[float, float]]:
    """How far a patch of background goes from frame to frame, by phase correlation."""
    window = cv2.createHanningWindow((128, 64), cv2.CV_32F)
    patches = [grey(scene.frame(k))[70:134, 40:168] for k in range(30, 90)]
    for a, b in pairwise(patches):
        (x, y), _ = cv2.phaseCorrelate(a, b, window)
        yield x, y


@pytest.mark.parametrize("move", [Move.TRACK, Move.PUSH_IN, Move.PAN_RIGHT])
def test_the_background_glides_without_jitter(move: Move) -> None:
    scene = filmed(Setting.CITY, move, 0.6)
    # What stirs by itself is not the camera's doing.
    scene = replace(scene, plate=replace(scene.plate, stirring=still(scene), drift=0.0))
    path = np.array(list(steps(scene)))
    moments = np.arange(len(path))
    for axis in (0, 1):
        smooth = np.polyval(np.polyfit(moments, path[:, axis], 5), moments)
        assert np.sqrt(np.mean((path[:, axis] - smooth) ** 2)) < 0.15


def still(scene: Scene) -> Stirring:
    return replace(scene.plate.stirring, stirs=())


@pytest.mark.parametrize("setting", [Setting.STUDIO, Setting.ROOM, Setting.ROAD])
def test_nothing_flickers_where_nothing_changes(setting: Setting) -> None:
    scene = filmed(setting, action=Action.STAND)
    means = np.array([scene.frame(k).mean() for k in range(20, 60)])
    assert (np.abs(np.diff(means)) / means[:-1]).max() < 0.005


def test_snow_falls_before_and_behind_the_subject() -> None:
    dry = filmed(Setting.STUDIO, action=Action.SIT)
    snowy = filmed(Setting.STUDIO, action=Action.SIT, weather=Weather.SNOW)
    (performer,) = dry.performers
    layer, still = performer.layer, performer.part.at(2.0)
    card = layer.seen(dry.staging.blocking.lens, dry.staging.blocking.path.at(0.4), still)
    changed = np.abs(dry.frame(48).astype(int) - snowy.frame(48)).max(2) > 12
    inside = changed[:, int(card.column) - 20 : int(card.column) + 20]
    middle = inside[int(card.foot - 0.7 * card.tall) : int(card.foot - 0.3 * card.tall)]
    beside = changed[: int(card.foot), : int(card.column - 0.7 * card.wide)]
    assert beside.mean() > middle.mean() > 0
    assert beside.mean() > 0.002


def test_a_look_is_laid_over_subject_and_set_alike() -> None:
    toned = filmed(Setting.STUDIO, action=Action.STAND, style=Style.BLACK_AND_WHITE).frame(10)
    assert np.ptp(toned.astype(int), axis=2).max() <= 2
    natural = filmed(Setting.STUDIO, action=Action.STAND).frame(10)
    assert np.ptp(natural.astype(int), axis=2).max() > 60
