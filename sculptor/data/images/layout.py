"""What names and columns say of images: their split, their class and their factors."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from sculptor.data.dataset import FactorKind
from sculptor.data.images.known import Columns, gather
from sculptor.data.images.options import AUTO, Options
from sculptor.data.images.sources import Listing
from sculptor.errors import SculptorError
from sculptor.names import shown
from sculptor.spec import one_of
from sculptor.words import count

SPLITS = {
    **dict.fromkeys(("train", "training"), "train"),
    **dict.fromkeys(("validation", "val", "valid", "dev"), "validation"),
    **dict.fromkeys(("test", "testing", "eval"), "test"),
}
LABELS = ("label", "labels", "class", "class_name", "category", "target", "y", "fine_label")
"""What a column of classes is called, the likeliest first."""

MOST_CLASSES = 2_000
FEW = 50
"""Different texts of a column up to which it is a factor of categories, if each is there twice."""

IDS = re.compile(r"(.*[_ ])?(id|index|uuid|key)|unnamed: ?\d+|__index_level_\d+__", re.IGNORECASE)


@dataclass
class Layout:
    """What is said of the items, an entry each.

    Attributes:
        splits: ``train``, ``validation``, ``test``, or empty where nothing says so.
        labels: Number of the class, -1 where it is not known; None where there are no classes.
        label_names: A name a class.
        factors: ``(n, k)`` float32, NaN where not known; None where there are none.
        factor_names: A name a factor.
        factor_kinds: A kind a factor.
        notes: What was decided and must be said.
        columns: The columns that may hold the classes.
    """

    splits: list[str]
    labels: npt.NDArray[np.int64] | None = None
    label_names: tuple[str, ...] = ()
    factors: npt.NDArray[np.float32] | None = None
    factor_names: tuple[str, ...] = ()
    factor_kinds: tuple[FactorKind, ...] = ()
    notes: list[str] = field(default_factory=list)
    columns: tuple[str, ...] = ()


def read(listing: Listing, options: Options) -> Layout:
    """What is said of the items of a source.

    Raises:
        SculptorError: A table does not fit, or there is no column of the name that was asked for.
    """
    columns, notes = gather(listing, options.known)
    folders = _folders(listing.names)
    layout = Layout(_splits(listing, columns, folders, notes), notes=notes, columns=(*columns,))
    column = _label_column(columns, options)
    if column is not None:
        _classify(layout, columns[column], listing.classes.get(column), column)
    elif options.labels in (AUTO, "folders"):
        _classify(layout, _class_folders(folders), None, "folders")
    rest = {name: values for name, values in columns.items() if name != column}
    _find_factors(layout, rest)
    return layout


def _folders(names: Sequence[str]) -> list[list[str]]:
    """The folders of each item, without those that all have in common."""
    parts = [name.split("/")[:-1] for name in names]
    if not parts:
        return []
    shared = 0
    while all(len(each) > shared for each in parts):
        if len({each[shared] for each in parts}) > 1 or parts[0][shared].lower() in SPLITS:
            break
        shared += 1
    return [each[shared:] for each in parts]


def _splits(
    listing: Listing, columns: Columns, folders: list[list[str]], notes: list[str]
) -> list[str]:
    """The split of each item, where anything says so; folders that say it are taken away."""
    if any(listing.splits):
        return [SPLITS.get(split, "") for split in listing.splits]
    if "split" in columns:
        found = [SPLITS.get(str(value).lower(), "") for value in columns.pop("split")]
        notes.append("The column split says which images train, validate and test.")
        return found
    found = [SPLITS.get(each[0].lower(), "") if each else "" for each in folders]
    if "train" not in found or len(set(found) - {""}) < 2:  # a class may be called test
        return [""] * len(folders)
    for each, split in zip(folders, found, strict=True):
        if split:
            del each[0]
    return found


def _class_folders(folders: list[list[str]]) -> list[str | None]:
    """The folder of each item on the first level where they differ."""
    deepest = max(map(len, folders), default=0)
    for level in range(deepest):
        found = [each[level] if len(each) > level else None for each in folders]
        if len({name for name in found if name is not None}) > 1:
            return found
    return [None] * len(folders)


def _label_column(columns: Columns, options: Options) -> str | None:
    if options.labels in ("folders", "none"):
        return None
    if options.labels != AUTO:
        if options.labels not in columns:
            raise SculptorError(
                f"Expected the labels in {one_of(['folders', 'none', *columns])}, "
                f"received {options.labels!r:.80}."
            )
        return options.labels
    return next((name for name in columns if name.lower() in LABELS), None)


def _classify(
    layout: Layout, values: Sequence[Any], names: tuple[str, ...] | None, where: str
) -> None:
    """Turn values into numbers of classes."""
    texts = [None if value is None else _text(value) for value in values]
    if names:  # the values are numbers of these
        texts = [
            names[int(text)] if text and text.isdigit() and int(text) < len(names) else None
            for text in texts
        ]
    found = {text for text in texts if text is not None}
    if len(found) < 2:
        return
    if len(found) > min(MOST_CLASSES, max(2, len(texts) // 2)):
        layout.notes.append(
            f"{where} tells {len(found):,} classes of {len(texts):,} images, which are too many to "
            "be classes; they were left out."
        )
        return
    ordered = list(names) if names else sorted(found, key=_order)
    place = {text: number for number, text in enumerate(ordered)}
    layout.labels = np.array([-1 if text is None else place[text] for text in texts], np.int64)
    layout.label_names = tuple(shown(text) or "(no name)" for text in ordered)
    missing = int((layout.labels < 0).sum())
    if missing:
        layout.notes.append(f"The class of {missing:,} of {len(texts):,} images is not known.")


def _text(value: Any) -> str | None:
    if isinstance(value, float | np.floating):
        return None if math.isnan(value) else str(int(value)) if value == int(value) else str(value)
    return str(value)


def _order(text: str) -> tuple[int, float, str]:
    """Numbers by their size, then texts by the alphabet."""
    try:
        return 0, float(text), text
    except ValueError:
        return 1, 0.0, text


def _find_factors(layout: Layout, columns: Columns) -> None:
    """Take numbers, and texts of few values, as factors; say what was left out."""
    found: list[npt.NDArray[np.float32]] = []
    names: list[str] = []
    kinds: list[FactorKind] = []
    left: list[str] = []
    for name, values in columns.items():
        numbers, kind = _numbers(values)
        told = shown(str(name)) or "(no name)"
        constant = numbers is not None and len(np.unique(numbers[np.isfinite(numbers)])) < 2
        if numbers is None or constant or IDS.fullmatch(str(name)):
            left.append(told)
            continue
        found.append(numbers)
        names.append(told)
        kinds.append(kind)
    if found:
        layout.factors = np.stack(found, axis=1)
        layout.factor_names, layout.factor_kinds = tuple(names), tuple(kinds)
        missing = int(np.isnan(layout.factors).any(1).sum())
        if missing:
            layout.notes.append(f"Of {count(missing, 'image')} not every factor is known.")
    if left:
        layout.notes.append(
            "Left out, as ids, long texts, or the same for all images: "
            + ", ".join(left[:20])
            + (f" and {len(left) - 20} more." if len(left) > 20 else ".")
        )


def _numbers(values: Sequence[Any]) -> tuple[npt.NDArray[np.float32] | None, FactorKind]:
    """A column as numbers; None where it is neither numbers nor texts of few values."""
    known = [value for value in values if value is not None]
    try:
        numbers = np.array([np.nan if value is None else float(value) for value in values])
    except (TypeError, ValueError):
        texts = sorted({value for value in known if isinstance(value, str)})
        if len(texts) > min(FEW, len(known) // 2) or not all(
            isinstance(value, str) for value in known
        ):
            return None, "linear"
        place = {text: float(number) for number, text in enumerate(texts)}
        coded = np.array([place.get(value, np.nan) for value in values], np.float32)
        return coded, "categorical"
    numbers[~np.isfinite(numbers)] = np.nan
    return numbers.astype(np.float32), "linear"
