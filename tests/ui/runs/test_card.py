"""The card of a run: deleted and brought back, renamed, and cloned."""

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from sculptor import jobs
from sculptor.runs import folder as folders
from sculptor.ui.app.fields import FIELDS
from sculptor.ui.kit import actions
from tests.ui.runs.opened import PAGE, listing, said


def test_delete_can_be_undone(make_run) -> None:
    run = make_run("ring")
    page = listing()
    page.button(f"delete-{run.id}").click().run()
    assert not jobs.list_runs()
    assert "Deleted **ring**" in said(page)
    next(found for found in page.button if found.label == "Undo").click().run()
    assert [found.id for found in jobs.list_runs()] == [run.id]
    assert "Deleted" not in said(page)


def test_a_run_gets_another_name(make_run) -> None:
    run = make_run("ring")
    page = listing()
    page.text_input(f"name-{run.id}").set_value("a better name").run()
    assert run.name == "a better name"
    assert "**a better name**" in said(page)


def test_names_are_shown_letter_for_letter(make_run) -> None:
    make_run("**bold** $x$ <b>")
    assert r"**\*\*bold\*\* \$x\$ \<b\>**" in said(listing())


def test_what_is_refused_is_told_in_words(make_run) -> None:
    run = make_run("ring", status="paused", upto=40)
    page = listing()
    page.text_input(f"name-{run.id}").set_value("x" * 201)
    (run.folder / folders.CONFIG).unlink()
    page.run()
    assert not page.exception
    assert "config.json" in said(page)


def test_a_clone_opens_the_sculpt_page_with_all_settings(
    make_run, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = make_run("ring", prior={"kind": "ring", "radius": 2.0}, steps=777, seed=5)
    opened = []
    monkeypatch.setattr(st, "switch_page", lambda page, **_: (opened.append(page), st.stop()))
    page = listing()
    page.button(f"clone-{run.id}").click().run()
    assert not page.exception
    assert opened == ["sculpt.py"]
    sculpt = AppTest.from_file(str(PAGE.with_name("sculpt.py")), default_timeout=20)
    for key in (actions.HANDED, *(f"state.{field.name}" for field in FIELDS)):
        if key in page.session_state:
            sculpt.session_state[key] = page.session_state[key]
    state = sculpt.run().session_state
    assert not sculpt.exception
    assert state["state.dataset"] == "digits"
    assert state["state.steps"] == 777
    assert state["state.seed"] == 5
    assert state["state.named"] == {"kind": "ring", "radius": 2.0}
    assert state["state.name"] == "ring, again"
