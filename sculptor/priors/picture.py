"""A PNG or JPEG of foreign origin as grey pixels, and what decoding it may take.

A file of a few bytes may stand for gigabytes of pixels, or go through the same ones a thousand
times. Its headers are read first, and no more than `MEMORY` is taken beside the file itself.
"""

from __future__ import annotations

import io
from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
from PIL import Image, UnidentifiedImageError

from sculptor.errors import SculptorError

BYTES = 1 << 26
"""Bytes of a file, at most: what stands in it beside its pixels is copied."""

PIXELS = 50_000_000
"""Pixels of a file, at most."""

MEMORY = 270_000_000
"""Bytes that decoding may take. A pixel takes four, and one as grey; in a JPEG of several scans
each of its colours takes two more, as all are held until the last scan."""

SCANS = 64
"""Scans of a JPEG, at most: each goes through all pixels, and may take a few bytes of the file."""

PARTS = 20_000
"""Chunks of a PNG, and segments before the first scan of a JPEG, at most: Pillow takes
microseconds for each, and a byte between two segments as long."""

SHARP = 256
"""Pixels a side that are wanted; a JPEG is decoded at a half, a quarter or an eighth of its size
where that leaves as many."""

BAND = 1 << 18
"""Pixels that are turned to grey at once."""

FORMATS = ("PNG", "JPEG")

_ORIENTATION = 0x0112
_UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
"""What makes a picture upright, by the orientation that a camera writes."""

_SCAN = b"\xff\xda"


def read_picture(content: bytes, most: int = PIXELS) -> Image.Image:
    """The brightness of a picture, upright; a large JPEG smaller, but not below `SHARP` pixels.

    Args:
        content: The bytes of a PNG or JPEG.
        most: Pixels that it may have.

    Raises:
        SculptorError: It is not such a picture, or decoding it takes too much.
    """
    if len(content) > BYTES:
        raise SculptorError(
            f"Expected a picture of at most {BYTES >> 20} MiB, received {len(content) >> 20:,}. "
            "Make it smaller."
        )
    try:
        scan = _check_parts(content)
        picture = Image.open(io.BytesIO(content), formats=FORMATS)
        _check_size(picture, content, scan, most)
        picture.draft(None, (SHARP, SHARP))
        turn = _UPRIGHT.get(picture.getexif().get(_ORIENTATION, 1))
        pixels = grey(picture)
        return pixels if turn is None else pixels.transpose(turn)
    except SculptorError:
        raise
    except UnidentifiedImageError as error:
        raise SculptorError(
            "Expected a PNG or JPEG picture, received a file of another kind. "
            "Save it as one of these."
        ) from error
    except Image.DecompressionBombError as error:
        raise SculptorError(f"Expected a smaller picture: {error} Make it smaller.") from error
    except Exception as error:  # each of the decoder's layers has errors of its own
        raise SculptorError(
            f"Expected a whole PNG or JPEG picture, but it is damaged: {error!s:.80}. Save it anew."
        ) from error


def _check_parts(content: bytes) -> int:
    """Refuse more parts than pictures have; the place of the first scan of a JPEG."""
    is_jpeg = content.startswith(b"\xff\xd8")
    at = 2 if is_jpeg else 8  # behind the signature
    for _ in range(PARTS):
        if is_jpeg:
            if content[at : at + 2] == _SCAN:
                return at
            if at >= len(content) or content[at] != 0xFF:
                raise ValueError("it has no scan")
            is_padding = content[at + 1 : at + 2] == b"\xff"
            at += 1 if is_padding else 2 + int.from_bytes(content[at + 2 : at + 4], "big")
        else:
            if at >= len(content):
                return 0
            at += 12 + int.from_bytes(content[at : at + 4], "big")
    raise SculptorError(
        f"Expected a picture of at most {PARTS:,} parts, received more. Save it anew."
    )


def _check_size(picture: Image.Image, content: bytes, scan: int, most: int) -> None:
    """Refuse what takes too much memory or time, by its headers."""
    width, height = picture.size
    colours = len(picture.getbands())
    scans = content.count(_SCAN, scan) if scan else 0
    is_held = scan and ("progressive" in picture.info or content[scan + 4] < colours)
    most = min(most, MEMORY // (5 + 2 * colours if is_held else 5))
    if width * height > most:
        raise SculptorError(
            f"Expected a picture of at most {most / 1e6:.2g} megapixels, received "
            f"{width:,} x {height:,} pixels. Make it smaller."
        )
    if scans > SCANS:
        raise SculptorError(
            f"Expected a JPEG of at most {SCANS} scans, received {scans:,}. Save it anew."
        )


def grey(picture: Image.Image) -> Image.Image:
    """Brightness as bytes; what is transparent is paper on which the rest can be seen."""
    picture.load()
    page = Image.new("L", picture.size)
    if picture.mode.startswith(("I", "F")):
        # More than 8 bits, which Pillow would cut off at 255.
        largest = max(float(_positive(band).max()) for _, band in _bands(picture))
        for top, band in _bands(picture):
            page.paste(Image.fromarray(scaled(_positive(band), largest)), (0, top))
        return page
    is_clear = picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info
    paper = _paper(picture) if is_clear else 0
    for top, band in _bands(picture):
        ground = band
        if is_clear:
            ground = Image.new("RGBA", band.size, (paper, paper, paper, 255))
            ground.alpha_composite(band.convert("RGBA"))
        page.paste(ground.convert("L"), (0, top))
    return page


def scaled(values: npt.NDArray[np.floating | np.integer], largest: float) -> npt.NDArray[np.uint8]:
    """Values of 0 or more as bytes, the largest of all as 255."""
    pixels: npt.NDArray[np.uint8] = np.rint(values / max(largest, 1e-30) * 255).astype(np.uint8)
    return pixels


def _bands(picture: Image.Image) -> Iterator[tuple[int, Image.Image]]:
    """All rows of a picture, some at a time, with the number of the first."""
    width, height = picture.size
    rows = max(1, BAND // width)
    for top in range(0, height, rows):
        yield top, picture.crop((0, top, width, min(height, top + rows)))


def _positive(band: Image.Image) -> npt.NDArray[np.float64]:
    values = np.clip(np.asarray(band, np.float64), 0, None)
    if not np.isfinite(values).all():
        raise SculptorError("Expected a picture of finite numbers, received NaN or infinity.")
    return values


def _paper(picture: Image.Image) -> int:
    """White where what can be seen is dark, and black where it is light."""
    ink = opacity = 0.0
    for _, band in _bands(picture):
        clear = band.convert("RGBA")
        alpha = np.asarray(clear)[..., 3].astype(np.float64)
        opacity += float(alpha.sum())
        ink += float((np.asarray(clear.convert("L")) * alpha).sum())
    return 255 if opacity and ink / opacity < 128 else 0
