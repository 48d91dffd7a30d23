"""Recorded changes: in their order, and a damaged line harms no other."""

from sculptor.jobs import Run
from sculptor.runs.folder import EVENTS
from sculptor.runs.history import read_events
from sculptor.training.events import Event


def test_a_run_that_was_left_alone_has_none(run: Run) -> None:
    assert read_events(run.folder) == []


def test_damaged_lines_are_passed_over(run: Run) -> None:
    path = run.folder / EVENTS
    path.write_text(
        '{"step": 3, "kind": "set", "changes": {"weight": 2.0}}\n'
        "{half a line\n"
        "[1]\n"
        '{"step": "x", "kind": "set", "changes": {}}\n'
        '{"step": 5, "kind": "explode", "changes": {}}\n'
        '{"step": 9, "kind": "pause", "changes": {}}\n'
        '{"step": 12, "kind": "set", "cha'
    )
    assert read_events(run.folder) == [Event(3, "set", {"weight": 2.0}), Event(9, "pause")]
