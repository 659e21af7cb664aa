import concurrent.futures
import struct
import subprocess
import sys
import tracemalloc
import warnings
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from reelcast.errors import (
    ImageError,
    ImageTooManyPixels,
    InvalidImageFormat,
    InvalidImageSize,
)
from reelcast.picture import Format, Picture, inspect, pixels
from tests.unit.picture.files import PNG_MAGIC, chunk, exif, gradient, png, saved

LIMIT = 100_000_000
SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" width="200" height="200"/>'


def check(data: bytes, max_pixels: int = LIMIT) -> Picture:
    return inspect(data, "images[2]", max_pixels=max_pixels)


@pytest.mark.parametrize(
    ("format", "options"),
    [
        ("PNG", {}),
        ("JPEG", {}),
        ("JPEG", {"progressive": True}),
        ("WEBP", {}),
        ("WEBP", {"lossless": True}),
        ("WEBP", {"exif": exif(1)}),
    ],
)
def test_an_honest_file_is_what_its_content_says(format: str, options: dict[str, object]) -> None:
    data = saved(gradient(320, 200), format, **options)
    assert check(data) == Picture(Format(format.lower()), 320, 200)


@pytest.mark.parametrize("format", ["PNG", "JPEG", "WEBP"])
def test_width_and_height_are_those_of_the_upright_picture(format: str) -> None:
    found = check(saved(gradient(320, 200), format, exif=exif(6)))
    assert (found.width, found.height) == (200, 320)


@pytest.mark.parametrize(
    ("data", "got"),
    [
        (b"", "an empty file"),
        (saved(Image.new("P", (200, 200)), "GIF"), "a GIF"),
        (saved(Image.new("RGB", (200, 200)), "BMP"), "a BMP"),
        (saved(Image.new("RGB", (200, 200)), "TIFF"), "a TIFF"),
        (SVG, "an SVG or other XML"),
        (b"\n <svg/>", "an SVG"),
        (b"\xef\xbb\xbf<!DOCTYPE html><title>404</title>", "a web page"),
        (b"\0\0\0\x18ftypheic\0\0\0\0", "an HEIC"),
        (b"\0\0\0\x18ftypisom\0\0\0\0", "a video or other media file"),
        (b"PK\x03\x04" + saved(gradient(200, 200), "PNG"), "a ZIP archive"),
        (b"just text", "something else"),
        (PNG_MAGIC[:7], "something else"),
        (b"RIFF\0\0\0\0WAVEfmt ", "something else"),
    ],
)
def test_any_other_kind_of_file_is_refused_by_its_name(data: bytes, got: str) -> None:
    with pytest.raises(InvalidImageFormat) as caught:
        check(data)
    assert str(caught.value) == f"images[2]: must be a PNG, JPEG or WebP image, got {got}"


@pytest.mark.parametrize("format", ["PNG", "JPEG", "WEBP"])
@pytest.mark.parametrize("part", [0.02, 0.5, 0.97])
def test_a_file_cut_short_is_refused(format: str, part: float) -> None:
    whole = saved(gradient(640, 480), format)
    with pytest.raises(InvalidImageFormat, match=r"^images\[2\]: the \w+ file is damaged or cut"):
        check(whole[: max(16, int(len(whole) * part))])


def test_a_bare_magic_number_is_refused() -> None:
    for magic in (PNG_MAGIC, b"\xff\xd8\xff\xe0", b"RIFF\x10\0\0\0WEBPVP8 ", b"RIFF\0\0\0\0WEBP"):
        with pytest.raises(InvalidImageFormat):
            check(magic)


def test_a_png_whose_pixels_are_not_deflate_is_refused() -> None:
    header = struct.pack(">IIBBBBB", 200, 200, 8, 2, 0, 0, 0)
    data = PNG_MAGIC + chunk(b"IHDR", header) + chunk(b"IDAT", b"junk" * 99) + chunk(b"IEND", b"")
    with pytest.raises(InvalidImageFormat):
        check(data)


def test_what_follows_the_end_of_a_picture_is_no_concern() -> None:
    polyglot = saved(gradient(200, 200), "PNG") + b"PK\x03\x04" + bytes(1000)
    assert check(polyglot).format is Format.PNG


@pytest.mark.parametrize("size", [(128, 128), (128, 512), (512, 128), (130, 520)])
def test_the_smallest_and_the_longest_pictures_allowed_are_taken(size: tuple[int, int]) -> None:
    assert check(saved(Image.new("RGB", size), "PNG")) == Picture(Format.PNG, *size)


@pytest.mark.parametrize(
    ("size", "sentence"),
    [
        ((127, 200), "must be at least 128x128 pixels, got 127x200"),
        ((100, 400), "must be at least 128x128 pixels, got 100x400"),
        ((1, 100_000), "must be at least 128x128 pixels, got 1x100000"),
        ((513, 128), "must be between 1:4 and 4:1 in proportion, got 513x128"),
        ((128, 513), "must be between 1:4 and 4:1 in proportion, got 128x513"),
    ],
)
def test_too_small_or_too_thin_is_refused(size: tuple[int, int], sentence: str) -> None:
    with pytest.raises(InvalidImageSize) as caught:
        check(saved(Image.new("L", size), "PNG"))
    assert str(caught.value) == f"images[2]: {sentence}"


def test_the_size_refused_is_named_as_the_picture_is_seen() -> None:
    with pytest.raises(InvalidImageSize, match="got 100x400"):
        check(saved(Image.new("L", (400, 100)), "JPEG", exif=exif(6)))


def webp_header(width: int, height: int) -> bytes:
    canvas = (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    real = saved(gradient(200, 200), "WEBP")[12:]
    body = b"WEBPVP8X" + struct.pack("<I", 10) + bytes(4) + canvas + real
    return b"RIFF" + struct.pack("<I", len(body)) + body


def jpeg_header(width: int, height: int) -> bytes:
    real = saved(gradient(200, 200), "JPEG")
    return real.replace(struct.pack(">HH", 200, 200), struct.pack(">HH", height, width), 1)


@pytest.mark.parametrize(
    "bomb",
    [
        png(20_000, 20_000, bytes(1000), colour=2),
        jpeg_header(20_000, 20_000),
        webp_header(20_000, 20_000),
    ],
    ids=["png", "jpeg", "webp"],
)
def test_a_header_that_promises_too_many_pixels_is_refused_without_taking_memory(
    bomb: bytes,
) -> None:
    tracemalloc.start()
    try:
        with pytest.raises(ImageTooManyPixels) as caught:
            check(bomb)
        assert tracemalloc.get_traced_memory()[1] < 4_000_000
    finally:
        tracemalloc.stop()
    assert str(caught.value) == (
        "images[2]: must have at most 100000000 pixels, got 20000x20000 = 400000000"
    )


@pytest.mark.parametrize("format", ["PNG", "JPEG", "WEBP"])
def test_exactly_the_pixel_limit_is_allowed(format: str) -> None:
    data = saved(gradient(200, 150), format)
    assert check(data, max_pixels=30_000).width == 200
    with pytest.raises(ImageTooManyPixels):
        check(data, max_pixels=29_999)


def test_a_large_picture_draws_no_warning_from_pillow(monkeypatch: pytest.MonkeyPatch) -> None:
    data = saved(gradient(400, 300), "PNG")
    jpeg, webp = saved(gradient(400, 300), "JPEG"), saved(gradient(400, 300), "WEBP")
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", 100_000)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for file in (data, jpeg, webp):
            assert check(file).width == 400


def text_bomb(name: bytes, head: bytes) -> bytes:
    return chunk(name, head + zlib.compress(bytes(200_000_000), 9))


@pytest.mark.parametrize(
    "extra",
    [
        text_bomb(b"zTXt", b"Comment\0\0"),
        text_bomb(b"iTXt", b"Comment\0\1\0\0\0"),
        chunk(b"tEXt", b"Comment\0" + b"x" * 5_000_000) * 4,
        chunk(b"acTL", bytes(8)),
        chunk(b"acTL", b"\xff" * 8) * 2,
    ],
    ids=["zTXt", "iTXt", "tEXt", "no frames", "two animations"],
)
def test_text_and_animation_of_a_png_are_never_unpacked(extra: bytes) -> None:
    data = png(200, 200, bytes(201 * 200), extra=extra)
    tracemalloc.start()
    try:
        assert check(data).width == 200
        assert tracemalloc.get_traced_memory()[1] < 4_000_000
    finally:
        tracemalloc.stop()


def test_a_colour_profile_that_unpacks_without_end_is_refused() -> None:
    bomb = text_bomb(b"iCCP", b"profile\0\0")
    with pytest.raises(InvalidImageFormat):
        check(png(200, 200, bytes(201 * 200), extra=bomb))


def test_a_jpeg_of_endless_scans_is_refused() -> None:
    real = saved(gradient(200, 200), "JPEG", progressive=True)
    last = real.rindex(b"\xff\xda")
    data = real[:-2] + real[last:-2] * 200 + b"\xff\xd9"
    with pytest.raises(InvalidImageFormat, match="at most 100 scans, got 2"):
        check(data)


@pytest.mark.parametrize(
    "block",
    [
        b"Exif\0\0",
        b"Exif\0\0II*\0\xff\xff\xff\xff",
        b"Exif\0\0MM\0*\0\0\0\x08\xff\xff" + b"\1\x12" * 20,
        b"Exif\0\0II*\0\x08\0\0\0\x02\0" + b"\x1a\x01\x05\0\xff\xff\0\0\xff\xff\xff\x7f" * 2,
        exif(9),
        exif(0),
    ],
)
def test_broken_exif_is_passed_over_in_silence(block: bytes) -> None:
    for format in ("JPEG", "PNG", "WEBP"):
        found = check(saved(gradient(320, 200), format, exif=block))
        assert (found.width, found.height) == (320, 200)


def test_many_threads_may_check_at_once() -> None:
    files = [saved(gradient(300, 200), name) for name in ("PNG", "JPEG", "WEBP")] * 8
    bombs = [png(20_000, 20_000)] * 8
    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        assert {found.width for found in pool.map(check, files)} == {300}
        for future in [pool.submit(check, bomb) for bomb in bombs]:
            assert isinstance(future.exception(), ImageTooManyPixels)


def test_checking_needs_neither_numpy_nor_opencv() -> None:
    program = (
        "import sys, reelcast.references, reelcast.picture\n"
        "data = sys.stdin.buffer.read()\n"
        "reelcast.picture.inspect(data, 'images[0]', max_pixels=10**6)\n"
        "sys.stdout.write(repr({'numpy', 'cv2'} & set(sys.modules)))"
    )
    data = saved(gradient(200, 200), "PNG")
    done = subprocess.run([sys.executable, "-c", program], input=data, capture_output=True)
    assert (done.stdout, done.stderr) == (b"set()", b"")


SEEDS = [
    saved(gradient(160, 130), "PNG", exif=exif(6)),
    saved(gradient(160, 130, "P"), "PNG", transparency=3),
    saved(gradient(160, 130), "JPEG", exif=exif(8), progressive=True),
    saved(gradient(160, 130), "WEBP", exif=exif(3)),
    saved(gradient(160, 130, "RGBA"), "WEBP", lossless=True),
]


@settings(max_examples=150, deadline=None)
@given(
    seed=st.sampled_from(SEEDS),
    edits=st.lists(st.tuples(st.floats(0, 1), st.binary(min_size=1, max_size=8)), max_size=5),
    early=st.booleans(),
)
def test_damage_of_any_kind_ends_in_a_picture_or_in_an_image_error(
    seed: bytes, edits: list[tuple[float, bytes]], early: bool
) -> None:
    data = bytearray(seed)
    for where, what in edits:
        start = int(where * (min(len(data), 200) if early else len(data)))
        data[start : start + len(what)] = what
    try:
        found = check(bytes(data), max_pixels=1_000_000)
    except ImageError as error:
        assert str(error).startswith("images[2]: ")  # noqa: PT017 - either ending is right
    else:
        assert pixels(bytes(data)).shape == (found.height, found.width, 4)
