"""All images of a source made one shape, in parallel, and written as a set with what is said."""

from __future__ import annotations

import hashlib
import json
import os
from collections import Counter, deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from sculptor.data.dataset import Dataset
from sculptor.data.images import duplicates, layout, splits
from sculptor.data.images.layout import Layout
from sculptor.data.images.options import Options
from sculptor.data.images.picture import (
    TRAITS,
    Facts,
    Pixels,
    Shape,
    Unreadable,
    decode,
    fitted,
    pixels_of,
)
from sculptor.data.images.sources import Content, Get, Source
from sculptor.data.own.manifest import Manifest
from sculptor.data.own.store import Draft
from sculptor.names import shown

Tick: TypeAlias = Callable[[int, int], None]
"""Called with the images that are done and all of them."""

CHUNK = 16
"""Images that a thread is given at once."""

DUPLICATES = "duplicates.jsonl"
"""[item, its split, item, its split, whether the pixels are the same], a line a pair."""

RAW = "raw"


@dataclass
class Decoded:
    """One image that became one shape.

    Attributes:
        pixels: ``(c, h, w)``.
        facts: What it was.
        place: See `splits.position`.
        digest: Of the pixels.
        bits: See `duplicates.sign`.
        thumbnail: Likewise.
    """

    pixels: Pixels
    facts: Facts
    place: float
    digest: int
    bits: np.uint64
    thumbnail: Pixels


@dataclass
class _Kept:
    """What is remembered of all images, an entry each."""

    rows: list[int] = field(default_factory=list)
    places: list[float] = field(default_factory=list)
    digests: list[int] = field(default_factory=list)
    bits: list[np.uint64] = field(default_factory=list)
    thumbnails: list[Pixels] = field(default_factory=list)
    traits: Counter[str] = field(default_factory=Counter)

    def add(self, row: int, image: Decoded) -> None:
        self.rows.append(row)
        self.places.append(image.place)
        self.digests.append(image.digest)
        self.bits.append(image.bits)
        self.thumbnails.append(image.thumbnail)
        self.traits.update(image.facts.traits)


def prepare(
    source: Source, options: Options, shape: Shape, draft: Draft, name: str, tick: Tick
) -> Manifest:
    """Decode all images of a source into a draft.

    Args:
        source: The images.
        options: How they are read.
        shape: What they become.
        draft: Where they go.
        name: Of the set.
        tick: Told how far it is.

    Raises:
        SculptorError: Fewer than three can be read, or a table does not fit.
        OSError: The disk is full.
    """
    said = layout.read(source.listing, options)
    kept = _decode_all(source, shape, draft, tick)
    given = [said.splits[row] for row in kept.rows]
    numbers, notes = splits.assign(given, np.array(kept.places), options.validation, options.test)
    order = np.argsort(numbers, kind="stable")
    fingerprint = _write_images(draft, shape, numbers, order)
    rows = np.array(kept.rows)[order]
    label_names = _write_known(draft, said, rows)
    notes += said.notes + source.listing.notes + _told(kept, shape)
    notes += _write_duplicates(draft, source, kept, numbers)
    sizes = np.bincount(numbers, minlength=3)
    return Manifest(
        name=name,
        kind="images",
        shape=shape.of_item,
        n_train=int(sizes[0]),
        n_validation=int(sizes[1]),
        n_test=int(sizes[2]),
        fingerprint=fingerprint,
        options=options.to_dict(),
        skipped=draft.skipped,
        notes=tuple(notes),
        label_names=label_names,
        factor_names=said.factor_names,
        factor_kinds=said.factor_kinds,
    )


def decoded(
    source: Source, shape: Shape, rows: Sequence[int] | None = None
) -> Iterator[tuple[int, Decoded | str]]:
    """Each image in the order of the source, or why it is left out; decoded by several threads.

    Pillow and NumPy let go of Python's lock where they work on pixels.
    """
    workers = min(8, os.cpu_count() or 1)
    waiting: deque[Future[list[tuple[int, Decoded | str]]]] = deque()
    items = source.read(rows)
    with ThreadPoolExecutor(workers) as pool:
        try:
            while chunk := list(islice(items, CHUNK)):
                waiting.append(pool.submit(_some, chunk, shape))
                if len(waiting) > 2 * workers:
                    yield from waiting.popleft().result()
            while waiting:
                yield from waiting.popleft().result()
        finally:
            for future in waiting:
                future.cancel()


def _some(items: Sequence[tuple[int, Get]], shape: Shape) -> list[tuple[int, Decoded | str]]:
    found: list[tuple[int, Decoded | str]] = []
    for row, get in items:
        try:
            found.append((row, _one(get(), shape)))
        except Unreadable as error:
            found.append((row, str(error)))
    return found


def _one(content: Content, shape: Shape) -> Decoded:
    image, facts = decode(content, shape)
    image = fitted(image, shape)
    pixels = pixels_of(image, shape)
    bits, thumbnail = duplicates.sign(image)
    data = pixels.tobytes()
    digest = int.from_bytes(hashlib.blake2b(data, digest_size=8).digest(), "big")
    whole = content if isinstance(content, bytes) else content.tobytes()
    return Decoded(pixels, facts, splits.position(whole), digest, bits, thumbnail)


def _decode_all(source: Source, shape: Shape, draft: Draft, tick: Tick) -> _Kept:
    """Write the pixels of all images in the order of the source, and note what is left out."""
    for item, reason in source.listing.skipped:
        draft.skip(shown(item, 400), reason)
    kept, total = _Kept(), len(source.listing.names)
    with (draft.folder / RAW).open("xb") as raw:
        for done, (row, image) in enumerate(decoded(source, shape), 1):
            if isinstance(image, str):
                draft.skip(shown(source.listing.names[row], 400), image)
            else:
                raw.write(image.pixels.tobytes())
                kept.add(row, image)
            if done % CHUNK == 0 or done == total:
                tick(done, total)
    return kept


def _write_images(
    draft: Draft, shape: Shape, numbers: npt.NDArray[np.int8], order: npt.NDArray[np.intp]
) -> str:
    """Write the images split by split; the `Dataset.digest` of them."""
    path = draft.folder / RAW
    raw = np.memmap(path, np.uint8, "r", shape=(len(order), *shape.of_item))
    sizes = np.bincount(numbers, minlength=3)
    found = Dataset.hashed((len(order), *shape.of_item), int(sizes[0]), int(sizes[1]))
    step = max(1, (1 << 24) // int(np.prod(shape.of_item)))
    with draft.array("images", shape.of_item, np.uint8) as images:
        for start in range(0, len(order), step):
            block = raw[order[start : start + step]]
            images.write(block)
            found.update(block.data)
    del raw
    path.unlink()
    return found.hexdigest()


def _write_known(draft: Draft, said: Layout, rows: npt.NDArray[np.intp]) -> tuple[str, ...]:
    """Write labels and factors of the images that were kept; the names of the classes."""
    for part, values in (("labels", said.labels), ("factors", said.factors)):
        if values is not None:
            with draft.array(part, values.shape[1:], values.dtype) as array:
                array.write(values[rows])
    return said.label_names


def _write_duplicates(
    draft: Draft, source: Source, kept: _Kept, numbers: npt.NDArray[np.int8]
) -> list[str]:
    """List images that are alike in two splits; what must be said of them."""
    digests = np.array(kept.digests, np.uint64)
    pairs, more = duplicates.pairs(
        np.array(kept.bits, np.uint64), np.stack(kept.thumbnails), digests, numbers
    )
    with (draft.folder / DUPLICATES).open("w", encoding="utf-8") as file:
        for pair in pairs:
            line: list[Any] = []
            for place in pair[:2]:
                item = source.listing.names[kept.rows[place]]
                line += [shown(item, 400), splits.NAMES[numbers[place]]]
            file.write(json.dumps([*line, pair.exact]) + "\n")
    notes = []
    same = duplicates.repeated(digests)
    if same:
        notes.append(f"{same:,} images have the same pixels as another one.")
    if pairs:
        exact = sum(pair.exact for pair in pairs)
        words = f"at least {len(pairs):,}" if more else f"{len(pairs):,}"
        notes.append(
            f"{words} pairs of images that are alike stand in two splits, {exact:,} of them with "
            "the same pixels: what is measured on held-out images is then measured on seen ones."
        )
    return notes


def _told(kept: _Kept, shape: Shape) -> list[str]:
    """What many images had in common that is not kept as it was."""
    notes = []
    for trait, words in TRAITS.items():
        n = kept.traits[trait]
        if trait == "colour" and shape.channels != 1:
            continue
        if n:
            end = {
                "colour": ", which becomes grey with 1 channel",
                "alpha": "" if shape.channels == 4 else f", which lie on {shape.background} now",
            }.get(trait, "")
            notes.append(f"{n:,} of {len(kept.rows):,} images {words}{end}.")
    return notes
