"""An invitation where no run is open."""

from tests.ui.watch.opened import said, watch


def test_without_a_run_it_invites_to_sculpt_or_to_open_a_recent_one(make_run) -> None:
    make_run("first ring")
    page = watch("")
    assert not page.exception
    assert "No run is open" in said(page)
    assert {found.label for found in page.button} >= {"Sculpt a prior", "Open"}
