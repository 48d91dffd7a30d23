"""The Watch page: what it says in each state, what it reads, and what it sends."""

import pytest

from sculptor import jobs
from sculptor.runs import folder as folders
from sculptor.ui.app import errors
from sculptor.views.key_figures import over_floor
from tests.bad_names import BAD, spoil
from tests.ui.watch.opened import said, watch


@pytest.mark.parametrize("identity", ["../../etc", "20200101-000000-dead", "x" * 3000])
def test_an_id_that_is_no_run_is_told_in_words(identity: str) -> None:
    page = watch(identity)
    assert not page.exception
    assert page.error or page.warning or page.info


def test_a_folder_that_cannot_be_read_is_told_in_words(make_run) -> None:
    run = make_run("ring")
    (run.folder / folders.CONFIG).write_text("{")
    page = watch(run.id)
    assert not page.exception
    assert "does not parse" in said(page)
    page.button(f"delete-{run.id}").click().run()
    assert jobs.list_runs() == []


def test_the_scrubber_shows_the_figures_of_its_snapshot(make_run) -> None:
    run = make_run("ring")
    page = watch(run.id)
    assert page.metric[0].value == "within noise"
    page.select_slider[0].set_value(40).run()
    assert page.metric[0].value == over_floor(0.061, 0.002)
    assert page.query_params["step"] == "40"
    page.select_slider[0].set_value(-1).run()
    assert "step" not in page.query_params


def test_a_step_in_the_address_is_shown(make_run) -> None:
    page = watch(make_run("ring").id, step="45")
    assert page.select_slider[0].value == 45
    assert "step 40" in page.metric[0].help


@pytest.mark.parametrize(("name", "expected"), BAD.items())
def test_a_run_of_a_bad_name_is_watched_as_any(make_run, name: str, expected: str) -> None:
    page = watch(spoil(make_run("bad"), name).id)
    assert not page.exception
    assert not page.error
    assert errors.escape(expected) in [found.value for found in page.subheader]
