"""One space on the Explore page: opening, pins, arithmetic, undo, and what the address keeps."""

import pytest
from streamlit.testing.v1 import AppTest

from sculptor.explore import starting
from sculptor.explore.opened import open_space
from sculptor.ui.app import fields, state
from sculptor.ui.explore import choosing, editing, editor, page, pins, plane, reading, route, space
from sculptor.ui.frontend.overlay import Pinned
from tests.ui.conftest import MakeRun
from tests.ui.explore.opening import explore


def button(page: AppTest, label: str) -> None:
    next(found for found in page.button if found.label == label).click().run()


def test_a_shipped_model_opens_with_pins_arithmetic_undo_and_all_of_it_in_the_address() -> None:
    page = explore(model="factors-mmd", pins="1,0,0,0,0,0;0,2,0,0,0,0;0,0,3,0,0,0")
    assert not page.exception
    assert not page.error
    button(page, "A \N{MINUS SIGN} B + C")
    assert page.query_params["code"] == "1,-2,3,0,0,0"
    button(page, "Pin")
    assert page.query_params["pins"].endswith(";1,-2,3,0,0,0")
    button(page, "B")
    assert page.query_params["code"] == "0,2,0,0,0,0"
    button(page, "Undo")
    assert page.query_params["code"] == "1,-2,3,0,0,0"
    page.button(key="pin-remove-0").click().run()
    assert page.query_params["pins"] == "0,2,0,0,0,0;0,0,3,0,0,0;1,-2,3,0,0,0"
    button(page, "Gallery")
    assert "model" not in page.query_params
    assert page.metric


def test_pins_of_another_size_are_left_out() -> None:
    page = explore(model="digits-mmd", pins="1,2,3", code="1,2,3")
    assert not page.exception
    assert not page.error


def test_a_run_opens_and_one_without_a_checkpoint_says_so_in_place(make_run: MakeRun) -> None:
    page = explore(run=make_run("ring").id)
    assert not page.exception
    assert not page.error
    page = explore(run=make_run("young", status="starting", upto=None).id)
    assert not page.exception
    assert "checkpoint" in page.error[0].value
    assert "young" in page.error[0].value


@pytest.mark.parametrize("dim", [1, 256])
def test_one_latent_and_many_open_too(make_run: MakeRun, dim: int) -> None:
    page = explore(run=make_run("run", latent_dim=dim).id)
    assert not page.exception
    assert not page.error


def test_the_plane_says_what_was_done_and_the_editor_follows() -> None:
    explored = open_space("model:factors-mmd")
    editing.put(explored, [0, 0, 3, 0, 0, 0])
    shown, key = plane.plane(explored), plane.identity(explored)
    plane._heard(explored, shown, key, Pinned(1.0, 2.0, None))
    assert editing.code(explored).tolist() == [1, 2, 3, 0, 0, 0]
    assert [pin.tolist() for pin in editing.pins(explored)] == [[1, 2, 3, 0, 0, 0]]
    editing.put(explored, [9, 9, 9, 9, 9, 9])
    plane._heard(explored, shown, key, Pinned(0.0, 0.0, 1))
    assert editing.code(explored).tolist() == [1, 2, 3, 0, 0, 0]
    editing.undo(explored)
    assert editing.code(explored).tolist() == [9, 9, 9, 9, 9, 9]
    editing.reset(explored)
    assert editing.code(explored).tolist() == pytest.approx(starting.of_mean(explored), abs=1e-3)


def test_sums_of_pins_and_items_are_edited() -> None:
    explored = open_space("model:digits-mmd")
    state.put(pins=[])
    for code in ([1, 0], [0, 2], [3, 3]):
        editing.pin(explored, code)
    pins._combine(explored, "A", "B", "C")
    assert editing.code(explored).tolist() == [4, 1]
    editor._item(explored, 3)
    expected = explored.items.of("mean")[2]
    assert editing.code(explored).tolist() == pytest.approx(expected, abs=1e-3)


def test_a_space_is_chosen_and_what_was_pinned_in_another_is_let_go() -> None:
    choosing.choose("model:digits-mmd")
    state.put(pins=[[1.0, 2.0]])
    choosing.choose("run:20260101-000000-abcd")
    assert choosing.chosen() == "run:20260101-000000-abcd"
    assert state.get("pins") == []
    choosing.choose("")
    assert choosing.chosen() == ""
    assert callable(page.show)


def test_a_space_is_read_once_and_its_planes_too() -> None:
    explored = reading.space("model:factors-mmd", None)
    assert reading.space("model:factors-mmd", None) is explored
    first = reading.plane(explored, "pca", (0, 2))
    assert first.names == ("PC₁", "PC₃")
    assert reading.plane(explored, "pca", (0, 2)) is first
    assert tuple(space.SECTIONS) == fields.SECTIONS


def test_a_path_leads_between_the_last_two_pins_or_those_that_are_joined() -> None:
    explored = open_space("model:digits-mmd")
    state.put(pins=[], code=[5.0, 5.0])
    assert route.codes(explored) is None
    for code in ([1, 0], [0, 2], [3, 3]):
        editing.pin(explored, code)
    assert route.codes(explored)[[0, -1]].tolist() == [[0, 2], [3, 3]]
    route.choose(0, 1)
    assert route.codes(explored)[[0, -1]].tolist() == [[5, 5], [1, 0]]
    route.choose(0, 9)  # of a pin that is gone
    assert route.codes(explored)[[0, -1]].tolist() == [[0, 2], [3, 3]]
