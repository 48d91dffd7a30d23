"""A look at images before they are used: some of them, and what is known of all at little cost."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from PIL import Image

from sculptor.data.images import layout
from sculptor.data.images.options import FITS, LEAST, Options
from sculptor.data.images.picture import Facts, Shape, Unreadable, decode, fitted, pixels_of
from sculptor.data.images.sources import Source
from sculptor.data.mosaic import mosaic
from sculptor.errors import SculptorError
from sculptor.names import shown

SIDE = 64
"""Pixels of the longer side that images have unless another size is chosen."""

SAMPLE = 60
"""Images that are looked at, at most."""

SECONDS = 1.5
"""For which images are looked at, at most; six are in any case."""

COLUMNS = 12
LISTED = 200
"""Classes that are listed with their numbers, at most."""


@dataclass(frozen=True)
class Look:
    """What is seen of images before they are used.

    Attributes:
        n: Images that are listed; some may turn out not to be readable.
        shape: What they become: channels, height, width.
        sizes: The sizes of those that were looked at, ``height x width``, the most frequent first.
        classes: Name and number of images of each class.
        splits: Images in each split that is given; empty where they are split by their content.
        factors: Names of the factors.
        skipped: Files that are left out already.
        notes: What was decided and must be said.
        columns: The columns that may hold the classes.
        grid: A PNG of those that were looked at, as they become.
    """

    n: int
    shape: tuple[int, int, int]
    sizes: tuple[tuple[str, int], ...]
    classes: tuple[tuple[str, int], ...]
    splits: dict[str, int]
    factors: tuple[str, ...]
    skipped: int
    notes: tuple[str, ...]
    columns: tuple[str, ...]
    grid: bytes

    def to_dict(self) -> dict[str, Any]:
        """What is seen as JSON, without the picture."""
        return {name: value for name, value in vars(self).items() if name != "grid"}


def look(source: Source, options: Options) -> tuple[Look, Shape]:
    """Look at a source, and decide on what its images become.

    Raises:
        SculptorError: None of those looked at can be read, or a table does not fit.
    """
    said = layout.read(source.listing, options)
    seen, faults = _sample(source, options)
    if not seen:
        name, reason = faults[0]
        raise SculptorError(
            f"Expected images, but none of the {len(faults)} that were looked at can be read: "
            f"{shown(name)} is {reason}."
        )
    shape, notes = decide(options, [facts for _, facts in seen])
    pictures = np.stack([pixels_of(fitted(image, shape), shape) for image, _ in seen])
    labels = Counter(said.labels.tolist() if said.labels is not None else [])
    sizes = Counter(facts.size for _, facts in seen)
    return Look(
        n=len(source.listing.names),
        shape=shape.of_item,
        sizes=tuple((f"{h} x {w}", count) for (h, w), count in sizes.most_common(5)),
        classes=tuple(
            (said.label_names[label] if label >= 0 else "not known", labels[label])
            for label in sorted(labels)[:LISTED]
        ),
        splits=dict(Counter(split for split in said.splits if split)),
        factors=said.factor_names,
        skipped=len(source.listing.skipped),
        notes=(*notes, *source.listing.notes, *said.notes),
        columns=said.columns,
        grid=mosaic(pictures, -(-len(pictures) // COLUMNS), min(COLUMNS, len(pictures))),
    ), shape


def decide(options: Options, seen: Sequence[Facts]) -> tuple[Shape, list[str]]:
    """What images become, by the options and by those that were looked at."""
    notes = []
    size, sizes = options.size, [facts.size for facts in seen]
    if size is None:
        size = _own_size(sizes)
        if len(set(sizes)) > 1 or size != sizes[0]:
            notes.append(
                f"The images become {size[0]} x {size[1]} pixels, {FITS[options.fit]}; "
                "choose another size or fit if that loses what matters."
            )
    channels = options.channels
    if channels is None:
        channels = 3 if any("colour" in facts.traits for facts in seen) else 1
        if channels == 1:
            notes.append("The images become grey, since none of those looked at has colour.")
    return Shape(size, channels, options.fit, options.background), notes


def _own_size(sizes: Sequence[tuple[int, int]]) -> tuple[int, int]:
    """The size that all have, made smaller if it is large; a square where they differ."""
    if len(set(sizes)) > 1:
        side = int(np.median([min(size) for size in sizes]))
        return (min(SIDE, max(LEAST, side)),) * 2
    height, width = sizes[0]
    scale = min(1.0, SIDE / max(height, width))
    return max(LEAST, round(height * scale)), max(LEAST, round(width * scale))


def _sample(
    source: Source, options: Options
) -> tuple[list[tuple[Image.Image, Facts]], list[tuple[str, str]]]:
    """Images from all over the source, and those that cannot be read with the reason."""
    n = len(source.listing.names)
    rows = sorted({int(row) for row in np.linspace(0, n - 1, min(n, SAMPLE))})
    aim = Shape(options.size or (SIDE, SIDE), 4)
    seen: list[tuple[Image.Image, Facts]] = []
    faults: list[tuple[str, str]] = []
    end = time.monotonic() + SECONDS
    for row, get in source.read(rows):
        try:
            seen.append(decode(get(), aim))
        except Unreadable as error:
            faults.append((source.listing.names[row], str(error)))
        if time.monotonic() > end and len(seen) >= 6:
            break
    return seen, faults
