"""How images are read: what a person may choose."""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass, fields
from typing import Any

from sculptor.errors import SculptorError, brief
from sculptor.spec import one_of

LEAST, MOST = 8, 256
"""Pixels of a side."""

FITS = {
    "crop": "scaled until it covers the size, and cut at the centre",
    "pad": "scaled until it fits into the size, with the background around it",
    "stretch": "scaled to the size, whatever its sides were",
}
CHANNELS = (1, 3, 4)
BACKGROUNDS = {"white": 255, "black": 0}
LAYOUTS = ("auto", "last", "first")
AUTO = "auto"


@dataclass(frozen=True)
class Options:
    """How images are read.

    >>> Options(size="32x48").size
    (32, 48)

    Attributes:
        size: Height and width in pixels, 8 to 256 each, also as text, ``64`` or ``32x48``; None:
            their own where all are alike and small, else 64.
        fit: ``crop`` scales an image until it covers the size and cuts it at the centre, ``pad``
            scales it until it fits and puts the background around it, ``stretch`` does neither.
        channels: 1 is grey, 3 colour, 4 colour with alpha; None: grey if all images are, else
            colour.
        background: ``white`` or ``black``: what padding and transparent pixels become.
        labels: ``folders``, ``none``, the name of a column, or ``auto``: a column called ``label``
            or ``class``, else folders.
        known: A second file with what is known of the images: CSV, JSON Lines or Parquet, joined by
            a column ``file_name``, else row by row.
        validation: Share of the images that is held out to look at while a run trains.
        test: Share that is held out for studies. Both hold where folders do not say.
        layout: Of an array: channels ``last`` or ``first``.

    Raises:
        SculptorError: A value is none of these.
    """

    size: tuple[int, int] | None = None
    fit: str = "crop"
    channels: int | None = None
    background: str = "white"
    labels: str = AUTO
    known: str = ""
    validation: float = 0.1
    test: float = 0.1
    layout: str = AUTO

    def __post_init__(self) -> None:
        object.__setattr__(self, "size", _size(self.size))
        for name, allowed in (("fit", FITS), ("background", BACKGROUNDS), ("layout", LAYOUTS)):
            if getattr(self, name) not in allowed:
                raise _wrong(f"{name} {one_of(allowed)}", getattr(self, name))
        if self.channels is not None and self.channels not in CHANNELS:
            raise _wrong("1, 3 or 4 channels", self.channels)
        for name in ("labels", "known"):
            if not isinstance(getattr(self, name), str):
                raise _wrong(f"{name} as text", getattr(self, name))
        for name in ("validation", "test"):
            share = getattr(self, name)
            if isinstance(share, bool) or not isinstance(share, int | float) or not 0 < share < 1:
                raise _wrong(f"{name} as a share between 0 and 1", share)
        if self.validation + self.test > 0.9:
            raise _wrong(
                "a tenth of the images or more to train on", 1 - self.validation - self.test
            )

    def to_dict(self) -> dict[str, Any]:
        """The options as JSON; `from_dict` reads them back."""
        return {**asdict(self), "size": list(self.size) if self.size else None}

    @classmethod
    def from_dict(cls, value: dict[str, Any]) -> Options:
        """Read options from JSON.

        Raises:
            SculptorError: There are others, or a value is none that there is.
        """
        known = {item.name for item in fields(cls)}
        if unknown := sorted(f"{name!s:.80}" for name in set(value) - known):
            raise SculptorError(
                f"Expected options of images out of {', '.join(sorted(known))}; received also "
                f"{', '.join(unknown[:5])}. Remove or rename these."
            )
        return cls(**value)


def _size(value: Any) -> tuple[int, int] | None:
    if value is None:
        return None
    sides = value
    if isinstance(value, str) and re.fullmatch(r"\d{1,4}(\s*[x×,]\s*\d{1,4})?", value.strip()):  # noqa: RUF001
        sides = [int(part) for part in re.findall(r"\d+", value)]
    if type(sides) is int:
        sides = [sides]
    whole = isinstance(sides, list | tuple) and all(type(side) is int for side in sides)
    if not whole or len(sides) not in (1, 2) or not all(LEAST <= side <= MOST for side in sides):
        raise _wrong(
            f"a size of {LEAST} to {MOST} pixels, such as 64, or 32x48 for a height of 32", value
        )
    return sides[0], sides[-1]


def _wrong(expected: str, received: Any) -> SculptorError:
    return SculptorError(f"Expected {expected}; received {brief(received)}.")
