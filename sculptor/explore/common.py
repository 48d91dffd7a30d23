"""What selected items have in common, against all items that are shown."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sculptor.explore.listing import listing
from sculptor.explore.opened import Items

Rows = npt.NDArray[np.intp]

FEW = 12
"""Values up to which a column of whole numbers is one of kinds."""


@dataclass(frozen=True)
class Trait:
    """A column in which selected items differ from all.

    Attributes:
        name: Of the column.
        said: What of them is usual, in words.
        lift: How far it is from what all are: for kinds, the share among the selected over the
            share among all; for numbers, the difference of the means in standard deviations of all.
        kind: ``kinds`` or ``numbers``.
    """

    name: str
    said: str
    lift: float
    kind: str


def traits(items: Items, rows: Rows, label_names: tuple[str, ...] = ()) -> list[Trait]:
    """What is usual of selected items, what tells them most from all items first.

    Args:
        items: All items.
        rows: Of those that are selected.
        label_names: A name a label.
    """
    found = []
    for name, values in items.columns.items():
        known, chosen = values[_known(values)], values[rows][_known(values[rows])]
        if not len(chosen) or not len(known):
            continue
        if _of_kinds(known):
            found.append(_kind(name, known, chosen, label_names if name == "label" else ()))
        else:
            found.append(_number(name, known, chosen))
    return sorted(found, key=lambda trait: -_strength(trait))


def _strength(trait: Trait) -> float:
    return abs(np.log(max(trait.lift, 1e-9))) if trait.kind == "kinds" else abs(trait.lift)


def _kind(
    name: str, known: npt.NDArray[np.number], chosen: npt.NDArray[np.number], names: tuple[str, ...]
) -> Trait:
    kinds, counts = np.unique(chosen, return_counts=True)
    most = int(counts.argmax())
    value, share = kinds[most], counts[most] / len(chosen)
    usual = float(np.mean(known == value))
    called = names[int(value)] if 0 <= value < len(names) else f"{value:g}"
    said = f"{called}: {share:.0%} of the selected, {usual:.0%} of all"
    return Trait(name, said, float(share / usual), "kinds")


def _number(name: str, known: npt.NDArray[np.number], chosen: npt.NDArray[np.number]) -> Trait:
    spread = float(known.std()) or 1.0
    here, there = float(chosen.mean()), float(known.mean())
    within, among = float(chosen.std()), float(known.std())
    said = f"mean {here:.3g} ± {within:.2g}, of all {there:.3g} ± {among:.2g}"
    return Trait(name, said, (here - there) / spread, "numbers")


def _known(values: npt.NDArray[np.number]) -> npt.NDArray[np.bool_]:
    finite: npt.NDArray[np.bool_] = np.isfinite(values)
    return finite & (values >= 0) if values.dtype.kind == "i" else finite


def _of_kinds(values: npt.NDArray[np.number]) -> bool:
    kinds = np.unique(values)
    whole = bool(np.array_equal(kinds, np.rint(kinds)))
    return values.dtype.kind == "i" or (whole and len(kinds) <= FEW)


def table(items: Items, rows: Rows, representation: str, label_names: tuple[str, ...] = ()) -> str:
    """Selected items as CSV: id, what is known of each, and its code.

    ``id`` is the row in the whole data set, counted from 0; empty where it is not known.
    """
    known = {name: values[rows].tolist() for name, values in items.columns.items()}
    if "label" in known:
        known["label"] = [
            label_names[value] if 0 <= value < len(label_names) else value
            for value in known["label"]
        ]
    ids = items.ids[rows].tolist() if items.ids is not None else [""] * len(rows)
    return listing(items.of(representation)[rows], {"id": ids, **known})
