"""Image files as containers: which kind by content, how large, which way up, opened.

Knows no limits. Pillow's own entry point ``Image.open`` is not used: it warns of large images
through the process-wide warnings filters, which threads cannot silence for themselves, and it
hands some JPEGs to another plugin. Naming the one plugin class is also the strictest ``formats=``.
"""

import struct
from collections.abc import Iterator
from enum import StrEnum
from io import BytesIO

from PIL import Image, ImageFile
from PIL.JpegImagePlugin import JpegImageFile
from PIL.PngImagePlugin import PngImageFile
from PIL.WebPImagePlugin import WebPImageFile

PNG_MAGIC = b"\x89PNG\r\n\x1a\n"
_OTHERS = (
    (b"GIF8", "a GIF"),
    (b"BM", "a BMP"),
    (b"II*\0", "a TIFF"),
    (b"MM\0*", "a TIFF"),
    (b"%PDF", "a PDF"),
    (b"PK\x03\x04", "a ZIP archive"),
    (b"<svg", "an SVG"),
    (b"<?xml", "an SVG or other XML"),
    (b"<!doctype", "a web page"),
    (b"<html", "a web page"),
)
_BRANDS = {b"heic": "an HEIC", b"heix": "an HEIC", b"mif1": "an HEIC", b"avif": "an AVIF"}
_KEPT_CHUNKS = frozenset((b"IHDR", b"PLTE", b"tRNS", b"iCCP", b"eXIf", b"IDAT", b"IEND"))
_ORIENTATION_TAG = 0x0112


class Format(StrEnum):
    """The kinds of image file Reelcast takes."""

    PNG = "png"
    JPEG = "jpeg"
    WEBP = "webp"

    @property
    def label(self) -> str:
        """The format as people write it."""
        return {"png": "PNG", "jpeg": "JPEG", "webp": "WebP"}[self]


def sniff(data: bytes) -> Format | None:
    """The format by the file's first bytes; a name or declared type has no say."""
    if data.startswith(PNG_MAGIC):
        return Format.PNG
    if data.startswith(b"\xff\xd8\xff"):
        return Format.JPEG
    if data.startswith(b"RIFF") and data[8:12] == b"WEBP":
        return Format.WEBP
    return None


def describe_stranger(data: bytes) -> str:
    """What bytes that are none of our formats look like, in words for a message."""
    if not data:
        return "an empty file"
    if data[4:8] == b"ftyp":
        return _BRANDS.get(data[8:12], "a video or other media file")
    start = data[:64].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    for magic, name in _OTHERS:
        if start.startswith(magic.lower()):
            return name
    return "something else"


def webp_size(data: bytes) -> tuple[int, int] | None:
    """``(width, height)`` of the canvas from a WebP header, None where there is none to read.

    libwebp allocates the canvas while opening, so this must be known before. Source: RFC 9649.
    """
    chunk, head = data[12:16], data[20:30]
    if len(head) < 10:
        return None
    if chunk == b"VP8X":
        return (
            int.from_bytes(head[4:7], "little") + 1,
            int.from_bytes(head[7:10], "little") + 1,
        )
    if chunk == b"VP8L" and head[0] == 0x2F:
        bits = int.from_bytes(head[1:5], "little")
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    if chunk == b"VP8 " and head[3:6] == b"\x9d\x01\x2a":
        width, height = struct.unpack("<HH", head[6:10])
        return width & 0x3FFF, height & 0x3FFF
    return None


def open_image(kind: Format, data: bytes) -> ImageFile.ImageFile:
    """The image with its header read and its pixels not yet.

    Raises what Pillow raises on files it cannot read: wrap the call.
    """
    if kind is Format.PNG:
        return PngImageFile(BytesIO(_bare_png(data)))
    if kind is Format.JPEG:
        return _Jpeg(BytesIO(data))
    return WebPImageFile(BytesIO(data))


def oriented_size(image: Image.Image) -> tuple[int, int]:
    """``(width, height)`` as the picture is meant to be seen."""
    width, height = image.size
    return (height, width) if orientation(image) >= 5 else (width, height)


def orientation(image: Image.Image) -> int:
    """The EXIF orientation, 1 to 8; 1 (upright) where nothing valid says otherwise."""
    exif = image.info.get("exif", b"").removeprefix(b"Exif\0\0")
    order = {b"II": "<", b"MM": ">"}.get(exif[:2])
    if order is None:
        return 1
    try:
        value = next((v for tag, v in _short_tags(order, exif) if tag == _ORIENTATION_TAG), 1)
    except struct.error:  # the table is cut short: what is left of it says nothing
        return 1
    return value if 1 <= value <= 8 else 1


def png_depth(data: bytes) -> int:
    """Bits per sample of a PNG: 1, 2, 4, 8 or 16."""
    return data[24]


class _Jpeg(JpegImageFile):
    """A JPEG whose EXIF Pillow leaves alone: it would look for a resolution and may warn."""

    def getexif(self) -> Image.Exif:
        return Image.Exif()


def _short_tags(order: str, exif: bytes) -> Iterator[tuple[int, int]]:
    """Tag and first 16-bit value of each entry of the first directory (TIFF 6.0, section 2)."""
    (start,) = struct.unpack_from(f"{order}I", exif, 4)
    (count,) = struct.unpack_from(f"{order}H", exif, start)
    for position in range(start + 2, start + 2 + 12 * count, 12):
        tag, _kind, _values, value = struct.unpack_from(f"{order}HHIH", exif, position)
        yield tag, value


def _bare_png(data: bytes) -> bytes:
    """The PNG without text, animation and whatever else does not make its first picture.

    So compressed text cannot unpack to gigabytes, and Pillow has nothing to warn of. A file cut
    short stays cut short.
    """
    if data[12:16] != b"IHDR":
        raise SyntaxError("a PNG begins with its IHDR chunk")
    kept = [PNG_MAGIC]
    position = len(PNG_MAGIC)
    while position < len(data):
        end = position + 12 + int.from_bytes(data[position : position + 4], "big")
        name = data[position + 4 : position + 8]
        if name in _KEPT_CHUNKS:
            kept.append(data[position:end])
        if name == b"IEND":
            break
        position = end
    return b"".join(kept)
