"""Image files made for the tests: honest ones with Pillow, hostile ones byte by byte."""

import struct
import zlib
from io import BytesIO
from typing import Any

from PIL import Image

PNG_MAGIC = b"\x89PNG\r\n\x1a\n"


def saved(image: Image.Image, format: str, **options: Any) -> bytes:
    """The image as a file of the format."""
    buffer = BytesIO()
    image.save(buffer, format, **options)
    return buffer.getvalue()


def gradient(width: int, height: int, mode: str = "RGB") -> Image.Image:
    """A picture in which every pixel differs from its neighbours."""
    across = Image.linear_gradient("L").rotate(90).resize((width, height))
    down = Image.linear_gradient("L").resize((width, height))
    return Image.merge("RGB", (across, down, Image.new("L", (width, height), 90))).convert(mode)


def chunk(name: bytes, body: bytes) -> bytes:
    """One chunk of a PNG."""
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def png(
    width: int,
    height: int,
    rows: bytes = b"",
    *,
    depth: int = 8,
    colour: int = 0,
    extra: bytes = b"",
) -> bytes:
    """A PNG by hand. ``rows`` are the raw scan lines, each with its filter byte in front."""
    header = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0)
    body = chunk(b"IDAT", zlib.compress(rows))
    return PNG_MAGIC + chunk(b"IHDR", header) + extra + body + chunk(b"IEND", b"")


def exif(orientation: int, order: str = "<") -> bytes:
    """An EXIF block that holds an orientation and nothing else."""
    mark = b"II" if order == "<" else b"MM"
    entry = struct.pack(f"{order}HHIHH", 0x0112, 3, 1, orientation, 0)
    return b"Exif\0\0" + mark + struct.pack(f"{order}HIH", 42, 8, 1) + entry + bytes(4)
