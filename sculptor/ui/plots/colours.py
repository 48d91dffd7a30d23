"""What the points of the pages are coloured by: what was chosen, or else what fits the target."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy.typing as npt

from sculptor.ui.app import state
from sculptor.ui.frontend.cloud import LABEL, colour_choices
from sculptor.ui.kit.choices import choice

Columns = Mapping[str, npt.NDArray[Any]]


def chosen(columns: Columns, aim: Mapping[str, Any]) -> str:
    """The name of a column, empty for one colour.

    Args:
        columns: What is known of the points, ``(n,)`` by name.
        aim: The specification of the target.
    """
    asked: str | None = state.get("colour")
    return fitting(columns, aim) if asked is None else asked


def fitting(columns: Columns, aim: Mapping[str, Any]) -> str:
    """The same while nothing was chosen: what the target says of items, the label or a factor."""
    tied = [block["factor"] for block in aim.get("blocks", ()) if "factor" in block]
    said = [LABEL] if aim.get("kind") == "by-label" else tied[:1]
    return next((name for name in said if name in columns), "")


def choose(columns: Columns, aim: Mapping[str, Any], key: str, width: int) -> None:
    """A select box; see `chosen`, and `sculptor.ui.kit.choices.choice`."""
    key = f"{key}-{fitting(columns, aim)}"
    options = colour_choices(columns)
    choice("colour", "Colour by", options, key, width, now=chosen(columns, aim))
