"""A drawn portrait whose landmarks are known: what may move, how far, and what must not."""

from dataclasses import replace
from math import degrees

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from reelcast.engines.stage.bodies.bust import Bust
from reelcast.engines.stage.bodies.eyes import Eyes
from reelcast.engines.stage.bodies.glances import Posture, planned
from reelcast.engines.stage.layers import premultiplied
from reelcast.kind import Kind
from reelcast.subjects.subject import Area, Edge, Face, Joint, Profile, Subject

Pixels = NDArray[np.uint8]
SIZE = (520, 600)
"""Width and height."""
FACE = Area(0.35, 0.15, 0.65, 0.50)
EYES = ((0.4325, 0.252), (0.5675, 0.252))
TIMES = [index / 24 for index in range(120)]
WHITE, BLACK = (245, 245, 245, 255), (25, 18, 15, 255)


def ellipse(
    rgba: Pixels,
    middle: tuple[float, float],
    axes: tuple[int, int],
    colour: tuple[int, int, int, int],
) -> None:
    """``middle`` in shares, ``axes`` in pixels."""
    at = (round(middle[0] * SIZE[0]), round(middle[1] * SIZE[1]))
    cv2.ellipse(rgba, at, axes, 0, 0, 360, colour, -1, cv2.LINE_AA)


def portrait(yaw: float = 0.0, glasses: bool = False) -> Subject:
    rgba = np.zeros((SIZE[1], SIZE[0], 4), np.uint8)
    ellipse(rgba, (0.5, 1.0), (240, 220), (60, 80, 150, 255))
    cv2.rectangle(rgba, (220, 260), (300, 420), (190, 150, 125, 255), -1)
    ellipse(rgba, (0.5, 0.28), (95, 140), (90, 60, 40, 255))
    ellipse(rgba, (0.5, 0.325), (80, 108), (215, 175, 150, 255))
    for x, y in EYES:
        ellipse(rgba, (x, y - 0.002), (17, 6), BLACK)
        ellipse(rgba, (x, y), (16, 5), WHITE)
        ellipse(rgba, (x, y), (6, 5), BLACK)
        ellipse(rgba, (x, y - 0.035), (19, 2), (110, 80, 60, 255))
        if glasses:
            at = (round(x * SIZE[0]), round(y * SIZE[1]) + 4)
            cv2.rectangle(rgba, (at[0] - 26, at[1] - 14), (at[0] + 26, at[1] + 20), BLACK, 4)
    ellipse(rgba, (0.5, 0.43), (24, 5), (170, 80, 80, 255))
    joints = [Joint(0.5, 0.34, 1.0)] * 33
    joints[5], joints[2] = (Joint(x, y, 1.0) for x, y in EYES)
    face = Face(FACE, yaw, 0.9)
    profile = Profile(kind=Kind.PERSON, joints=tuple(joints), faces=(face,))
    return Subject(0, rgba, frozenset({Edge.BOTTOM}), profile)


def acting(subject: Subject, seed: int = 1) -> tuple[Bust, Pixels]:
    cut = premultiplied(subject.rgba)
    bust = Bust.of(subject, cut, seed)
    assert bust is not None
    return bust, cut


def within(drawn: tuple[Pixels, tuple[int, int]], cut: Pixels) -> Pixels:
    """What is drawn where the cut-out was."""
    rgba, (left, top) = drawn
    return rgba[-top : cut.shape[0] - top, -left : cut.shape[1] - left]


def held(bust: Bust, **what: float) -> Bust:
    """The same who does nothing but ``what``."""

    class Still:
        blinks = ()

        def at(self, seconds: float) -> Posture:
            rest = dict.fromkeys(("yaw", "pitch", "roll", "gaze", "blink", "breath", "sway"), 0.0)
            return Posture(**{**rest, **what})

    heads = tuple(replace(head, plan=Still()) for head in bust.heads)  # type: ignore[arg-type]
    return replace(bust, heads=heads)


def column_of(rgba: Pixels, inside: tuple[slice, slice]) -> float:
    """The mean column of what is dark in a part of a picture."""
    dark = rgba[inside][..., :3].max(axis=2) < 70
    return float(np.nonzero(dark)[1].mean())


def test_at_rest_the_photograph_is_untouched() -> None:
    bust, cut = acting(portrait())
    assert np.array_equal(within(held(bust).drawn(0.0, 1.0), cut), cut)


def test_a_head_turned_right_carries_its_nose_farther_than_its_outline() -> None:
    bust, cut = acting(portrait())
    turned = within(held(bust, yaw=0.2).drawn(0.0, 1.0), cut)
    mouth = (slice(240, 275), slice(220, 300))
    red = (slice(None), slice(None), 0)
    before = np.nonzero(cut[mouth][red] < 185)[1].mean()
    after = np.nonzero(turned[mouth][red] < 185)[1].mean()
    ear = np.flatnonzero(cut[170, :, 3] > 128)[-1]
    moved_ear = np.flatnonzero(turned[170, :, 3] > 128)[-1]
    assert after - before > 4
    assert moved_ear <= ear


def test_the_picture_is_a_pure_function_of_time_and_seed() -> None:
    bust, _ = acting(portrait())
    again, _ = acting(portrait())
    other, _ = acting(portrait(), 2)
    first = bust.drawn(2.5, 1.0)[0]
    bust.drawn(0.1, 2.0)
    assert np.array_equal(bust.drawn(2.5, 1.0)[0], first)
    assert np.array_equal(again.drawn(2.5, 1.0)[0], first)
    assert not np.array_equal(other.drawn(2.5, 1.0)[0], first)


@pytest.mark.parametrize("reach", [0.45, 1.0, 2.0, 5.0])
def test_no_turn_passes_what_the_photograph_can_show(reach: float) -> None:
    for seed in range(6):
        head = replace(acting(portrait())[0].heads[0], plan=planned(seed))
        moments = [head.posture(seconds, reach) for seconds in TIMES]
        assert max(abs(degrees(now.yaw)) for now in moments) <= 15
        assert max(abs(degrees(now.pitch)) for now in moments) <= 12
        assert max(abs(degrees(now.roll)) for now in moments) <= 6


def test_who_already_looks_aside_turns_back_rather_than_on() -> None:
    head = acting(portrait(yaw=0.38))[0].heads[0]
    assert degrees(head.most_yaw) < 7
    assert degrees(head.least_yaw) == pytest.approx(-15)


def test_where_the_photograph_ends_nothing_moves() -> None:
    bust, cut = acting(portrait())
    for seconds in (0.9, 1.7, 3.3):
        drawn = within(bust.drawn(seconds, 2.0), cut)
        assert np.abs(drawn[-4:].astype(int) - cut[-4:]).max() <= 2


def test_outlines_move_smoothly_from_frame_to_frame() -> None:
    bust, _ = acting(portrait())
    edges = []
    for seconds in TIMES:
        row = bust.drawn(seconds, 1.0)[0][190, :, 3].astype(float) / 255
        edges.append(row[: row.size // 2].sum())
    steps = np.diff(edges)
    assert np.abs(np.diff(steps)).max() < 0.4  # pixels per frame and frame
    assert np.ptp(edges) > 1.5  # and it does move


def test_colours_never_exceed_their_alpha() -> None:
    bust, _ = acting(portrait())
    for seconds in TIMES[::17]:
        rgba = bust.drawn(seconds, 1.5)[0]
        assert np.all(rgba[..., :3] <= rgba[..., 3:])


def test_eyes_move_alone_and_lids_shut_over_them() -> None:
    bust, cut = acting(portrait())
    eyes = bust.heads[0].eyes
    assert eyes is not None
    assert eyes.blinks
    left = (slice(146, 160), slice(205, 246))
    right = within(held(bust, gaze=1.0).drawn(0.0, 1.0), cut)
    assert 1.5 < column_of(right, left) - column_of(cut, left) < 5
    shut = within(held(bust, blink=1.0).drawn(0.0, 1.0), cut)
    white = cut[left][..., 2] > 225
    assert white.sum() > 60
    assert (shut[left][..., 2] > 225).sum() < 0.2 * white.sum()
    # Beyond the eyes nothing changes.
    around = np.ones(cut.shape[:2], bool)
    around[125:175, 185:335] = False
    assert np.array_equal(shut[around], cut[around])


def test_eyes_behind_frames_do_not_blink() -> None:
    eyes = acting(portrait(glasses=True))[0].heads[0].eyes
    assert eyes is None or not eyes.blinks


def test_a_face_without_eyes_to_be_found_has_none() -> None:
    flat = np.full((300, 300, 4), (200, 160, 140, 255), np.uint8)
    assert Eyes.of(flat, (150, 150), (120, 150), 0.0, 0.0) is None


@pytest.mark.parametrize(
    "change",
    [
        {"yaw": 0.8},
        {"score": 0.3},
        {"area": Area(0.48, 0.25, 0.52, 0.30)},
    ],
)
def test_faces_aside_unsure_or_small_stay_still(change: dict[str, object]) -> None:
    subject = portrait()
    (face,) = subject.profile.faces
    profile = replace(subject.profile, faces=(replace(face, **change),))  # type: ignore[arg-type]
    subject = replace(subject, profile=profile)
    assert Bust.of(subject, premultiplied(subject.rgba)) is None


def test_eyes_lead_the_head_and_blinks_are_short() -> None:
    for seed in range(8):
        plan = planned(seed)
        starts = [
            begin
            for begin, one, other in zip(
                plan.yaw.times, plan.yaw.values, plan.yaw.values[1:], strict=False
            )
            if abs(other - one) > 0.05
        ]
        for start in starts:
            looks = [t for t in plan.gaze.times if t < start]
            assert any(0.0999 <= start - t <= 0.2001 for t in looks)
        fine = [seconds / 240 for seconds in range(1200)]
        shut = [plan.at(seconds).blink > 0.5 for seconds in fine]
        blinks = sum(shut[i] and not shut[i - 1] for i in range(1, len(shut)))
        assert blinks >= 1
        assert 0.07 <= sum(shut) / 240 / blinks <= 0.125


def test_five_seconds_hold_a_turn_and_a_rest_and_begin_at_the_camera() -> None:
    for seed in range(8):
        yaw = np.array([planned(seed).yaw.at(seconds) for seconds in TIMES])
        assert yaw[0] == 0
        assert np.ptp(yaw) > 0.1
        assert (np.abs(np.diff(yaw)) < 1e-4).mean() > 0.25
        assert np.abs(np.diff(yaw, 2)).max() < 0.012  # no jerk


def test_two_people_turn_each_on_their_own() -> None:
    one = portrait()
    rgba = np.concatenate([one.rgba, one.rgba], axis=1)
    faces = tuple(
        Face(Area((FACE.left + k) / 2, FACE.top, (FACE.right + k) / 2, FACE.bottom), 0.0, 0.9)
        for k in (0, 1)
    )
    pair = Subject(0, rgba, one.cut_by, Profile(kind=Kind.PERSON, faces=faces))
    bust, cut = acting(pair)
    assert len(bust.heads) == 2
    first = replace(held(bust, yaw=0.2), heads=held(bust, yaw=0.2).heads[:1])
    turned = within(first.drawn(0.0, 1.0), cut)
    moved = np.abs(turned.astype(int) - cut).max(axis=(0, 2)) > 3
    # Shoulders go along, but of the heads only one.
    heads = np.abs(turned[60:250].astype(int) - cut[60:250]).max(axis=(0, 2)) > 3
    half = cut.shape[1] // 2
    turned_first = first.heads[0].pivot[0] < half
    here, there = (heads[:half], heads[half:]) if turned_first else (heads[half:], heads[:half])
    assert here.sum() > 4 * there.sum()
    assert moved.any()
