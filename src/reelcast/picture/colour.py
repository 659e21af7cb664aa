"""An image file's pixels as engines take them: upright sRGB with alpha, whatever the file held."""

from io import BytesIO
from typing import TYPE_CHECKING

from PIL import Image, ImageCms

from reelcast.picture.check import identify, load, open_checked
from reelcast.picture.container import Format, orientation, png_depth

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_PROFILE_SPACES = {"L": "GRAY", "RGB": "RGB", "CMYK": "CMYK"}


def pixels(data: bytes, field: str = "image") -> "NDArray[np.uint8]":
    """The first frame as uint8 ``(H, W, 4)``, sRGB with straight (not premultiplied) alpha.

    Turned upright by its EXIF orientation; an embedded ICC profile is converted from (relative
    colorimetric with black point compensation), a broken one ignored; 16-bit samples are scaled.
    PNG's gAMA and cHRM are not looked at. ``inspect`` the file first: no limits are checked here.

    Raises ``InvalidImageFormat`` for bytes that cannot be decoded.
    """
    import numpy as np

    kind = identify(data, field)
    image = open_checked(kind, data, field)
    load(image, kind, field)
    colour, alpha = _split(image, png_depth(data) if kind is Format.PNG else 8)
    rgb = _upright(np.asarray(_to_srgb(colour, image.info.get("icc_profile"))), image)
    out = np.full((*rgb.shape[:2], 4), 255, np.uint8)
    out[..., :3] = rgb
    if alpha is not None:
        out[..., 3] = _upright(np.asarray(alpha), image)
    return out


def _split(image: Image.Image, depth: int) -> tuple[Image.Image, Image.Image | None]:
    """Colour in 8 bits (mode L, RGB or CMYK) and alpha (mode L), None where all is opaque."""
    key = image.info.get("transparency")
    if image.mode == "I;16":
        return _split_deep_gray(image, key)
    if image.mode in ("1", "L", "RGB") and key is not None:
        image.info["transparency"] = _key_in_8_bits(key, depth)
        image = image.convert("RGBA")
    if image.mode == "P":
        image = image.convert("RGB" if key is None else "RGBA")
    if image.mode in ("LA", "RGBA"):
        return image.convert(image.mode[:-1]), image.getchannel("A")
    return (image.convert("L") if image.mode == "1" else image), None


def _split_deep_gray(image: Image.Image, key: int | None) -> tuple[Image.Image, Image.Image | None]:
    import numpy as np

    samples = np.asarray(image).astype(np.uint32)
    gray = Image.fromarray(((samples * 255 + 32767) // 65535).astype(np.uint8))
    if key is None:
        return gray, None
    return gray, Image.fromarray(np.where(samples == key, 0, 255).astype(np.uint8))


def _key_in_8_bits(key: int | tuple[int, ...], depth: int) -> int | tuple[int, ...]:
    """A PNG's transparent colour, stored at the file's depth, as Pillow's samples have it.

    Pillow keeps the high byte of 16-bit samples and spreads 1, 2 and 4 bits over 0 to 255;
    of one bit it has spread the key as well.
    """
    if isinstance(key, tuple):
        return tuple(sample >> 8 for sample in key) if depth == 16 else key
    return min(255, key * 255 // ((1 << depth) - 1))


def _to_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    if profile:
        try:
            return _converted(image, ImageCms.ImageCmsProfile(BytesIO(profile)))
        except (ImageCms.PyCMSError, OSError, ValueError):
            pass  # a broken profile says nothing about the colours; browsers ignore it too
    return image.convert("RGB")


def _converted(image: Image.Image, source: ImageCms.ImageCmsProfile) -> Image.Image:
    space = source.profile.xcolor_space.strip()
    if image.mode == "L" and space == "RGB":
        image = image.convert("RGB")
    if _PROFILE_SPACES[image.mode] != space or _is_srgb(source):
        return image.convert("RGB")
    converted = ImageCms.profileToProfile(
        image,
        source,
        ImageCms.createProfile("sRGB"),
        renderingIntent=ImageCms.Intent.RELATIVE_COLORIMETRIC,
        outputMode="RGB",
        flags=ImageCms.Flags.BLACKPOINTCOMPENSATION,
    )
    if converted is None:  # only with inPlace=True, says its signature
        raise ValueError("the profile gave no image")
    return converted


def _is_srgb(profile: ImageCms.ImageCmsProfile) -> bool:
    """Converting from sRGB to sRGB takes half a second for 12 megapixels and changes nothing."""
    return (profile.profile.profile_description or "").startswith("sRGB")


def _upright(array: "NDArray[np.uint8]", image: Image.Image) -> "NDArray[np.uint8]":
    """A view of ``(H, W)`` or ``(H, W, 3)`` turned as the file's EXIF asks (EXIF 2.32, 4.6.4)."""
    turn = orientation(image)
    if turn >= 5:
        array = array.swapaxes(0, 1)
    if turn in (3, 4, 7, 8):
        array = array[::-1]
    if turn in (2, 3, 6, 7):
        array = array[:, ::-1]
    return array
