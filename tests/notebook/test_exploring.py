"""A space in a cell: sliders, the plane, and the code that they say."""

import numpy as np
import pytest

from sculptor import SculptorError
from sculptor.explore.opened import open_space
from sculptor.jobs import Run
from tests.notebook.told import block, words
from tests.ui.frontend.test_encoding import unpacked


def test_a_slider_moves_the_code_and_is_decoded(finished: Run) -> None:
    view = finished.explore()
    sent = unpacked(view.editor_data)
    assert len(sent["dims"]) == 2
    assert sorted(sent["order"]) == [0, 1]
    assert sent["code"] == pytest.approx(view.code.tolist())
    before = sent["png"]
    view.said = {"code": {"z": [1.5, -1.5], "pinned": True, "n": 3}}
    assert view.code.tolist() == [1.5, -1.5]
    sent = unpacked(view.editor_data)
    assert sent["decoded"]["n"] == 3
    assert sent["png"] != before
    assert view.moved == 1
    view.close()


def test_a_click_in_the_plane_moves_the_sliders_there(finished: Run) -> None:
    view = finished.explore()
    seen: list[list[float]] = []
    view.observe(lambda _: seen.append(view.code.tolist()), "moved")
    rev = unpacked(view.editor_data)["rev"]
    view.said = {"point": {"x": 0.5, "y": -0.25, "pinned": True, "n": 1}}
    assert seen == [pytest.approx([0.5, -0.25])]
    assert unpacked(view.editor_data)["rev"] == rev + 1
    view.said = {"point": {"x": 2.0, "y": 2.0, "pinned": False, "n": 2}}
    assert seen == [pytest.approx([0.5, -0.25])]
    view.code = [0.0, 1.0]
    np.testing.assert_array_equal(view.code, [0, 1])
    view.close()


def test_it_says_what_it_shows_and_colours_by_what_is_known(finished: Run) -> None:
    view = finished.explore()
    items = open_space(f"run:{finished.id}").items
    assert f"{len(items):,} of {items.total:,} held-out items" in words(view)
    assert [key for key, _ in block(view, "colour")["options"]] == ["", "label"]
    assert unpacked(view.scatter_data)["colouring"] is None
    view.said = {"chosen": {"colour": "label"}}
    assert block(view, "colour")["value"] == "label"
    assert unpacked(view.scatter_data)["colouring"] is not None
    view.close()


def test_a_run_that_has_not_begun_says_so(run: Run) -> None:
    with pytest.raises(SculptorError, match="has none yet"):
        run.explore()
