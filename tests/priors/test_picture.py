"""Pictures of foreign origin: what decoding them may take, and what they look like then."""

import io
import struct
import zlib

import numpy as np
import pytest
from PIL import Image

from sculptor import SculptorError
from sculptor.priors import picture
from sculptor.priors.picture import grey, read_picture

PIXELS = np.arange(48, dtype=np.uint8).reshape(6, 8) * 5


def encoded(image: Image.Image, kind: str = "PNG", **options: object) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()


@pytest.mark.parametrize("orientation", [None, *range(0, 10)])
def test_a_picture_is_upright_whatever_the_camera_says(orientation: int | None) -> None:
    exif = Image.Exif()
    if orientation is not None:
        exif[0x0112] = orientation
    turned = picture._UPRIGHT.get(orientation or 1)
    image = Image.fromarray(PIXELS)
    expected = image if turned is None else image.transpose(turned)
    assert np.array_equal(read_picture(encoded(image, exif=exif)), expected)


def test_in_bands_it_is_what_it_is_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    noise = np.random.default_rng(0).integers(0, 255, (50, 40, 4), np.uint8)
    images = [Image.fromarray(noise).convert(mode) for mode in ("RGBA", "LA", "RGB", "L", "CMYK")]
    images += [Image.fromarray(noise[..., 0].astype(kind) * 100) for kind in (np.uint16, np.int32)]
    images.append(Image.open(io.BytesIO(encoded(images[2].convert("P"), transparency=3))))
    at_once = [np.asarray(grey(image)) for image in images]
    monkeypatch.setattr(picture, "BAND", 100)  # two rows of 40
    for image, expected in zip(images, at_once, strict=True):
        assert np.array_equal(grey(image), expected), image.mode


def test_a_large_jpeg_is_decoded_small_enough_and_not_too_small() -> None:
    ramp = np.tile(np.linspace(0, 255, 1200).astype(np.uint8), (900, 1))
    found = read_picture(encoded(Image.fromarray(ramp), "JPEG"))
    assert found.size == (600, 450)
    assert np.asarray(found).mean() == pytest.approx(ramp.mean(), abs=1)


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def with_size(jpeg: bytes, width: int, height: int) -> bytes:
    """A JPEG that claims another size in its frame header, SOF0 or SOF2."""
    at = max(jpeg.find(b"\xff\xc0\x00"), jpeg.find(b"\xff\xc2\x00"))
    return jpeg[: at + 5] + struct.pack(">HH", height, width) + jpeg[at + 9 :]


RGB = Image.new("RGB", (16, 16), "red")
PNG, JPEG = encoded(RGB), encoded(RGB, "JPEG")
PROGRESSIVE = encoded(RGB, "JPEG", progressive=True)
SCAN = PROGRESSIVE[PROGRESSIVE.rfind(b"\xff\xda") : -2]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (PNG[:33] + chunk(b"tEXt", b"a\0b") * 20_000 + PNG[33:], "20,000 parts"),
        (JPEG[:2] + b"\xff\xe5\x00\x02" * 20_000 + JPEG[2:], "20,000 parts"),
        (JPEG[:2] + b"\xff" * 30_000 + JPEG[2:], "20,000 parts"),
        (JPEG[:2] + b"junk" + JPEG[2:], "damaged"),
        (PROGRESSIVE[:-2] + SCAN * 60 + PROGRESSIVE[-2:], "64 scans"),
        (with_size(JPEG, 8000, 8000), "50 megapixels"),
        (with_size(PROGRESSIVE, 6000, 6000), "25 megapixels"),
        (with_size(encoded(RGB.convert("CMYK"), "JPEG", progressive=True), 5000, 5000), "21 meg"),
        (JPEG[: JPEG.find(b"\xff\xda")], "scan"),
        (PNG + bytes(1 << 26), "64 MiB"),
        (PNG[:-30], "damaged"),
        (b"GIF89a" + bytes(50), "another kind"),
        (b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 10 10\n", "another kind"),
        (b"II*\0" + bytes(50), "another kind"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "another kind"),
    ],
)
def test_pictures_that_take_too_much_or_are_none(content: bytes, words: str) -> None:
    with pytest.raises(SculptorError, match=words):
        read_picture(content)


def test_a_picture_within_the_bounds_is_read_with_what_stands_beside_it() -> None:
    several = PNG[:33] + chunk(b"tEXt", b"a\0b") * 19_000 + PNG[33:]
    assert read_picture(several).size == (16, 16)
    assert read_picture(PROGRESSIVE[:-2] + SCAN * 40 + PROGRESSIVE[-2:]).size == (16, 16)


def test_an_animated_png_is_its_first_picture() -> None:
    frames = [Image.new("L", (8, 8), level) for level in (10, 200)]
    content = encoded(frames[0], save_all=True, append_images=frames[1:] * 50)
    assert np.unique(read_picture(content)).tolist() == [10]


def test_numbers_that_are_none_are_refused() -> None:
    with pytest.raises(SculptorError, match="finite"):
        grey(Image.fromarray(np.array([[1, np.nan], [2, 3]], np.float32)))
