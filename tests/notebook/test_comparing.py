"""Runs side by side in a cell."""

import shutil
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import sculptor
from sculptor import SculptorError
from sculptor.jobs import Run, worker
from tests.notebook.told import block
from tests.ui.frontend.test_encoding import unpacked

Until = Callable[..., Any]


@pytest.fixture
def other(finished: Run) -> Run:
    """A second run that has finished."""
    return Run(shutil.copytree(finished.folder, finished.folder.parent / "20200101-000000-0000"))


def test_a_brush_is_an_array_of_rows(finished: Run, other: Run) -> None:
    view = sculptor.compare(finished, other.id)
    assert [panel["id"] for panel in unpacked(view.compare_data)["panels"]] == [
        finished.id,
        other.id,
    ]
    assert view.selection.shape == (0,)
    seen: list[int] = []
    view.observe(lambda change: seen.append(len(view.selection)), "selected")
    view.said = {"brush": {"n": 1, "id": other.id, "rows": [40, 3, 7]}}
    np.testing.assert_array_equal(view.selection, [3, 7, 40])
    images = unpacked(view.compare_data)["images"]
    assert (images["n"], images["shown"], images["said"]) == (1, 3, "")
    assert finished.colours()["label"][view.selection].shape == (3,)
    view.said = {"brush": None}
    assert len(view.selection) == 0
    assert seen == [3, 0]
    view.close()


def test_older_snapshots_come_once_the_browser_can_take_them(finished: Run, other: Run) -> None:
    view = sculptor.compare(finished, other)
    sent = unpacked(view.compare_data)
    assert sent["chunk"] is None
    have = {"mount": "m", "view": sent["view"], "seq": 0}
    view.said = {"have": have}
    items = unpacked(view.compare_data)["chunk"]["items"]
    steps = {item["step"] for item in items if item["id"] == other.id and "step" in item}
    assert steps == {*other.snapshots()}
    view.said = {"have": {**have, "seq": 1}}
    assert unpacked(view.compare_data)["chunk"] is None
    view.close()


def test_colours_and_steps_are_chosen_for_all_panels(finished: Run, other: Run) -> None:
    view = sculptor.compare(finished, other)
    assert block(view, "view")["hidden"]
    view.said = {"chosen": {"colour": "label", "align": "seconds", "first": "9"}}
    sent = unpacked(view.compare_data)
    assert sent["align"] == "seconds"
    assert [each["kind"] for each in sent["colourings"].values()] == ["labels"]
    assert block(view, "colour")["value"] == "label"
    html, png = view._kept()
    assert html.count("<img") == 1
    assert png is not None
    view.close()


def test_a_run_that_trains_is_followed(finished: Run, run: Run, until: Until) -> None:
    view = sculptor.compare(finished, run)
    assert "Queued" in unpacked(view.compare_data)["panels"][1]["said"]
    worker.work(run.folder)
    until(lambda: len(unpacked(view.compare_data)["spans"]) == 2)
    until(lambda: not view.panels.sides[1].live)
    view.close()


def test_none_and_too_many_are_refused(finished: Run) -> None:
    for runs in ([], [finished] * 7):
        with pytest.raises(SculptorError, match="one to 6 runs"):
            sculptor.compare(*runs)
    with pytest.raises(SculptorError, match="Expected"):
        sculptor.compare("20200101-000000-dead")
