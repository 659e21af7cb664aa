import base64
import os
import tracemalloc

import pytest

from reelcast.errors import ImageFileTooLarge, InvalidImageFormat
from reelcast.references.data_uri import decode

DATA = bytes(range(256)) * 2 + b"x"  # its base64 ends in two signs of padding
TEXT = base64.b64encode(DATA).decode()


@pytest.mark.parametrize(
    "head",
    [
        "data:image/png;base64",
        "data:image/jpeg;base64",
        "data:image/jpg;base64",
        "data:image/webp;base64",
        "DATA:Image/PNG;BASE64",
        "data:image/png;charset=utf-8;base64",
        "data:image/png; name=cat.png; base64",
    ],
)
def test_a_data_uri_of_an_image_is_decoded(head: str) -> None:
    assert decode(f"{head},{TEXT}", "images[0]") == DATA


def test_padding_may_be_missing() -> None:
    for length in range(1, 9):
        text = base64.b64encode(DATA[:length]).decode().rstrip("=")
        assert decode(f"data:image/png;base64,{text}", "images[0]") == DATA[:length]


def test_blanks_and_line_ends_may_break_the_data() -> None:
    lines = "\r\n".join(TEXT[at : at + 76] for at in range(0, len(TEXT), 76))
    assert decode(f"data:image/png;base64, {lines}\n", "images[0]") == DATA


def test_no_data_is_no_bytes() -> None:
    assert decode("data:image/png;base64,", "images[0]") == b""


@pytest.mark.parametrize(
    ("uri", "sentence"),
    [
        ("data:image/png;base64", "a data URI needs a comma before its data"),
        ("data:" + "x" * 1000 + ",", "a data URI needs a comma before its data"),
        (
            f"data:;base64,{TEXT}",
            "a data URI needs its content type, as in data:image/png;base64,...",
        ),
        (
            f"data:image/gif;base64,{TEXT}",
            "a data URI must be of type image/png, image/jpeg or image/webp, got 'image/gif'",
        ),
        (
            "data:text/plain,hello",
            "a data URI must be of type image/png, image/jpeg or image/webp, got 'text/plain'",
        ),
        (
            f"data:base64,{TEXT}",
            "a data URI must be of type image/png, image/jpeg or image/webp, got 'base64'",
        ),
        (
            f"data:image/png,{TEXT}",
            "a data URI must be in base64: ;base64 before the comma",
        ),
        (
            f"data:image/png;base64;charset=utf-8,{TEXT}",
            "a data URI must be in base64: ;base64 before the comma",
        ),
        (
            "data:image/png;base64,AAA-_AAA",
            "the base64 holds '-', which is no part of it",
        ),
        (
            "data:image/png;base64,AAAA%3D%3D",
            "the base64 holds '%', which is no part of it",
        ),
        (
            "data:image/png;base64,AAAäAAAA",
            "the base64 holds 'ä', which is no part of it",
        ),
        (
            "data:image/png;base64,AAAAA",
            "the base64 is cut short or wrongly padded",
        ),
        (
            "data:image/png;base64,AAAA==AAAA",
            "the base64 is cut short or wrongly padded",
        ),
    ],
)
def test_anything_else_is_refused_with_a_sentence(uri: str, sentence: str) -> None:
    with pytest.raises(InvalidImageFormat) as caught:
        decode(uri, "images[3]")
    assert str(caught.value) == f"images[3]: {sentence}"


@pytest.mark.parametrize("tail", [0, 1, 2])
def test_just_under_ten_megabytes_is_allowed_and_ten_are_not(tail: int) -> None:
    most = os.urandom(10 * 1024 * 1024 - 1 - tail)
    text = base64.b64encode(most).decode()
    assert decode(f"data:image/png;base64,{text}", "images[0]") == most
    lines = text[:5000] + "\n" * 100_000 + text[5000:].rstrip("=")
    assert decode(f"data:image/png;base64,{lines}", "images[0]") == most
    text = base64.b64encode(most + bytes(tail + 1)).decode()
    with pytest.raises(ImageFileTooLarge) as caught:
        decode(f"data:image/png;base64,{text}", "images[0]")
    assert str(caught.value) == (
        "images[0]: must be under 10 MB inside the request, got 10485760 bytes; "
        "larger images can be sent as a URL"
    )


def test_a_hundred_megabytes_are_refused_without_being_decoded() -> None:
    uri = "data:image/png;base64," + "A" * 100_000_000
    tracemalloc.start()
    try:
        with pytest.raises(ImageFileTooLarge):
            decode(uri, "images[0]")
        assert tracemalloc.get_traced_memory()[1] < 1_000_000
    finally:
        tracemalloc.stop()
