"""Images one after another: an animated GIF or WebP, there and back."""

from __future__ import annotations

import io

import numpy as np
import numpy.typing as npt
from PIL import Image

from sculptor.errors import SculptorError

SIDE = 192
"""Pixels of the shorter side, at least."""

PACE = 90
"""Milliseconds that an image is shown."""

FORMATS = ("gif", "webp")


def film(images: npt.NDArray[np.uint8], form: str = "gif", pace: int = PACE) -> bytes:
    """Images ``(n, c, h, w)`` of 1, 3 or 4 channels as a film that goes there and back for ever.

    Args:
        images: Two or more.
        form: ``gif`` or ``webp``, which keeps all colours.
        pace: Milliseconds that an image is shown.

    Raises:
        SculptorError: There are fewer images, or another form is asked for.
    """
    if len(images) < 2 or form not in FORMATS:
        raise SculptorError(
            f"Expected two images or more and a form out of {', '.join(FORMATS)}, received "
            f"{len(images)} and {form!r:.40}."
        )
    factor = max(1, -(-SIDE // min(images.shape[2:])))
    frames = [_frame(image, factor) for image in [*images, *images[-2:0:-1]]]
    file = io.BytesIO()
    more = {"lossless": True} if form == "webp" else {"disposal": 2}
    frames[0].save(
        file, form.upper(), save_all=True, append_images=frames[1:], duration=pace, loop=0, **more
    )
    return file.getvalue()


def _frame(image: npt.NDArray[np.uint8], factor: int) -> Image.Image:
    large = image.repeat(factor, axis=1).repeat(factor, axis=2)
    pixels = large[0] if len(large) == 1 else large.transpose(1, 2, 0)
    return Image.fromarray(np.ascontiguousarray(pixels))
