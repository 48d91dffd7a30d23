"""The Runs page: what it lists, finds and orders, and what can be done with a run."""

import json
import math
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from sculptor import jobs
from sculptor.runs import folder as folders
from sculptor.ui.app.state import FIELDS
from sculptor.ui.kit import actions
from sculptor.ui.runs.facts import read_facts
from sculptor.ui.runs.page import PAGE as AT_ONCE
from sculptor.ui.runs.page import chosen

PAGE = Path(__file__).parents[3] / "pages" / "runs.py"


def listing(**query: str) -> AppTest:
    page = AppTest.from_file(str(PAGE), default_timeout=20)
    for name, value in query.items():
        page.query_params[name] = value
    return page.run()


def said(page: AppTest) -> str:
    kinds = (page.subheader, page.markdown, page.caption, page.info, page.warning, page.error)
    return "\n".join(str(element.value) for kind in kinds for element in kind)


def keys(page: AppTest) -> set[str]:
    return {str(found.key) for found in page.button}


def test_an_empty_home_invites_to_sculpt() -> None:
    page = listing()
    assert not page.exception
    assert "No runs yet" in said(page)


def test_every_run_is_listed_with_what_matters(make_run) -> None:
    make_run("my ring", prior={"kind": "ring"})
    page = listing()
    assert not page.exception
    text = said(page)
    assert "**my ring**" in text
    assert "digits · ring · MMD · 2 latents" in text
    assert "MMD² within noise · LPS 0.25" in text
    assert "Step 100 of 100" in text


def test_a_broken_folder_is_listed_with_its_reason_beside_the_others(make_run) -> None:
    broken, sound = make_run("broken"), make_run("sound")
    (broken.folder / folders.CONFIG).write_text("[1, 2")
    page = listing()
    assert not page.exception
    assert "does not parse" in said(page)
    assert f"open-{sound.id}" in keys(page)
    assert f"open-{broken.id}" not in keys(page)
    assert f"delete-{broken.id}" in keys(page)


def test_the_search_of_the_address_narrows_the_list(make_run) -> None:
    ring, moons = make_run("a", prior={"kind": "ring"}), make_run("b", prior={"kind": "moons"})
    page = listing(search="MOONS digits")
    assert f"open-{moons.id}" in keys(page)
    assert f"open-{ring.id}" not in keys(page)
    assert "No run matches" in said(listing(search="nothing like it"))


@pytest.mark.parametrize(
    ("group", "expected"),
    [("All", 4), ("Finished", 1), ("To resume", 2), ("Broken", 1), ("Live", 0)],
)
def test_groups_hold_the_runs_of_their_states(make_run, group: str, expected: int) -> None:
    for status in ("finished", "paused", "stopped", "failed"):
        make_run(status, status=status, upto=20)
    known = [read_facts(run) for run in jobs.list_runs()]
    assert len(chosen(known, "", group, "Newest")) == expected


def test_orders_put_what_is_not_known_last(make_run) -> None:
    make_run("far", upto=20)
    make_run("near", upto=100)
    make_run("unknown", upto=None, status="paused")
    known = [read_facts(run) for run in jobs.list_runs()]
    for order in ("Best match (MMD²)", "Most independent (LPS)"):
        assert chosen(known, "", "All", order)[-1].name == "unknown"
    matches = chosen(known, "", "All", "Best match (MMD²)")
    assert [facts.name for facts in matches] == ["near", "far", "unknown"]
    names = chosen(known, "", "All", "Name")
    assert [facts.name for facts in names] == ["far", "near", "unknown"]


def test_a_figure_edited_into_a_word_is_none(make_run) -> None:
    run = make_run("edited", upto=20)
    path = run.folder / folders.METRICS
    rows = [{**json.loads(line), "mmd2": "small"} for line in path.read_text().splitlines()]
    path.write_text("".join(f"{json.dumps(row)}\n" for row in rows))
    known = [read_facts(run)]
    assert chosen(known, "", "All", "Best match (MMD²)") == known
    assert known[0].ratio == math.inf


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


def test_long_lists_are_shown_a_part_at_a_time(make_run) -> None:
    for _ in range(AT_ONCE + 2):
        make_run("ring", upto=None, status="paused")
    page = listing()
    opened = [key for key in keys(page) if key.startswith("open-")]
    assert len(opened) == AT_ONCE
    page.button("runs-next").click().run()
    opened = [key for key in keys(page) if key.startswith("open-")]
    assert len(opened) == AT_ONCE + 2


def test_a_clone_opens_the_sculpt_page_with_all_settings(
    make_run, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = make_run("ring", prior={"kind": "ring", "radius": 2.0}, steps=777, seed=5)
    opened = []
    monkeypatch.setattr(st, "switch_page", lambda page: (opened.append(page), st.stop()))
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
