"""What points are coloured by while nothing was chosen, and what a choice changes."""

from typing import Any

import numpy as np
import pytest

from sculptor.ui.app import state
from sculptor.ui.plots import colours

COLUMNS = {"size": np.zeros(3), "label": np.zeros(3)}
BY_LABEL, RING = {"kind": "by-label"}, {"kind": "ring"}
TIED = {"kind": "compose", "blocks": [{"kind": "ring"}, {"kind": "uniform", "factor": "size"}]}


@pytest.mark.parametrize(
    ("asked", "aim", "by"),
    [
        (None, BY_LABEL, "label"),
        (None, RING, ""),
        (None, TIED, "size"),
        ("", BY_LABEL, ""),
        ("size", BY_LABEL, "size"),
        ("size", RING, "size"),
    ],
)
def test_what_the_target_says_of_items_is_shown_unless_something_is_chosen(
    asked: str | None, aim: dict[str, Any], by: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(state, "get", {"colour": asked}.get)
    assert colours.chosen(COLUMNS, aim) == by


def test_without_labels_there_is_one_colour() -> None:
    assert colours.fitting({}, BY_LABEL) == ""
