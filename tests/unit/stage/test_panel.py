"""Photographs whose subject cannot be placed are shown as prints."""

import io

import numpy as np
from PIL import Image

from reelcast.clip import ClipFormat
from reelcast.engines.stage.panel import as_print, shown
from reelcast.subjects.subject import Edge, Subject
from tests.unit.stage.cutouts import bust, standing

WIDE = ClipFormat.of("16:9", 5)
TALL = ClipFormat.of("9:16", 5)


def photo() -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (300, 200), (200, 30, 30)).save(file, "PNG")
    return file.getvalue()


def close_up() -> Subject:
    rgba = np.zeros((200, 270, 4), np.uint8)
    rgba[:, 30:240] = 255
    return Subject(0, rgba, frozenset({Edge.TOP, Edge.BOTTOM}))


def test_a_print_is_the_whole_photograph_with_a_margin() -> None:
    board = as_print(2, photo())
    assert board.reference == 2
    assert not board.cut_by
    assert (board.rgba[..., 3] == 255).all()
    assert board.rgba[0].min() > 200
    middle = board.rgba[board.rgba.shape[0] // 2, board.rgba.shape[1] // 2]
    assert middle[:3].tolist() == [200, 30, 30]


def test_a_photograph_in_which_nothing_stands_out_becomes_a_print() -> None:
    whole = Subject(0, np.full((200, 300, 4), 255, np.uint8), frozenset(Edge))
    assert not shown(whole, photo(), WIDE, 1).cut_by


def test_what_can_be_placed_stays_itself() -> None:
    for subject in (standing(), bust()):
        assert shown(subject, photo(), TALL, 3) is subject


def test_a_close_up_fills_a_wide_frame_alone_and_is_a_print_anywhere_else() -> None:
    assert shown(close_up(), photo(), WIDE, 1).cut_by
    assert not shown(close_up(), photo(), TALL, 1).cut_by
    assert not shown(close_up(), photo(), WIDE, 2).cut_by
