"""One image out of anyone's bytes: every format and mode, made one shape."""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
from PIL import ExifTags, Image, ImageChops, ImageOps, UnidentifiedImageError

from sculptor.data.images.options import BACKGROUNDS

FORMATS = ("PNG", "JPEG", "WEBP", "TIFF", "BMP", "GIF")

PIXELS = 100_000_000
"""Pixels of an image, at most; those of cameras have up to 100 million."""

THIN = 200
"""How many times one side may be as long as the other."""

QUARTERS = (5, 6, 7, 8)
"""Orientations of EXIF whose sides are exchanged."""

DEEP = ("I;16", "I;16L", "I;16B", "I;16N", "I")
ALPHA = ("LA", "PA", "La", "RGBA", "RGBa")

Pixels = npt.NDArray[np.uint8]


class Unreadable(Exception):
    """Why an image is left out, in words."""


@dataclass(frozen=True)
class Shape:
    """What all images of a set become.

    Attributes:
        size: Height and width.
        channels: 1, 3 or 4.
        fit: See `Options.fit`.
        background: Of padding and of what is transparent.
    """

    size: tuple[int, int]
    channels: int
    fit: str = "crop"
    background: str = "white"

    @property
    def of_item(self) -> tuple[int, int, int]:
        """Channels, height and width."""
        return self.channels, *self.size


@dataclass
class Facts:
    """What an image was before it was made one shape.

    Attributes:
        size: Height and width, upright.
        traits: What is said of it, out of `TRAITS`.
    """

    size: tuple[int, int]
    traits: set[str] = field(default_factory=set)


TRAITS = {
    "colour": "have colour",
    "alpha": "have transparent parts",
    "deep": "have 16 bits a channel, of which the upper 8 are kept",
    "frames": "have several frames, of which the first is kept",
    "turned": "were turned upright, as their camera noted",
    "cmyk": "have inks (CMYK), which became colours of a screen without a colour profile",
}
"""What may be known of an image, and how it goes on after a number of them."""


@contextmanager
def opened(content: bytes) -> Iterator[Image.Image]:
    """An image of one of `FORMATS` by its content, whatever it is called; not decoded yet.

    Raises:
        Unreadable: It is none, damaged, or has too many pixels.
    """
    try:
        # What Pillow warns of is refused below, or harmless.
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Image.open(io.BytesIO(content), formats=FORMATS) as image:
                _check_size(image.size)
                yield image
    except Unreadable:
        raise
    except UnidentifiedImageError:
        raise Unreadable(_unidentified(content)) from None
    except Image.DecompressionBombError as error:
        raise Unreadable(f"too many pixels: {error!s:.200}") from error
    except MemoryError:
        raise Unreadable("it takes more memory than there is") from None
    except Exception as error:  # a decoder meets damage in ways of its own
        reason = (str(error).splitlines() or [""])[0] or type(error).__name__
        raise Unreadable(f"a damaged image: {reason:.200}") from error


def _check_size(size: tuple[int, int]) -> None:
    width, height = size
    if width * height > PIXELS:
        raise Unreadable(f"{width:,} x {height:,} pixels, more than {PIXELS // 10**6} million")
    if not width or not height:
        raise Unreadable("an image without pixels")
    if max(size) > THIN * min(size):
        raise Unreadable(f"{width:,} x {height:,} pixels: a line and no image")


def _unidentified(content: bytes) -> str:
    start = content[:512].lstrip().lower()
    if not content:
        return "an empty file"
    if start.startswith((b"<svg", b"<?xml")) or b"<svg" in start:
        return "an SVG drawing, and no image of pixels"
    if start.startswith((b"<!doctype", b"<html")):
        return "a web page, and no image"
    return "no image in PNG, JPEG, WebP, TIFF, BMP or GIF"


def decode(content: bytes | Pixels, shape: Shape | None = None) -> tuple[Image.Image, Facts]:
    """An image, upright, in 8 bits a channel, and what it was.

    Args:
        content: Of a file, or pixels ``(h, w, c)``.
        shape: What it will become: a JPEG is then decoded at no more than twice its size.

    Raises:
        Unreadable: It is none.
    """
    if not isinstance(content, bytes):
        image = Image.fromarray(content[..., 0] if content.shape[2] == 1 else content)
        _check_size(image.size)
        return image, Facts(content.shape[:2], _traits(image))
    with opened(content) as image:
        size, traits = image.size, set()
        if getattr(image, "n_frames", 1) > 1:
            traits.add("frames")
        if shape is not None and image.format == "JPEG":
            height, width = shape.size
            image.draft(image.mode, (2 * max(width, height), 2 * max(width, height)))
        image.load()
        turn = image.getexif().get(ExifTags.Base.Orientation, 1)
        if turn in range(2, 9):
            traits.add("turned")
        width, height = size
        facts = Facts((width, height) if turn in QUARTERS else (height, width), traits)
        made = _eight_bits(ImageOps.exif_transpose(image), facts.traits)
        facts.traits |= _traits(made)
        return made, facts


def _eight_bits(image: Image.Image, traits: set[str]) -> Image.Image:
    """The same image as grey, grey with alpha, colour, or colour with alpha."""
    mode = image.mode
    if mode in DEEP:
        traits.add("deep")
        values = np.asarray(image).astype(np.int64)
        if values.min() < 0 or values.max() > 65_535:
            raise Unreadable("whole numbers outside of 0 to 65,535 as its pixels")
        return Image.fromarray((values >> 8).astype(np.uint8))
    if mode == "F":
        numbers = np.asarray(image)
        if not (np.isfinite(numbers).all() and numbers.min() >= 0 and numbers.max() <= 1):
            raise Unreadable("floating-point pixels that are not all from 0 to 1")
        return Image.fromarray(np.rint(numbers * 255).astype(np.uint8))
    if mode == "CMYK":
        traits.add("cmyk")
        return image.convert("RGB")
    if mode == "1":
        return image.convert("L")
    if "transparency" in image.info and mode in ("P", "L", "RGB"):
        return image.convert("RGBA")
    if mode == "P":
        return image.convert("RGB")
    if mode in ALPHA:
        return image.convert("LA" if mode == "La" else "RGBA" if mode in ("PA", "RGBa") else mode)
    if mode in ("L", "RGB"):
        return image
    if mode in ("YCbCr", "HSV", "RGBX"):
        return image.convert("RGB")
    raise Unreadable(f"colours of a kind that is not read: {mode}")


def _traits(image: Image.Image) -> set[str]:
    """Whether there is colour, and anything transparent."""
    traits = set()
    if image.mode in ALPHA and np.asarray(image.getchannel("A")).min() < 255:
        traits.add("alpha")
    if image.mode in ("RGB", "RGBA"):
        small = image.convert("RGB")
        small.thumbnail((64, 64), Image.Resampling.NEAREST)
        red, green, blue = small.split()
        apart = [np.asarray(ImageChops.difference(green, other)) for other in (red, blue)]
        if max(map(np.max, apart)) > 8:  # a grey photograph as JPEG is not quite grey
            traits.add("colour")
    return traits


def fitted(image: Image.Image, shape: Shape) -> Image.Image:
    """An image with the channels and the size of a shape.

    >>> fitted(Image.new("RGB", (30, 20)), Shape((8, 10), 1, "pad"))  # doctest: +ELLIPSIS
    <PIL.Image.Image image mode=L size=10x8 at ...>
    """
    image = _channels(image, shape)
    height, width = shape.size
    return image if image.size == (width, height) else _scaled(image, shape)


def pixels_of(image: Image.Image, shape: Shape) -> Pixels:
    """A fitted image as ``(c, h, w)``."""
    pixels = np.asarray(image, np.uint8)
    height, width = shape.size
    return pixels.reshape(height, width, shape.channels).transpose(2, 0, 1)


def _channels(image: Image.Image, shape: Shape) -> Image.Image:
    """With as many channels as wanted; what is transparent lies on the background."""
    if shape.channels == 4:
        return image.convert("RGBA")
    if image.mode in ALPHA:
        ground = (*3 * (BACKGROUNDS[shape.background],), 255)
        below = Image.new("RGBA", image.size, ground)
        image = Image.alpha_composite(below, image.convert("RGBA"))
    return image.convert("L" if shape.channels == 1 else "RGB")


def _scaled(image: Image.Image, shape: Shape) -> Image.Image:
    height, width = shape.size
    ratios = width / image.width, height / image.height
    if shape.fit == "stretch":
        return _resized(image, (width, height))
    if shape.fit == "crop":
        # The part at the centre with the sides of the size; it is scaled in one go.
        scale = max(ratios)
        across, down = width / scale, height / scale
        left, top = (image.width - across) / 2, (image.height - down) / 2
        return _resized(image, (width, height), (left, top, left + across, top + down))
    scale = min(ratios)
    inner = max(1, round(image.width * scale)), max(1, round(image.height * scale))
    ground = BACKGROUNDS[shape.background]
    canvas = Image.new(image.mode, (width, height), _ground(image, ground))
    canvas.paste(_resized(image, inner), ((width - inner[0]) // 2, (height - inner[1]) // 2))
    return canvas


def _ground(image: Image.Image, value: int) -> int | tuple[int, ...]:
    """A colour of the image's mode; where it has alpha, the background is transparent."""
    if image.mode == "L":
        return value
    return (value, value, value) if image.mode == "RGB" else (value, value, value, 0)


def _resized(
    image: Image.Image, size: tuple[int, int], box: tuple[float, float, float, float] | None = None
) -> Image.Image:
    return image.resize(size, Image.Resampling.LANCZOS, box, reducing_gap=3.0)
