"""One image of every format and mode: what its pixels become."""

import numpy as np
import pytest
from PIL import Image

from sculptor.data.images.picture import (
    PIXELS,
    Shape,
    Unreadable,
    decode,
    fitted,
    opened,
    pixels_of,
)
from tests.data.images.small import encoded, picture, png

COLOUR = Shape((10, 12), 3)


def made(content: bytes | np.ndarray, shape: Shape = COLOUR) -> np.ndarray:
    """What content becomes."""
    return pixels_of(fitted(decode(content, shape)[0], shape), shape)


@pytest.mark.parametrize("kind", ["PNG", "WEBP", "TIFF", "BMP"])
def test_formats_without_loss_give_the_pixels_back(kind: str) -> None:
    image = picture()
    content = encoded(image, kind, **({"lossless": True} if kind == "WEBP" else {}))
    assert np.array_equal(made(content), np.asarray(image).transpose(2, 0, 1))


def test_jpeg_is_near() -> None:
    image = picture(size=(64, 48))
    found = made(encoded(image, "JPEG", quality=95), Shape((48, 64), 3))
    assert np.abs(found.astype(int) - np.asarray(image).transpose(2, 0, 1)).mean() < 4


def test_of_a_moving_picture_the_first_frame() -> None:
    frames = [Image.new("RGB", (12, 10), colour) for colour in ("red", "blue")]
    content = encoded(frames[0], "GIF", save_all=True, append_images=frames[1:])
    image, facts = decode(content)
    assert "frames" in facts.traits
    assert made(content)[:, 0, 0].tolist() == [255, 0, 0]
    assert image.size == (12, 10)


@pytest.mark.parametrize(
    ("channels", "expected"), [(1, [100]), (3, [100] * 3), (4, [100] * 3 + [255])]
)
def test_grey_in_as_many_channels_as_wanted(channels: int, expected: list[int]) -> None:
    content = encoded(Image.new("L", (12, 10), 100))
    assert made(content, Shape((10, 12), channels))[:, 3, 3].tolist() == expected


def test_a_palette_is_its_colours_and_one_bit_black_and_white() -> None:
    assert made(encoded(picture().convert("P"))).std() > 10
    assert made(encoded(Image.new("1", (12, 10), 1)))[:, 0, 0].tolist() == [255] * 3


def test_of_16_bits_the_upper_8() -> None:
    values = np.full((10, 12), 0x1234, np.uint16)
    content = encoded(Image.fromarray(values))
    image, facts = decode(content)
    assert facts.traits == {"deep"}
    assert np.asarray(image).tolist() == [[0x12] * 12] * 10


@pytest.mark.parametrize(("background", "expected"), [("white", 255), ("black", 0)])
def test_what_is_transparent_lies_on_the_background(background: str, expected: int) -> None:
    content = encoded(Image.new("RGBA", (12, 10), (9, 9, 9, 0)))
    assert decode(content)[1].traits == {"alpha"}
    assert (
        made(content, Shape((10, 12), 3, background=background))[:, 0, 0].tolist() == [expected] * 3
    )
    assert made(content, Shape((10, 12), 4))[3].max() == 0


def test_a_transparent_colour_of_a_palette() -> None:
    image = Image.new("P", (12, 10), 0)
    image.putpalette([10, 20, 30] * 256)
    assert made(encoded(image, transparency=0))[:, 0, 0].tolist() == [255] * 3


def test_inks_become_colours() -> None:
    content = encoded(Image.new("CMYK", (12, 10), (0, 255, 255, 0)), "JPEG")
    image, facts = decode(content)
    assert "cmyk" in facts.traits
    red, green, blue = np.asarray(image)[0, 0].tolist()
    assert red > 200
    assert max(green, blue) < 60


@pytest.mark.parametrize("turn", range(1, 9))
def test_an_image_is_upright_as_its_camera_noted(turn: int) -> None:
    upright = picture(size=(12, 10))
    turned = upright
    undo = {
        2: [Image.Transpose.FLIP_LEFT_RIGHT],
        3: [Image.Transpose.ROTATE_180],
        4: [Image.Transpose.FLIP_TOP_BOTTOM],
        5: [Image.Transpose.TRANSPOSE],
        6: [Image.Transpose.ROTATE_90],
        7: [Image.Transpose.TRANSVERSE],
        8: [Image.Transpose.ROTATE_270],
    }
    for step in undo.get(turn, []):
        turned = turned.transpose(step)
    exif = Image.Exif()
    exif[0x0112] = turn
    content = encoded(turned, "PNG", exif=exif)
    image, facts = decode(content)
    assert facts.size == (10, 12)
    assert np.array_equal(np.asarray(image), np.asarray(upright))
    assert ("turned" in facts.traits) == (turn > 1)


def test_floats_from_0_to_1_are_read_and_others_left_out() -> None:
    assert made(encoded(Image.fromarray(np.ones((10, 12), "f4")), "TIFF"))[0, 0, 0] == 255
    with pytest.raises(Unreadable, match="not all from 0 to 1"):
        made(encoded(Image.fromarray(np.full((10, 12), 7, "f4")), "TIFF"))


def test_crop_pad_and_stretch() -> None:
    """A white bar at the left of a black image of 8 x 16."""
    bar = np.zeros((8, 16), np.uint8)
    bar[:, :2] = 255
    content = encoded(Image.fromarray(bar))
    crop, pad, stretch = (
        made(content, Shape((8, 8), 1, fit, "white"))[0] for fit in ("crop", "pad", "stretch")
    )
    assert crop.max() == 0  # the bar is cut off
    assert pad[:2].min() == 255  # above is background
    assert pad[-2:].min() == 255
    assert pad[4, 0] > 200
    assert pad[4, 2:].max() < 60
    assert stretch[:, 0].min() > 200
    assert stretch[:, 3:].max() < 40


@pytest.mark.parametrize("fit", ["crop", "pad", "stretch"])
@pytest.mark.parametrize("size", [(8, 200), (256, 256), (28, 28), (32, 48)])
@pytest.mark.parametrize("channels", [1, 3, 4])
def test_every_size_and_fit(fit: str, size: tuple[int, int], channels: int) -> None:
    assert made(png(mode="RGBA"), Shape(size, channels, fit)).shape == (channels, *size)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "an empty file"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "an SVG drawing"),
        (b"<?xml version='1.0'?><svg/>", "an SVG drawing"),
        (b"<!DOCTYPE html><p>404", "a web page"),
        (b"hello", "no image in PNG, JPEG"),
        (png()[:60], "damaged"),
        (encoded(picture(size=(64, 64)), "JPEG")[:900], "damaged"),
        (encoded(Image.new("L", (4000, 2))), "a line and no image"),
    ],
    ids=["empty", "svg", "xml", "html", "text", "png cut", "jpeg cut", "line"],
)
def test_what_is_no_image_is_left_out_with_the_reason(content: bytes, reason: str) -> None:
    with pytest.raises(Unreadable, match=reason):
        decode(content)


def bomb(width: int, height: int) -> bytes:
    """A PNG of a few bytes that says it has so many pixels."""
    import struct
    import zlib

    def chunk(kind: bytes, data: bytes) -> bytes:
        checksum = struct.pack(">I", zlib.crc32(kind + data))
        return struct.pack(">I", len(data)) + kind + data + checksum

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(b""))
        + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize("size", [(20_000, 15_000), (100_000, 100_000), (10_001, 10_000)])
def test_300_megapixels_are_refused_before_they_are_decoded(size: tuple[int, int]) -> None:
    with pytest.raises(Unreadable, match="pixels"):
        decode(bomb(*size))
    assert PIXELS == 100_000_000


def test_a_name_says_nothing_of_the_format() -> None:
    with opened(encoded(picture(), "BMP")) as image:
        assert image.format == "BMP"


def test_a_format_that_runs_programs_is_never_opened() -> None:
    with pytest.raises(Unreadable, match="no image in PNG"):
        decode(b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 10 10\n")


def test_a_large_photograph_is_decoded_at_a_smaller_size() -> None:
    content = encoded(picture(size=(2000, 1500)), "JPEG")
    image, facts = decode(content, Shape((64, 64), 3))
    assert facts.size == (1500, 2000)
    assert max(image.size) < 600
