"""Where there is nothing to stand on, subjects are cut above their feet."""

from dataclasses import replace

import numpy as np
import pytest

from reelcast.kind import Kind
from reelcast.subjects.shortened import shortened
from reelcast.subjects.subject import Area, Contact, Edge, Face, Figure, Joint, Profile, Subject


def subject(width: int = 100, height: int = 200, profile: Profile | None = None) -> Subject:
    rgba = np.full((height, width, 4), 200, np.uint8)
    rgba[:, :, 0] = np.arange(height)[:, None] % 256
    return Subject(0, rgba, frozenset(), profile or Profile(height_m=1.8))


def person() -> Profile:
    """Hips at half the height, knees at three quarters."""
    joints = [Joint(0.5, 0.1, 1.0)] * 33
    joints[23] = joints[24] = Joint(0.5, 0.5, 1.0)
    joints[25] = joints[26] = Joint(0.5, 0.75, 1.0)
    face = Face(Area(0.4, 0.05, 0.6, 0.15), 0.0, 1.0)
    figures = (
        Figure(Area(0.0, 0.5, 0.5, 1.0), Kind.PERSON, np.full((100, 50), 9, np.uint8)),
        Figure(Area(0.5, 0.9, 1.0, 1.0), Kind.OBJECT, np.full((20, 50), 9, np.uint8)),
    )
    contact = Contact(0.2, 1.0, 0.8, 1.0)
    return Profile(Kind.PERSON, (), 1.8, joints=tuple(joints), faces=(face,), figures=figures,
                   contact=contact)  # fmt: skip


def test_people_are_cut_at_the_thigh() -> None:
    cut = shortened(subject(profile=person()))
    assert cut.rgba.shape[0] == pytest.approx((0.5 + 0.55 * 0.25) * 200, abs=1)
    assert cut.is_bust
    assert np.array_equal(cut.rgba, subject().rgba[: cut.rgba.shape[0]])


def test_what_is_known_moves_along() -> None:
    cut = shortened(subject(profile=person()))
    kept = cut.rgba.shape[0] / 200
    assert cut.profile.joints[23].y * kept == pytest.approx(0.5)
    assert cut.profile.faces[0].area.bottom * kept == pytest.approx(0.15)
    assert cut.profile.height_m == pytest.approx(1.8 * kept)
    assert cut.profile.contact is None


def test_figures_are_cut_too_and_those_below_are_gone() -> None:
    cut = shortened(subject(profile=person()))
    (figure,) = cut.profile.figures
    assert figure.matte.shape[0] == cut.rgba.shape[0] - 100
    assert figure.area.bottom == pytest.approx(1.0)
    assert figure.area.top * cut.rgba.shape[0] == pytest.approx(100)


def test_of_what_is_wide_more_is_kept() -> None:
    tall, wide = shortened(subject(100, 200)), shortened(subject(200, 100))
    assert tall.rgba.shape[0] / 200 < wide.rgba.shape[0] / 100 < 1


def test_a_bust_and_a_place_stay_as_they_are() -> None:
    bust = replace(subject(), cut_by=frozenset({Edge.BOTTOM}))
    place = subject(profile=Profile(Kind.PLACE))
    assert shortened(bust) is bust
    assert shortened(place) is place
