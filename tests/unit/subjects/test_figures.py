"""Cut-outs taken apart."""

import cv2
import numpy as np
from numpy.typing import NDArray

from reelcast.kind import Kind
from reelcast.subjects.arrays import Matte, Rgb, Rgba
from reelcast.subjects.faces import FoundFace
from reelcast.subjects.figures import figures_of, resized
from reelcast.subjects.frame import Box
from reelcast.subjects.people import Person
from reelcast.subjects.pose import FoundPose
from reelcast.subjects.scene import scene_around
from reelcast.subjects.squares import Square
from reelcast.subjects.subject import Figure


def kind_of(rgb: Rgb, matte: Matte) -> Kind:
    """Red things are food, all others toys."""
    red, _, blue = np.average(rgb.reshape(-1, 3), axis=0, weights=matte.ravel())
    return Kind.FOOD if red > blue else Kind.TOY


def two_discs(gap: int) -> Rgba:
    rgba = np.zeros((200, 400, 4), np.uint8)
    for middle, colour in ((100 - gap // 2, (200, 30, 30)), (299 + gap // 2, (30, 30, 200))):
        disc = np.zeros((200, 400), np.uint8)
        cv2.circle(disc, (middle, 100), 99 - gap // 2, 255, -1, cv2.LINE_AA)
        rgba[disc > 0, :3] = colour
        rgba[..., 3] = np.maximum(rgba[..., 3], disc)
    return rgba


def taken_apart(rgba: Rgba, people: tuple[Person, ...] = ()) -> tuple[Figure, ...]:
    photo = np.ascontiguousarray(rgba[..., :3])
    return figures_of(scene_around(photo, rgba, Box.all_of(photo)), rgba, people, kind_of)


def together(figures: tuple[Figure, ...], rgba: Rgba) -> NDArray[np.int64]:
    height, width = rgba.shape[:2]
    total = np.zeros((height, width), np.int64)
    for figure in figures:
        top, left = round(figure.area.top * height), round(figure.area.left * width)
        rows, columns = figure.matte.shape
        total[top : top + rows, left : left + columns] += figure.matte
    return total


def person(left: int, right: int) -> Person:
    """Somebody who fills the columns between of a scene 400 wide and 200 tall."""
    mask = np.zeros((256, 256), np.float32)
    mask[:, round(left * 256 / 400) : round(right * 256 / 400)] = 1
    nothing = np.zeros(33, np.float32)
    pose = FoundPose(
        np.zeros((33, 2), np.float32), nothing, nothing, 1.0, Square(200, 100, 400), mask
    )
    return Person(FoundFace(np.array([0, 0, 1, 1], np.float32), 0.0, 1.0), pose)


def test_separate_things_are_figures_with_kinds_of_their_own() -> None:
    rgba = two_discs(gap=20)
    figures = taken_apart(rgba)
    assert [figure.kind for figure in figures] == [Kind.FOOD, Kind.TOY]
    assert figures[0].area.right < 0.5 < figures[1].area.left


def test_the_shares_add_up_to_the_alpha_everywhere() -> None:
    for rgba, people in ((two_discs(20), ()), (two_discs(0), (person(0, 200), person(200, 400)))):
        figures = taken_apart(rgba, people)
        assert len(figures) == 2
        assert np.array_equal(together(figures, rgba), rgba[..., 3])


def test_people_who_touch_part_along_the_border_between_them() -> None:
    # The masks meet 20 pixels too far to the right; the picture's own border decides.
    figures = taken_apart(two_discs(0), (person(0, 190), person(220, 400)))
    assert [figure.kind for figure in figures] == [Kind.PERSON, Kind.PERSON]
    assert abs(figures[0].area.right - 0.5) < 0.03
    assert abs(figures[1].area.left - 0.5) < 0.03


def test_what_one_person_holds_is_no_figure() -> None:
    assert taken_apart(two_discs(0), (person(0, 200),)) == ()


def test_a_single_thing_and_a_pattern_are_not_taken_apart() -> None:
    one = two_discs(20)
    one[:, 200:] = 0
    assert taken_apart(one) == ()
    dots = np.zeros((200, 400, 4), np.uint8)
    dots[..., :3] = 90
    for column in range(25, 400, 50):
        dots[60:100, column - 15 : column + 15, 3] = 255
    assert taken_apart(dots) == ()


def test_figures_follow_when_the_cut_out_grows() -> None:
    rgba = two_discs(20)
    grown = [resized(figure, 800, 400) for figure in taken_apart(rgba)]
    for figure in grown:
        rows, columns = figure.matte.shape
        assert rows == round(400 * (figure.area.bottom - figure.area.top))
        assert columns == round(800 * (figure.area.right - figure.area.left))
        assert figure.matte.max() == 255
