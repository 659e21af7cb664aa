import struct
from io import BytesIO

import numpy as np
import pytest
from PIL import Image, ImageCms, ImageOps

from reelcast.errors import InvalidImageFormat
from reelcast.picture import pixels
from tests.unit.picture.files import chunk, exif, gradient, png, saved


def display_p3() -> bytes:
    """A colour profile that is not sRGB: the same matrix profile with red and green swapped."""
    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    tags = {bytes(profile[i : i + 4]): i for i in range(132, 132 + 12 * profile[131], 12)}
    red, green = tags[b"rXYZ"], tags[b"gXYZ"]
    profile[red + 4 : red + 8], profile[green + 4 : green + 8] = (
        profile[green + 4 : green + 8],
        profile[red + 4 : red + 8],
    )
    return bytes(profile).replace("sRGB".encode("utf-16-be"), "wild".encode("utf-16-be"))


def test_opaque_pixels_come_as_rgba_one_can_write_to() -> None:
    image = gradient(200, 150)
    array = pixels(saved(image, "PNG"))
    assert array.shape == (150, 200, 4)
    assert array.dtype == np.uint8
    assert array.flags.c_contiguous
    assert array.flags.writeable
    assert (array[..., :3] == np.asarray(image)).all()
    assert (array[..., 3] == 255).all()


@pytest.mark.parametrize("order", ["<", ">"])
@pytest.mark.parametrize("turn", range(1, 9))
@pytest.mark.parametrize("format", ["PNG", "WEBP"])
def test_every_exif_orientation_is_turned_upright_as_pillow_would(
    format: str, turn: int, order: str
) -> None:
    data = saved(gradient(160, 130, "RGBA"), format, exif=exif(turn, order), lossless=True)
    with Image.open(BytesIO(data)) as image:
        expected = np.asarray(ImageOps.exif_transpose(image).convert("RGBA"))
    assert (pixels(data) == expected).all()


def test_a_turned_jpeg_is_turned_upright() -> None:
    image = Image.new("RGB", (200, 150), "white")
    image.paste("red", (0, 0, 50, 50))
    array = pixels(saved(image, "JPEG", exif=exif(6)))
    assert array.shape == (200, 150, 4)
    assert array[10, -10, 1] < 60, "the red corner of a picture turned right is at the top right"
    assert array[10, 10, 1] > 200


@pytest.mark.parametrize("format", ["PNG", "WEBP"])
def test_colour_under_transparency_is_kept(format: str) -> None:
    image = gradient(200, 150, "RGBA")
    image.putalpha(Image.linear_gradient("L").resize((200, 150)))
    options = {"lossless": True, "exact": True} if format == "WEBP" else {}
    assert (pixels(saved(image, format, **options)) == np.asarray(image)).all()


def test_gray_with_alpha_is_spread_over_the_colours() -> None:
    image = Image.merge("LA", (gradient(200, 150, "L"), Image.new("L", (200, 150), 77)))
    array = pixels(saved(image, "PNG"))
    assert (array[..., 0] == np.asarray(image.getchannel("L"))).all()
    assert (array[..., 0] == array[..., 2]).all()
    assert (array[..., 3] == 77).all()


def test_a_palette_with_one_clear_entry_is_clear_there() -> None:
    image = Image.new("P", (200, 150), 0)
    image.putpalette([10, 20, 30, 200, 100, 50])
    image.paste(1, (0, 0, 100, 150))
    array = pixels(saved(image, "PNG", transparency=0))
    assert array[0, 0].tolist() == [200, 100, 50, 255]
    assert array[0, 150].tolist() == [10, 20, 30, 0]


def test_a_palette_with_an_alpha_for_each_entry_keeps_them() -> None:
    image = Image.new("P", (200, 150), 0)
    image.putpalette([10, 20, 30, 200, 100, 50])
    image.paste(1, (0, 0, 100, 150))
    array = pixels(saved(image, "PNG", transparency=bytes([40, 180])))
    assert array[0, 0].tolist() == [200, 100, 50, 180]
    assert array[0, 150].tolist() == [10, 20, 30, 40]


def test_a_transparent_colour_is_clear() -> None:
    image = Image.new("RGB", (200, 150), (1, 2, 3))
    image.paste((9, 8, 7), (0, 0, 100, 150))
    array = pixels(saved(image, "PNG", transparency=(9, 8, 7)))
    assert array[0, 0].tolist() == [9, 8, 7, 0]
    assert array[0, 150].tolist() == [1, 2, 3, 255]


@pytest.mark.parametrize("depth", [1, 2, 4, 8, 16])
def test_gray_of_any_depth_is_scaled_and_its_clear_value_found(depth: int) -> None:
    top = (1 << depth) - 1
    light = b"\xff" * (200 * depth // 8)
    rows = (b"\0" + light) * 75 + (b"\0" + bytes(len(light))) * 75
    array = pixels(png(200, 150, rows, depth=depth, extra=chunk(b"tRNS", struct.pack(">H", top))))
    assert array[0, 0].tolist() == [255, 255, 255, 0]
    assert array[149, 0].tolist() == [0, 0, 0, 255]


def test_sixteen_bits_of_gray_are_scaled_and_not_clipped() -> None:
    ramp = np.linspace(0, 65535, 256 * 150).astype(">u2").reshape(150, 256)
    rows = b"".join(b"\0" + row.tobytes() for row in ramp)
    array = pixels(png(256, 150, rows, depth=16))
    assert (array[..., 0] == np.round(ramp.astype(np.float64) / 257)).all()


def test_sixteen_bits_of_colour_are_scaled_and_the_clear_colour_found() -> None:
    key = struct.pack(">HHH", 65535, 32768, 300)
    rows = (b"\0" + key * 200) * 75 + (b"\0" + struct.pack(">HHH", 500, 40000, 65535) * 200) * 75
    array = pixels(png(200, 150, rows, depth=16, colour=2, extra=chunk(b"tRNS", key)))
    assert array[0, 0].tolist() == [255, 128, 1, 0]
    assert array[149, 0].tolist() == [1, 156, 255, 255]


def test_a_gray_jpeg_is_gray_in_all_colours() -> None:
    array = pixels(saved(Image.new("L", (200, 150), 130), "JPEG"))
    assert np.abs(array[..., :3].astype(int) - 130).max() <= 1


def test_a_cmyk_jpeg_has_the_colours_it_shows() -> None:
    array = pixels(saved(Image.new("CMYK", (200, 150), (0, 255, 255, 0)), "JPEG", quality=95))
    assert array[75, 100, 0] > 245
    assert array[75, 100, 1] < 10


@pytest.mark.parametrize("format", ["PNG", "JPEG", "WEBP"])
def test_an_embedded_profile_is_converted_from(format: str) -> None:
    image = Image.new("RGB", (200, 150), (255, 0, 0))
    plain = pixels(saved(image, format))
    array = pixels(saved(image, format, icc_profile=display_p3()))
    assert plain[75, 100, 0] > 245
    assert plain[75, 100, 1] < 10
    assert array[75, 100, 0] < 10
    assert array[75, 100, 1] > 245


def test_a_profile_leaves_alpha_alone() -> None:
    image = Image.new("RGBA", (200, 150), (255, 0, 0, 99))
    array = pixels(saved(image, "PNG", icc_profile=display_p3()))
    assert array[0, 0, 1] > 245
    assert (array[..., 3] == 99).all()


@pytest.mark.parametrize("mode", ["L", "RGB", "CMYK"])
@pytest.mark.parametrize("profile", [b"junk", display_p3()[:200], bytes(500)])
def test_a_broken_profile_changes_nothing(mode: str, profile: bytes) -> None:
    image = gradient(200, 150, mode)
    assert (pixels(saved(image, "JPEG", icc_profile=profile)) == pixels(saved(image, "JPEG"))).all()


def test_a_profile_of_another_colour_space_changes_nothing() -> None:
    image = Image.new("CMYK", (200, 150), (0, 255, 255, 0))
    assert (
        pixels(saved(image, "JPEG", icc_profile=display_p3())) == pixels(saved(image, "JPEG"))
    ).all()


def test_a_colour_profile_on_a_gray_picture_is_used() -> None:
    gray = Image.new("L", (200, 150), 130)
    array = pixels(saved(gray, "PNG", icc_profile=display_p3()))
    assert np.abs(array[0, 0, :3].astype(int) - 130).max() <= 3, "gray stays gray in any profile"


@pytest.mark.parametrize("format", ["PNG", "WEBP"])
def test_the_first_frame_of_an_animation_is_taken(format: str) -> None:
    frames = [Image.new("RGB", (200, 150), colour) for colour in ("red", "green", "blue")]
    data = saved(
        frames[0], format, save_all=True, append_images=frames[1:], duration=50, lossless=True
    )
    assert pixels(data)[75, 100].tolist() == [255, 0, 0, 255]


def test_bytes_that_are_no_picture_are_refused_by_the_field_given() -> None:
    with pytest.raises(InvalidImageFormat, match=r"^images\[4\]: must be a PNG"):
        pixels(b"nothing", "images[4]")
    with pytest.raises(InvalidImageFormat, match=r"^image: the PNG file is damaged"):
        pixels(saved(gradient(200, 150), "PNG")[:300])
