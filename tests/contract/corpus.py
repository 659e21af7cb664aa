"""Broken, hostile and odd image files, all made here, each with the answer it is owed.

The answers follow docs/api.md (CONTRACT 1.1 and 3.2): content decides and not the name, sizes are
those of the upright picture, and what is refused is named as PNG, JPEG or WebP that is damaged, as
something else, as too many pixels, as too small or as too long.
"""

import json
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from PIL import Image, ImageCms

from tests.unit.picture.files import PNG_MAGIC, chunk, exif, gradient, png, saved

_BOMB = zlib.compress(bytes(100_000_000), 9)
_TRAILER = b"PK\x03\x04" + b"<script>alert(1)</script>" * 40


@dataclass(frozen=True)
class Taken:
    """Accepted, as a picture of this size when upright."""

    width: int
    height: int


@dataclass(frozen=True)
class Refused:
    """400 with this reason, and this after the field's name in the message."""

    reason: str
    sentence: str


@dataclass(frozen=True)
class Specimen:
    """One file. ``declared`` is the type its data URI claims."""

    name: str
    data: bytes = field(repr=False)
    owed: Taken | Refused
    declared: str = "image/png"


def damaged(kind: str) -> Refused:
    """The answer to a file that begins as one of ours and does not go on so."""
    return Refused("INVALID_IMAGE_FORMAT", f"the {kind} file is damaged or cut short")


def stranger(what: str) -> Refused:
    """The answer to any other kind of file."""
    return Refused("INVALID_IMAGE_FORMAT", f"must be a PNG, JPEG or WebP image, got {what}")


def small(width: int, height: int) -> Refused:
    """The answer to a side under 128 pixels."""
    return Refused("INVALID_IMAGE_SIZE", f"must be at least 128x128 pixels, got {width}x{height}")


def thin(width: int, height: int) -> Refused:
    """The answer to a picture longer than 4:1."""
    return Refused(
        "INVALID_IMAGE_SIZE",
        f"must be between 1:4 and 4:1 in proportion, got {width}x{height}",
    )


def huge(width: int, height: int) -> Refused:
    """The answer to more than 100 million pixels."""
    return Refused(
        "IMAGE_EXCEEDS_MAX_RESOLUTION",
        f"must have at most 100000000 pixels, got {width}x{height} = {width * height}",
    )


def corpus() -> Iterator[Specimen]:
    """Every specimen; the names are all different."""
    for family in (pngs, jpegs, webps, strangers, cut_short, bombs, sizes):
        for name, data, owed, *declared in family():
            yield Specimen(f"{family.__name__}: {name}", data, owed, *declared)


Row = tuple[str, bytes, Taken | Refused] | tuple[str, bytes, Taken | Refused, str]
_USUAL = Taken(200, 160)


def picture(mode: str = "RGB") -> Image.Image:
    """What most specimens show."""
    return gradient(200, 160, mode)


def pngs() -> Iterator[Row]:
    """Every kind of sample a PNG may hold, and chunks that lie."""
    for mode in ("RGB", "RGBA", "L", "LA", "1", "P"):
        yield f"mode {mode}", saved(picture(mode), "PNG"), _USUAL
    yield "palette with a transparent colour", saved(picture("P"), "PNG", transparency=3), _USUAL
    alphas = bytes(range(256))
    yield "palette with alpha", saved(picture("P"), "PNG", transparency=alphas), _USUAL
    yield "transparent gray", png(200, 160, bytes(201 * 160), extra=chunk(b"tRNS", b"\0\0")), _USUAL
    yield "16-bit gray", saved(Image.new("I;16", (200, 160), 40_000), "PNG"), _USUAL
    yield "16-bit colour", png(200, 160, bytes(1201 * 160), depth=16, colour=2), _USUAL
    yield "2-bit gray", png(200, 160, bytes(51 * 160), depth=2), _USUAL
    yield "interlaced", interlaced(200, 160), _USUAL
    frames = [picture().rotate(90), picture().rotate(180)]
    yield "animated", saved(picture(), "PNG", save_all=True, append_images=frames), _USUAL
    yield "turned by EXIF", saved(picture(), "PNG", exif=exif(6)), Taken(160, 200)
    yield "sRGB profile", saved(picture(), "PNG", icc_profile=_srgb()), _USUAL
    yield "profile that is none", saved(picture(), "PNG", icc_profile=b"none" * 99), _USUAL
    # Pillow unpacks no profile of more than a megabyte, and real ones are smaller.
    yield "profile of 3 MB", saved(picture(), "PNG", icc_profile=bytes(3_000_000)), damaged("PNG")
    yield "wrong CRC of a text", _flat(chunk(b"tEXt", b"a\0b")[:-1] + b"!"), _USUAL
    yield "also a ZIP with a script", saved(picture(), "PNG") + _TRAILER, _USUAL
    yield "a web page in a text", _flat(chunk(b"tEXt", b"a\0<html><script>")), _USUAL
    yield "said to be a JPEG", saved(picture(), "PNG"), _USUAL, "image/jpeg"
    # What follows is against the specification, and every viewer shows it.
    yield "wrong CRC of the pixels", _spoilt(b"IDAT"), _USUAL
    yield "palette missing", png(200, 160, bytes(201 * 160), colour=3), _USUAL
    yield "rows missing", png(200, 160, bytes(201 * 100)), _USUAL
    yield "wrong CRC of the header", _spoilt(b"IHDR"), damaged("PNG")
    yield "7 bits deep", png(200, 160, bytes(201 * 160), depth=7), damaged("PNG")
    yield "colour type 5", png(200, 160, bytes(201 * 160), colour=5), damaged("PNG")
    yield "filter type 9", png(200, 160, b"\x09" * 201 * 160), damaged("PNG")
    yield (
        "pixels that are no deflate",
        _flat().replace(zlib.compress(_ROWS), b"junk" * 9),
        damaged("PNG"),
    )
    yield "no pixels at all", PNG_MAGIC + _header() + chunk(b"IEND", b""), damaged("PNG")
    yield "header not first", PNG_MAGIC + chunk(b"gAMA", bytes(4)) + _flat()[8:], damaged("PNG")
    yield "a chunk of 4 GB", PNG_MAGIC + _header() + b"\xff\xff\xff\xffIDAT", damaged("PNG")
    yield "only a magic number", PNG_MAGIC, damaged("PNG")


def jpegs() -> Iterator[Row]:
    """JPEGs of cameras, printers and attackers."""
    real = saved(picture(), "JPEG")
    for mode in ("RGB", "L", "CMYK"):
        yield f"mode {mode}", saved(picture(mode), "JPEG"), _USUAL, "image/jpeg"
    yield "progressive", saved(picture(), "JPEG", progressive=True), _USUAL
    yield "no chroma subsampling", saved(picture(), "JPEG", subsampling=0, quality=100), _USUAL
    yield "restart markers", saved(picture(), "JPEG", restart_marker_blocks=2), _USUAL
    for turn in range(1, 10):
        owed = Taken(160, 200) if 5 <= turn <= 8 else _USUAL
        yield f"EXIF orientation {turn}", saved(picture(), "JPEG", exif=exif(turn, ">")), owed
    yield "EXIF that ends early", saved(picture(), "JPEG", exif=exif(6)[:18]), _USUAL
    yield "a thumbnail inside", saved(picture(), "JPEG", exif=_exif_with_thumbnail()), _USUAL
    mpo = saved(picture(), "MPO", save_all=True, append_images=[picture().rotate(9)])
    yield "two pictures (MPO)", mpo, _USUAL, "image/jpg"
    yield "also a web page", real + b"<html><script>alert(1)</script></html>", _USUAL
    yield (
        "a page in a comment",
        saved(picture(), "JPEG", comment=b"<?php system($_GET[0]);"),
        _USUAL,
    )
    yield "said to be a WebP", real, _USUAL, "image/webp"
    # libjpeg-turbo reads arithmetic coding, and has the usual tables where a file has none.
    yield "arithmetic coding promised", _frame_type(real, 0xC9), _USUAL
    yield "no Huffman tables", _without_segment(real, 0xC4), _USUAL
    yield "no quantisation tables", _without_segment(real, 0xDB), damaged("JPEG")
    yield "lossless coding promised", _frame_type(real, 0xC3), damaged("JPEG")
    yield (
        "12 bits a sample",
        real.replace(b"\xff\xc0\0\x11\x08", b"\xff\xc0\0\x11\x0c"),
        damaged("JPEG"),
    )
    yield (
        "a thousand scans",
        _scans(1000),
        Refused("INVALID_IMAGE_FORMAT", "a JPEG may have at most 100 scans, got 1010"),
    )
    yield "only a magic number", b"\xff\xd8\xff\xe0", damaged("JPEG")
    yield "no beginning", real[2:], stranger("something else")


def webps() -> Iterator[Row]:
    """Both codings, alpha, animation and metadata."""
    yield "lossy", saved(picture(), "WEBP"), _USUAL, "image/webp"
    yield "lossless", saved(picture(), "WEBP", lossless=True), _USUAL, "image/webp"
    yield "alpha", saved(picture("RGBA"), "WEBP"), _USUAL
    frames = [picture().rotate(90), picture().rotate(180)]
    yield "animated", saved(picture(), "WEBP", save_all=True, append_images=frames), _USUAL
    yield "turned by EXIF", saved(picture(), "WEBP", exif=exif(8)), Taken(160, 200)
    yield "profile and XMP", saved(picture(), "WEBP", icc_profile=_srgb(), xmp=b"<x/>"), _USUAL
    yield (
        "wrong form",
        saved(picture(), "WEBP").replace(b"WEBP", b"WEBX", 1),
        stranger("something else"),
    )
    yield "no frame inside", b"RIFF\x04\0\0\0WEBP", damaged("WebP")
    yield "no key frame", _without_key_frame(), damaged("WebP")


def strangers() -> Iterator[Row]:
    """Files of other kinds, whatever they are called."""
    yield "GIF renamed to .png", saved(picture("P"), "GIF"), stranger("a GIF")
    gif = saved(picture("P"), "GIF", save_all=True, append_images=[picture("P").rotate(90)])
    yield "animated GIF", gif, stranger("a GIF"), "image/jpeg"
    yield "BMP", saved(picture(), "BMP"), stranger("a BMP")
    yield "TIFF", saved(picture(), "TIFF"), stranger("a TIFF")
    yield "big-endian TIFF", b"MM\0*\0\0\0\x08" + bytes(200), stranger("a TIFF")
    yield "ICO", saved(picture(), "ICO", sizes=[(128, 128)]), stranger("something else")
    yield "JPEG 2000", saved(picture(), "JPEG2000"), stranger("something else")
    yield "PPM", saved(picture(), "PPM"), stranger("something else")
    yield "SVG", b'<svg xmlns="http://www.w3.org/2000/svg" width="200"/>', stranger("an SVG")
    entity = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><svg/>'
    yield "SVG that reads files", entity, stranger("an SVG or other XML")
    yield "HEIC", b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + bytes(99), stranger("an HEIC")
    yield "AVIF", b"\0\0\0\x1cftypavif\0\0\0\0avifmif1" + bytes(99), stranger("an AVIF")
    film = b"\0\0\0\x18ftypisom\0\0\2\0isomiso2" + bytes(99)
    yield "film", film, stranger("a video or other media file")
    yield "PDF", b"%PDF-1.7\n" + bytes(99), stranger("a PDF")
    yield "ZIP with a PNG behind it", _TRAILER + saved(picture(), "PNG"), stranger("a ZIP archive")
    yield "web page", b"<!DOCTYPE html><title>404</title>", stranger("a web page")
    yield "text", b"this is not an image", stranger("something else")
    yield "JSON", json.dumps({"error": "no such image"}).encode(), stranger("something else")
    yield "nothing", b"", stranger("an empty file")
    yield "one byte", b"\x89", stranger("something else")
    yield "zeros", bytes(5000), stranger("something else")
    yield "sound", b"RIFF\x24\0\0\0WAVEfmt " + bytes(99), stranger("something else")
    yield "PNG after a line end", b"\n" + saved(picture(), "PNG"), stranger("something else")
    line_ends = saved(picture(), "PNG").replace(b"\r\n", b"\n")
    yield "PNG sent as text", line_ends, stranger("something else")


def cut_short() -> Iterator[Row]:
    """Each format, whole until somewhere."""
    for kind, label, options in _CODINGS:
        whole = saved(gradient(640, 480), kind, **options)
        for share in (0.03, 0.3, 0.6, 0.95):
            rest = whole[: max(20, int(len(whole) * share))]
            yield f"{label} after {share:.0%}", rest, damaged(label.split()[0])


_CODINGS: tuple[tuple[str, str, dict[str, Any]], ...] = (
    ("PNG", "PNG", {}),
    ("JPEG", "JPEG", {}),
    ("JPEG", "JPEG progressive", {"progressive": True}),
    ("WEBP", "WebP", {}),
    ("WEBP", "WebP lossless", {"lossless": True}),
)


def bombs() -> Iterator[Row]:
    """Small files that would take much memory or time."""
    yield "PNG of 20000x20000", png(20_000, 20_000, bytes(99), colour=2), huge(20_000, 20_000)
    side = 2**31 - 1
    yield "PNG as large as can be said", png(side, side, bytes(99)), huge(side, side)
    jpeg = _resized(saved(picture(), "JPEG"), 20_000, 20_000)
    yield "JPEG of 20000x20000", jpeg, huge(20_000, 20_000)
    yield "WebP of 16384x16384", _wide_webp(), huge(16_384, 16_384)
    yield "PNG text of 100 MB", _flat(chunk(b"zTXt", b"a\0\0" + _BOMB)), _USUAL
    yield "PNG translation of 100 MB", _flat(chunk(b"iTXt", b"a\0\1\0\0\0" + _BOMB)), _USUAL
    yield "PNG profile of 100 MB", _flat(chunk(b"iCCP", b"a\0\0" + _BOMB)), damaged("PNG")
    flood = PNG_MAGIC + _header() + chunk(b"IDAT", _BOMB) + chunk(b"IEND", b"")
    yield "PNG with 3000 times its pixels", flood, _USUAL
    yield "PNG of a hundred thousand chunks", _flat(chunk(b"tEXt", b"a\0b") * 100_000), _USUAL


def sizes() -> Iterator[Row]:
    """At the limits and one pixel beyond."""
    for width, height in ((128, 128), (128, 512), (512, 128), (129, 516)):
        yield f"{width}x{height}", _plain(width, height), Taken(width, height)
    for width, height in ((127, 128), (128, 127), (1, 1), (127, 127), (1, 100_000), (100_000, 1)):
        yield f"{width}x{height}", _plain(width, height), small(width, height)
    for width, height in ((128, 513), (513, 128), (129, 517)):
        yield f"{width}x{height}", _plain(width, height), thin(width, height)
    turned = saved(Image.new("L", (513, 128)), "JPEG", exif=exif(6))
    yield "513x128 turned by EXIF", turned, thin(128, 513)
    yield "0x0", png(0, 0), damaged("PNG")


_ROWS = bytes(201 * 160)


def _plain(width: int, height: int) -> bytes:
    return saved(Image.new("L", (width, height), 99), "PNG")


def _header(interlace: int = 0) -> bytes:
    return chunk(b"IHDR", struct.pack(">IIBBBBB", 200, 160, 8, 0, 0, 0, interlace))


def _flat(extra: bytes = b"") -> bytes:
    return png(200, 160, _ROWS, extra=extra)


def interlaced(width: int, height: int) -> bytes:
    """A gray PNG in Adam7 order (PNG specification, 8.2), which Pillow reads and cannot write."""
    rows = b""
    for x, y, across, down in (
        (0, 0, 8, 8),
        (4, 0, 8, 8),
        (0, 4, 4, 8),
        (2, 0, 4, 4),
        (0, 2, 2, 4),
        (1, 0, 2, 2),
        (0, 1, 1, 2),
    ):
        rows += bytes(1 + len(range(x, width, across))) * len(range(y, height, down))
    data = chunk(b"IDAT", zlib.compress(rows))
    return PNG_MAGIC + _header(interlace=1) + data + chunk(b"IEND", b"")


def _spoilt(name: bytes) -> bytes:
    """A PNG in which the checksum of one chunk is wrong."""
    data = bytearray(_flat())
    start = data.index(name) - 4
    end = start + 12 + int.from_bytes(data[start : start + 4], "big")
    data[end - 1] ^= 1
    return bytes(data)


def _srgb() -> bytes:
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


def _exif_with_thumbnail() -> bytes:
    """TIFF 6.0 with a second directory that points at a JPEG (EXIF 2.32, 4.5.5)."""
    inside = saved(gradient(32, 24), "JPEG")
    first = struct.pack("<HHHIII", 1, 0x0112, 3, 1, 1, 26)
    second = struct.pack("<HHHIIHHIII", 2, 0x0201, 4, 1, 56, 0x0202, 4, 1, len(inside), 0)
    return b"Exif\0\0II*\0\x08\0\0\0" + first + second + inside


def _frame_type(jpeg: bytes, marker: int) -> bytes:
    return jpeg.replace(b"\xff\xc0", bytes((0xFF, marker)), 1)


def _resized(jpeg: bytes, width: int, height: int) -> bytes:
    return jpeg.replace(struct.pack(">HH", 160, 200), struct.pack(">HH", height, width), 1)


def _without_segment(jpeg: bytes, marker: int) -> bytes:
    while (start := jpeg.find(bytes((0xFF, marker)))) >= 0:
        length = int.from_bytes(jpeg[start + 2 : start + 4], "big")
        jpeg = jpeg[:start] + jpeg[start + 2 + length :]
    return jpeg


def _scans(more: int) -> bytes:
    real = saved(picture(), "JPEG", progressive=True)
    last = real.rindex(b"\xff\xda")
    return real[:-2] + real[last:-2] * more + b"\xff\xd9"


def _without_key_frame() -> bytes:
    """A film's later frame, by one bit of its header (RFC 6386, 9.1)."""
    real = bytearray(saved(picture(), "WEBP"))
    real[20] |= 1
    return bytes(real)


def _wide_webp() -> bytes:
    """A canvas as large as a WebP can say in its simplest form, before a small picture."""
    canvas = (16_383).to_bytes(3, "little") * 2
    body = b"WEBPVP8X" + struct.pack("<I", 10) + bytes(4) + canvas + saved(picture(), "WEBP")[12:]
    return b"RIFF" + struct.pack("<I", len(body)) + body
