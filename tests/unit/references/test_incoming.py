import base64
import hashlib

import pytest

from reelcast.errors import InvalidImageFormat
from reelcast.references import InlineImage, RemoteImage, sort_image


def test_a_data_uri_becomes_its_bytes_and_their_hash() -> None:
    data = b"whatever it is"
    image = sort_image(f"data:image/png;base64,{base64.b64encode(data).decode()}", "images[0]")
    assert image == InlineImage(data, hashlib.sha256(data).hexdigest())
    assert "whatever" not in repr(image)


@pytest.mark.parametrize(
    "url",
    [
        "https://files.example/cat.png",
        "HTTP://FILES.EXAMPLE/cat.png",
        "https://files.example:9000/cat?X-Signature=ab%2Fc#part",
        "https://user:secret@files.example/",
        "http://10.0.0.1/",
        "http://[2001:db8::1]:80/",
        "https://bücher.example/Käse.png",
        "http://my_bucket.s3.example/",
    ],
)
def test_a_url_stays_as_it_is_and_out_of_logs(url: str) -> None:
    image = sort_image(url, "images[0]")
    assert image == RemoteImage(url)
    assert "example" not in repr(image)


def test_blanks_around_an_entry_do_not_matter() -> None:
    assert sort_image(" https://files.example/a \n", "images[0]") == RemoteImage(
        "https://files.example/a"
    )


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("http://", "the URL has no valid host"),
        ("https:///cat.png", "the URL has no valid host"),
        ("http://exa mple.com/", "the URL has no valid host"),
        ("http://ex%61mple.com/", "the URL has no valid host"),
        ("http://.example/", "the URL has no valid host"),
        ("http://[fe80::1%25lo]/", "the URL has no valid host"),
        ("http://files.example:70000/", "the URL's port must be 1 to 65535, got 70000"),
        ("http://files.example:0/", "the URL's port must be 1 to 65535, got 0"),
        ("http://files.example:x/", "is not a valid URL"),
        ("http://files.example/\x00", "is not a valid URL"),
        ("http://[::1", "is not a valid URL"),
        ("http://a/" + "b" * 9000, "a URL may have at most 8192 characters, got 9009"),
    ],
)
def test_a_url_that_cannot_be_one_is_refused_without_repeating_it(text: str, sentence: str) -> None:
    with pytest.raises(InvalidImageFormat) as caught:
        sort_image(text, "images[1]")
    assert str(caught.value) == f"images[1]: {sentence}"


@pytest.mark.parametrize(
    ("text", "got"),
    [
        ("", "nothing"),
        ("cat.png", '"cat.png"'),
        ("/etc/passwd", '"/etc/passwd"'),
        ("file:///etc/passwd", '"file:///etc/passwd"'),
        ("ftp://files.example/cat.png", '"ftp://files.example/cat.png"'),
        ("x" * 1000, f'"{"x" * 40}"'),
    ],
)
def test_any_other_text_is_refused_by_showing_its_start(text: str, got: str) -> None:
    with pytest.raises(InvalidImageFormat) as caught:
        sort_image(text, "images[1]")
    assert str(caught.value) == (
        "images[1]: must be an http(s) URL or a data URI such as data:image/png;base64,...; "
        f"got {got}"
    )


@pytest.mark.parametrize("start", ["iVBORw0KGgoAAAANSUhEUg", "/9j/4AAQSkZJRg", "UklGRh4AAABX"])
def test_bare_base64_is_told_that_it_needs_a_content_type(start: str) -> None:
    with pytest.raises(InvalidImageFormat) as caught:
        sort_image(start + "A" * 100, "images[1]")
    assert str(caught.value).startswith(
        "images[1]: base64 needs its content type in front, as in data:image/png;base64,...; got"
    )
