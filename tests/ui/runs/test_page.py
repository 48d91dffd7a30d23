"""The Runs page: what it lists, finds and orders, and what can be done with a run."""

import pytest
from streamlit.testing.v1 import AppTest

from sculptor import jobs
from sculptor.runs import folder as folders
from sculptor.ui.app import errors
from sculptor.ui.runs.page import PAGE as AT_ONCE
from tests.bad_names import BAD, spoil
from tests.ui.conftest import set_status
from tests.ui.runs.opened import listing, rewrite, said


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


def test_lps_is_shown_beside_that_of_a_dependent_target(make_run) -> None:
    rewrite(make_run("moons"), lps=0.3, lps_target=0.32)
    assert "LPS 0.30 (target 0.32)" in said(listing())


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


def test_long_lists_are_shown_a_part_at_a_time(make_run) -> None:
    for _ in range(AT_ONCE + 2):
        make_run("ring", upto=None, status="paused")
    page = listing()
    opened = [key for key in keys(page) if key.startswith("open-")]
    assert len(opened) == AT_ONCE
    page.button("runs-next").click().run()
    opened = [key for key in keys(page) if key.startswith("open-")]
    assert len(opened) == AT_ONCE + 2


@pytest.mark.parametrize(("name", "expected"), BAD.items())
def test_a_bad_name_harms_no_run(make_run, name: str, expected: str) -> None:
    bad, good = spoil(make_run("bad"), name), make_run("good")
    page = listing()
    assert not page.exception
    assert not page.error
    assert {f"open-{bad.id}", f"open-{good.id}"} <= keys(page)
    assert f"**{errors.escape(expected)}**" in said(page)
    page.button(f"delete-{bad.id}").click().run()
    assert not page.exception
    assert f"Deleted **{errors.escape(expected)}**." in said(page)


@pytest.mark.parametrize("name", ["status.json", "config.json", "metrics.jsonl", "events.jsonl"])
def test_a_folder_of_nested_json_leaves_the_others(make_run, name: str) -> None:
    broken, sound = make_run("broken"), make_run("sound")
    (broken.folder / name).write_text("[" * 100_000 + "]" * 100_000 + "\n")
    page = listing()
    assert not page.exception
    assert f"open-{sound.id}" in keys(page)
    assert f"delete-{broken.id}" in keys(page)


def test_what_lies_in_the_place_of_a_run_is_listed_and_deleted(make_run, tmp_path) -> None:
    broken, sound = make_run("broken"), make_run("sound")
    broken.folder.rename(tmp_path / "elsewhere")
    broken.folder.symlink_to(tmp_path / "elsewhere")
    page = listing()
    assert not page.exception
    assert "received a link" in said(page)
    page.button(f"delete-{broken.id}").click().run()
    assert not page.exception
    assert [run.id for run in jobs.list_runs()] == [sound.id]
    assert (tmp_path / "elsewhere" / "config.json").exists()


def test_a_run_of_another_host_can_be_taken_over(make_run) -> None:
    run = make_run("ring", status="running")
    assert f"release-{run.id}" not in keys(listing())
    set_status(run, "running", host="the-other")
    listing().button(f"release-{run.id}").click().run()
    assert run.status == "interrupted"
