"""Runs that are chosen to be compared."""

from streamlit.testing.v1 import AppTest

from tests.ui.compare.opened import PAGE, said


def test_runs_are_chosen_on_the_runs_page(make_run) -> None:
    run = make_run()
    page = AppTest.from_file(str(PAGE.with_name("runs.py")), default_timeout=30).run()
    page.checkbox[0].check().run()
    assert "Choose another one" in said(page)
    assert page.session_state["state.runs"] == [run.id]


def chosen() -> None:
    """Add seven runs, and take the first away."""
    import streamlit as st

    from sculptor.ui.app import state
    from sculptor.ui.kit.picking import choose

    for name in "aabcdefg":
        choose(name, True)
    st.session_state["after"] = [list(state.get("runs"))]
    for _ in range(2):
        choose("a", False)
    st.session_state["after"].append(list(state.get("runs")))


def test_no_more_are_chosen_than_fit_side_by_side() -> None:
    page = AppTest.from_function(chosen).run()
    assert not page.exception
    assert page.session_state["after"] == [list("abcdef"), list("bcdef")]
