"""The limits a reference image must keep, checked before and while it is decoded."""

from dataclasses import dataclass

from PIL import ImageFile

from reelcast.errors import ImageTooManyPixels, InvalidImageFormat, InvalidImageSize
from reelcast.picture.container import (
    Format,
    describe_stranger,
    open_image,
    oriented_size,
    sniff,
    webp_size,
)

MIN_SIDE = 128
"""Pixels, both sides."""
MAX_RATIO = 4
"""From 1:4 to 4:1, both included."""
MAX_INLINE_BYTES = 10 * 1024 * 1024
"""An image inside the request must be smaller than this once decoded."""
MAX_FETCHED_BYTES = 50 * 1024 * 1024
"""An image behind a URL may be as large as this."""
MAX_JPEG_SCANS = 100
"""Each scan of a progressive JPEG costs a pass over all of its pixels; cameras and editors write
about ten, a hostile file of a few megabytes can hold a hundred thousand."""


@dataclass(frozen=True, slots=True)
class Picture:
    """What a checked image file is. Width and height in pixels, as it is meant to be seen."""

    format: Format
    width: int
    height: int


def inspect(data: bytes, field: str, *, max_pixels: int) -> Picture:
    """Check a whole image file and say what it is; its first frame is decoded once to be sure.

    ``field`` (``images[2]``) opens every message. The size is judged before memory is taken.

    Raises ``InvalidImageFormat`` for what is not a whole, readable PNG, JPEG or WebP,
    ``ImageTooManyPixels`` above ``max_pixels``, ``InvalidImageSize`` outside the contract's sides
    and proportions.
    """
    kind = identify(data, field)
    if kind is Format.WEBP:
        _check_webp_canvas(data, field, max_pixels)
    image = open_checked(kind, data, field)
    _check_pixels(image.size, field, max_pixels)
    width, height = oriented_size(image)
    _check_shape(width, height, field)
    # Only for JPEG: every coefficient is still read, but an eighth of each side is reconstructed.
    image.draft(None, (width // 8, height // 8))
    load(image, kind, field)
    return Picture(kind, width, height)


def identify(data: bytes, field: str) -> Format:
    """The file's format by content. Raises ``InvalidImageFormat``."""
    kind = sniff(data)
    if kind is None:
        raise InvalidImageFormat(
            field, f"must be a PNG, JPEG or WebP image, got {describe_stranger(data)}"
        )
    return kind


def open_checked(kind: Format, data: bytes, field: str) -> ImageFile.ImageFile:
    """The image with only its header read. Raises ``InvalidImageFormat``."""
    if kind is Format.JPEG and (scans := data.count(b"\xff\xda")) > MAX_JPEG_SCANS:
        raise InvalidImageFormat(
            field, f"a JPEG may have at most {MAX_JPEG_SCANS} scans, got {scans}"
        )
    try:
        return open_image(kind, data)
    except MemoryError:
        raise
    except Exception as error:  # parsers fed hostile bytes raise anything, all of it means this
        raise _unreadable(kind, field) from error


def load(image: ImageFile.ImageFile, kind: Format, field: str) -> None:
    """Decode the pixels of the first frame. Raises ``InvalidImageFormat``."""
    try:
        image.load()
    except MemoryError:
        raise
    except Exception as error:  # as above
        raise _unreadable(kind, field) from error


def _unreadable(kind: Format, field: str) -> InvalidImageFormat:
    return InvalidImageFormat(field, f"the {kind.label} file is damaged or cut short")


def _check_webp_canvas(data: bytes, field: str, max_pixels: int) -> None:
    size = webp_size(data)
    if size is None:
        raise _unreadable(Format.WEBP, field)
    _check_pixels(size, field, max_pixels)


def _check_pixels(size: tuple[int, int], field: str, max_pixels: int) -> None:
    width, height = size
    if width * height > max_pixels:
        raise ImageTooManyPixels(
            field, f"must have at most {max_pixels} pixels, got {width}x{height} = {width * height}"
        )


def _check_shape(width: int, height: int, field: str) -> None:
    if min(width, height) < MIN_SIDE:
        raise InvalidImageSize(
            field, f"must be at least {MIN_SIDE}x{MIN_SIDE} pixels, got {width}x{height}"
        )
    if max(width, height) > MAX_RATIO * min(width, height):
        raise InvalidImageSize(
            field,
            f"must be between 1:{MAX_RATIO} and {MAX_RATIO}:1 in proportion, got {width}x{height}",
        )
