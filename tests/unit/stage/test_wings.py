"""Drawn animals and plants of known shape: wings about their hinge, waves, tails, twigs."""

from collections.abc import Callable
from dataclasses import replace
from math import degrees

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from reelcast.engines.stage.bodies.body import body_of
from reelcast.engines.stage.bodies.swaying import Soft
from reelcast.engines.stage.bodies.swimming import Swimmer
from reelcast.engines.stage.bodies.symmetry import axis_of
from reelcast.engines.stage.bodies.wings import Wings
from reelcast.engines.stage.layers import premultiplied
from reelcast.kind import Kind
from reelcast.subjects.subject import Contact, Edge, Facing, Label, Profile, Subject

Pixels = NDArray[np.uint8]
Colour = tuple[int, int, int, int]
ORANGE, BROWN, GREEN = (230, 130, 30, 255), (60, 40, 25, 255), (60, 140, 50, 255)
TIMES = [index / 24 for index in range(120)]


def ellipse(
    rgba: Pixels, middle: tuple[float, float], axes: tuple[int, int], turn: float, colour: Colour
) -> None:
    at = (round(middle[0]), round(middle[1]))
    cv2.ellipse(rgba, at, axes, turn, 0, 360, colour, -1, cv2.LINE_AA)


def cropped(rgba: Pixels, kind: Kind, label: str = "", **more: object) -> Subject:
    rows, columns = np.nonzero(rgba[..., 3] > 10)
    rgba = rgba[rows.min() : rows.max() + 1, columns.min() : columns.max() + 1]
    profile = Profile(kind=kind, labels=(Label(label, 0.8),), **more)  # type: ignore[arg-type]
    return Subject(0, np.ascontiguousarray(rgba), frozenset(), profile)


def butterfly(tilt: float = 0.0, label: str = "monarch") -> Subject:
    rgba = np.zeros((400, 400, 4), np.uint8)
    for side in (-1, 1):
        ellipse(rgba, (200 + side * 78, 160), (70, 55), side * -25, ORANGE)
        ellipse(rgba, (200 + side * 55, 240), (45, 52), side * -30, ORANGE)
        ellipse(rgba, (200 + side * 110, 150), (12, 12), 0, BROWN)
    ellipse(rgba, (200, 200), (8, 80), 0, BROWN)
    turned = cv2.warpAffine(rgba, cv2.getRotationMatrix2D((200, 200), tilt, 1), (400, 400))
    return cropped(np.asarray(turned, np.uint8), Kind.ANIMAL, label)


def fish(label: str = "goldfish", facing: Facing = Facing.UNKNOWN) -> Subject:
    """It looks to the left."""
    rgba = np.zeros((220, 420, 4), np.uint8)
    ellipse(rgba, (150, 110), (130, 62), 0, ORANGE)
    tail = np.array([[260, 110], [395, 45], [375, 110], [395, 175]])
    cv2.fillPoly(rgba, [tail], BROWN, cv2.LINE_AA)
    return cropped(rgba, Kind.ANIMAL, label, facing=facing, height_m=0.06)


def dog() -> Subject:
    """It stands, its tail up on the left."""
    rgba = np.zeros((300, 420, 4), np.uint8)
    ellipse(rgba, (220, 150), (120, 60), 0, BROWN)
    ellipse(rgba, (335, 95), (48, 40), 0, BROWN)
    cv2.line(rgba, (120, 130), (45, 40), BROWN, 18, cv2.LINE_AA)
    for x in (140, 180, 270, 310):
        cv2.line(rgba, (x, 170), (x, 290), BROWN, 24, cv2.LINE_AA)
    contact = Contact(0.25, 1.0, 0.75, 1.0)
    return cropped(rgba, Kind.ANIMAL, "beagle", contact=contact, facing=Facing.RIGHT)


def flower() -> Subject:
    rgba = np.zeros((420, 220, 4), np.uint8)
    cv2.line(rgba, (110, 415), (110, 100), GREEN, 12, cv2.LINE_AA)
    ellipse(rgba, (110, 80), (70, 70), 0, ORANGE)
    return cropped(rgba, Kind.PLANT, "daisy", contact=Contact(0.4, 1, 0.6, 1))


def within(drawn: tuple[Pixels, tuple[int, int]], cut: Pixels) -> Pixels:
    """What is drawn where the cut-out was."""
    rgba, (left, top) = drawn
    return rgba[-top : cut.shape[0] - top, -left : cut.shape[1] - left]


def winged(subject: Subject, seed: int = 1) -> Wings:
    wings = Wings.of(subject, premultiplied(subject.rgba), seed)
    assert wings is not None
    return wings


def span(rgba: Pixels) -> float:
    """The width of what is seen, by its alpha."""
    columns = rgba[..., 3].max(axis=0) > 128
    return float(np.ptp(np.flatnonzero(columns)))


@pytest.mark.parametrize("tilt", [-50, -20, 0, 12, 35])
def test_the_hinge_is_found_however_a_butterfly_lies(tilt: float) -> None:
    axis = axis_of(premultiplied(butterfly(tilt).rgba))
    across = degrees(np.arctan2(axis.ay, axis.ax))
    off = (across + tilt + 90) % 180 - 90
    assert abs(off) < 2.5
    assert axis.shared > 0.9


def test_wings_that_are_raised_are_seen_narrower_and_the_body_stays() -> None:
    subject = butterfly()
    wings, cut = winged(subject), premultiplied(subject.rgba)
    angles = np.array([abs(wings.angle(seconds, 1.0)) for seconds in TIMES])
    at = TIMES[int(angles.argmax())], TIMES[int(angles.argmin())]
    steep, flat = (span(wings.drawn(seconds, 1.0)[0]) for seconds in at)
    assert steep < 0.75 * flat
    assert flat == pytest.approx(span(cut), rel=0.08)
    middle = cut.shape[1] // 2
    body = within(wings.drawn(TIMES[int(angles.argmax())], 1.0), cut)[:, middle, 3] > 128
    assert abs(int(body.sum()) - int((cut[:, middle, 3] > 128).sum())) < 6


def test_one_wing_is_lighter_than_the_other_when_both_are_raised() -> None:
    wings = winged(butterfly())
    angles = [wings.angle(seconds, 1.0) for seconds in TIMES]
    rgba = wings.drawn(TIMES[int(np.argmax(angles))], 1.0)[0].astype(float)
    half = rgba.shape[1] // 2
    left, right = (
        part[..., 0].sum() / part[..., 3].sum() for part in (rgba[:, :half], rgba[:, half:])
    )
    assert abs(left - right) > 0.08


def test_beats_come_in_bursts_slow_enough_for_film() -> None:
    for seed in range(3):
        wings = winged(butterfly(), seed)
        fine = np.array([wings.angle(k / 240, 1.0) for k in range(2400)])
        up = np.flatnonzero(np.diff(np.sign(np.diff(fine))) < 0) / 240
        assert 0.14 < np.median(np.diff(up)) < 0.32  # 3 to 7 Hz
        highs = fine[1:-1][np.diff(np.sign(np.diff(fine))) < 0]
        assert highs.min() < 0.6 < highs.max()  # glides and bursts


def test_a_beating_wing_is_smeared_without_ghosts() -> None:
    wings = winged(butterfly())
    speeds = [abs(wings.angle(s + 0.01, 1.0) - wings.angle(s - 0.01, 1.0)) for s in TIMES]
    rgba = wings.drawn(TIMES[int(np.argmax(speeds))], 1.0)[0]
    row = rgba[rgba.shape[0] // 2 - 30, :, 3].astype(int)
    edge = row[: int(np.argmax(row > 250))]
    assert (np.diff(edge) >= 0).all()  # one rise from nothing to solid, no steps back
    assert ((edge > 8) & (edge < 247)).sum() >= 3


def test_wings_of_what_hovers_are_a_steady_blur() -> None:
    hovering, beating = winged(butterfly(label="dragonfly")), winged(butterfly())
    areas = [
        [float((wings.drawn(seconds, 1.0)[0][..., 3]).mean()) for seconds in TIMES[:24]]
        for wings in (hovering, beating)
    ]
    assert np.ptp(areas[0]) < 0.5 * np.ptp(areas[1])


@pytest.mark.parametrize("subject", [butterfly(label="beagle"), butterfly(label="teapot"), fish()])
def test_what_has_no_wings_gets_none(subject: Subject) -> None:
    assert Wings.of(subject, premultiplied(subject.rgba)) is None


def test_a_perched_bird_and_a_butterfly_from_its_side_keep_their_wings() -> None:
    perched = np.zeros((300, 200, 4), np.uint8)
    ellipse(perched, (100, 190), (60, 100), 0, BROWN)
    ellipse(perched, (100, 70), (40, 40), 0, BROWN)
    bird = cropped(perched, Kind.ANIMAL, "robin")
    assert Wings.of(bird, premultiplied(bird.rgba)) is None
    side = butterfly()
    half = replace(side, rgba=np.ascontiguousarray(side.rgba[:, : side.rgba.shape[1] // 2]))
    assert Wings.of(half, premultiplied(half.rgba)) is None


def test_a_tail_beats_more_than_a_head_and_the_wave_runs_backwards() -> None:
    subject = fish("killer whale")
    cut = premultiplied(subject.rgba)
    swimmer = Swimmer.of(subject, cut, 1)
    assert swimmer is not None
    assert swimmer.back[0] > 0.99  # the head was found at the left
    rows = np.arange(swimmer.rubber.size[1])[:, None]
    middles = []
    for seconds in TIMES:
        alpha = swimmer.drawn(seconds, 1.0)[0][..., 3].astype(float)
        middles.append((alpha * rows).sum(axis=0) / np.maximum(alpha.sum(axis=0), 1))
    left = swimmer.rubber.left
    ways = [np.array([m[left + c] for m in middles]) for c in (60, 240, 340)]
    head, trunk, tail = (float(np.ptp(way)) for way in ways)
    assert tail > 3 * head
    assert tail > 12
    # What the trunk does the tail does a little later.
    lags = [np.corrcoef(ways[1][: 90 - 0], ways[2][lag : 90 + lag])[0, 1] for lag in range(15)]
    assert 2 <= int(np.argmax(lags)) <= 12
    assert trunk < tail


def test_a_fish_with_its_own_facing_is_believed() -> None:
    subject = fish(facing=Facing.RIGHT)
    swimmer = Swimmer.of(subject, premultiplied(subject.rgba))
    assert swimmer is not None
    assert swimmer.back[0] < -0.99


@pytest.mark.parametrize("label", ["beagle", "monarch", ""])
def test_what_does_not_swim_does_not_wave(label: str) -> None:
    subject = fish(label)
    assert Swimmer.of(subject, premultiplied(subject.rgba)) is None


def test_a_tail_sways_and_paws_stay_on_the_ground() -> None:
    subject = dog()
    cut = premultiplied(subject.rgba)
    soft = Soft.of(subject, cut, 1)
    assert soft is not None
    assert len(soft.limbs) >= 1
    frames = np.stack([within(soft.drawn(seconds, 1.0), cut) for seconds in TIMES[::5]])
    moved = np.ptp(frames[..., 3].astype(int), axis=0)
    high, wide = moved.shape
    assert (moved[: high // 3, : wide // 5] > 128).sum() > 60
    assert (moved[-high // 12 :] > 20).sum() == 0


def test_limbs_and_body_together_are_the_cut_out() -> None:
    for subject in (dog(), flower()):
        cut = premultiplied(subject.rgba)
        soft = Soft.of(subject, cut, 1)
        assert soft is not None
        assert np.abs(within(soft.drawn(1.3, 0.0), cut).astype(int) - cut).max() <= 1


def test_no_limb_turns_farther_than_ten_degrees() -> None:
    subject = dog()
    soft = Soft.of(subject, premultiplied(subject.rgba), 1)
    assert soft is not None
    for limb in soft.limbs:
        for reach in (1.0, 5.0):
            turns = [abs(degrees(limb._angle(seconds, reach))) for seconds in TIMES]
            assert max(turns) <= 10.01


def test_a_flower_bends_from_its_base_up() -> None:
    subject = flower()
    cut = premultiplied(subject.rgba)
    soft = Soft.of(subject, cut, 1)
    assert soft is not None
    columns = np.arange(soft.body.rubber.size[0])
    heads: list[float] = []
    stems: list[float] = []
    feet: list[float] = []
    for seconds in TIMES[::4]:
        alpha = soft.drawn(seconds, 1.0)[0][..., 3].astype(float)
        top = soft.body.rubber.top
        for rows, ways in (((60, 70), heads), ((250, 260), stems), ((-6, -3), feet)):
            part = alpha[top + rows[0] : top + rows[1]] if rows[0] > 0 else alpha[rows[0] : rows[1]]
            ways.append(float((part * columns).sum() / part.sum()))
    assert np.ptp(heads) > 5
    assert np.ptp(heads) > 3 * np.ptp(stems) > 0
    assert np.ptp(feet) < 0.3


def test_people_and_things_keep_still() -> None:
    subject = dog()
    for kind in (Kind.PERSON, Kind.OBJECT, Kind.VEHICLE, Kind.FOOD):
        other = replace(subject, profile=replace(subject.profile, kind=kind))
        assert Soft.of(other, premultiplied(other.rgba)) is None


def test_what_the_photograph_cuts_does_not_flap() -> None:
    subject = replace(butterfly(), cut_by=frozenset({Edge.LEFT}))
    assert Wings.of(subject, premultiplied(subject.rgba)) is None


@pytest.mark.parametrize(
    ("kind", "make"), [(Wings, butterfly), (Swimmer, fish), (Soft, dog), (Soft, flower)]
)
def test_moments_come_in_any_order_and_colours_stay_below_alpha(
    kind: type[Wings | Swimmer | Soft], make: Callable[[], Subject]
) -> None:
    subject = make()
    cut = premultiplied(subject.rgba)
    one, other = kind.of(subject, cut, 3), kind.of(subject, cut, 3)
    assert one is not None
    assert other is not None
    first = one.drawn(1.7, 1.0)
    assert np.array_equal(other.drawn(1.7, 1.0)[0], first[0])
    one.drawn(0.2, 2.0)
    again = one.drawn(1.7, 1.0)
    assert np.array_equal(again[0], first[0])
    assert again[1] == first[1]
    for seconds in TIMES[::19]:
        rgba = one.drawn(seconds, 1.4)[0]
        # Adding up limbs rounds at most one level each.
        assert np.all(rgba[..., :3] <= rgba[..., 3:].astype(int) + 2)
        assert not rgba[0].any()


def test_each_gets_the_body_it_has() -> None:
    def body(subject: Subject, afloat: bool = False) -> object:
        return body_of(subject, premultiplied(subject.rgba), 1, afloat)

    assert isinstance(body(butterfly()), Wings)
    assert isinstance(body(fish(), afloat=True), Swimmer)
    assert not isinstance(body(fish()), Swimmer)
    assert isinstance(body(dog()), Soft)
    assert body(replace(dog(), profile=Profile(kind=Kind.OBJECT))) is None
