"""Commands arrive whole and in order, and are recorded before they are taken up."""

import json
import shutil
from collections.abc import Iterable
from pathlib import Path

import pytest

from sculptor import RunConfig, SculptorError
from sculptor.files import append_line, read_json, read_lines
from sculptor.jobs import Run, commands
from sculptor.jobs.inbox import Inbox
from sculptor.runs import snapshots
from sculptor.runs.folder import COMMANDS, EVENTS, METRICS, SNAPSHOTS, Gone
from sculptor.training.events import Event


def open_inbox(run: Run, applied: int = 0, answers: list[str] | None = None) -> Inbox:
    """An inbox that looks at every step."""
    inbox = Inbox(run.folder, run.config, (answers if answers is not None else []).append)
    inbox.begin(applied)
    return inbox


def ask(inbox: Inbox, step: int) -> list[Event]:
    """What is taken up before a step, without waiting for the next look."""
    inbox._next_look = 0.0
    return inbox(step)


def recorded(run: Run) -> list[tuple[int, dict[str, object]]]:
    """Steps and changes on record."""
    return [(event.step, event.changes) for event in run.events()]


def record(run: Run, events: Iterable[tuple[int, float]]) -> None:
    """Put weights on record, as an earlier worker did."""
    for step, weight in events:
        append_line(run.folder / EVENTS, Event(step, "set", {"weight": weight}).to_dict())


def test_a_change_is_on_record_before_it_is_taken_up(run: Run) -> None:
    inbox = open_inbox(run)
    assert ask(inbox, 3) == []
    run.set(weight=5.0)
    run.set(learning_rate=1e-4, weight=7.0)
    assert ask(inbox, 4) == [Event(4, "set", {"weight": 7.0, "learning_rate": 1e-4})]
    assert recorded(run) == [(4, {"weight": 7.0, "learning_rate": 1e-4})]
    assert commands.waiting(run.folder) == []
    assert ask(inbox, 5) == []


def test_a_crash_between_record_and_removal_counts_once(run: Run) -> None:
    run.set(weight=5.0)
    (path,) = (run.folder / COMMANDS).iterdir()
    value = read_json(path)
    ask(open_inbox(run), 4)
    path.write_text(json.dumps(value))
    inbox = open_inbox(run)
    assert ask(inbox, 2) == []
    assert ask(inbox, 4) == [Event(4, "set", {"weight": 5.0})]
    assert len(recorded(run)) == 1


def test_recorded_changes_are_replayed_at_their_steps(run: Run) -> None:
    record(run, [(2, 1.0), (5, 2.0), (9, 3.0)])
    inbox = open_inbox(run, applied=1)
    taken = {step: ask(inbox, step) for step in range(3, 12)}
    assert [step for step, events in taken.items() if events] == [5, 9]
    assert taken[9] == [Event(9, "set", {"weight": 3.0})]
    assert recorded(run) == [(2, {"weight": 1.0}), (5, {"weight": 2.0}), (9, {"weight": 3.0})]


def test_a_new_change_before_the_recorded_ones_begins_another_history(run: Run) -> None:
    record(run, [(2, 1.0), (9, 3.0)])
    for step in (0, 4, 8, 12):
        append_line(run.folder / METRICS, {"step": step})
        (run.folder / SNAPSHOTS / f"{step:07d}.npz").write_bytes(b"")
    inbox = open_inbox(run, applied=1)
    run.set(learning_rate=1e-4)
    assert ask(inbox, 5) == [
        Event(5, "set", {"weight": 3.0}),
        Event(5, "set", {"learning_rate": 1e-4}),
    ]
    assert recorded(run) == [
        (2, {"weight": 1.0}),
        (5, {"weight": 3.0}),
        (5, {"learning_rate": 1e-4}),
    ]
    assert [row["step"] for row in run.rows()] == snapshots.steps(run.folder) == [0, 4]
    assert ask(inbox, 9) == []


def test_pause_comes_after_the_changes_before_it(run: Run) -> None:
    inbox = open_inbox(run)
    run.set(weight=5.0)
    run.pause()
    assert [event.kind for event in ask(inbox, 1)] == ["set", "pause"]
    assert len(read_lines(run.folder / EVENTS)) == 1


@pytest.mark.parametrize(
    "changes",
    [
        {"steps": 3},
        {"learning_rate": 0},
        {"learning_rate": "fast"},
        {"prior": {"kind": "nonsense"}},
        {"prior": {"kind": "gaussian", "dim": 7}},
        {"weight": -1.0},
        {"beta": 2.0},
    ],
)
def test_a_change_that_cannot_be_is_refused(run: Run, changes: dict[str, object]) -> None:
    with pytest.raises(SculptorError):
        run.set(**changes)
    answers: list[str] = []
    inbox = open_inbox(run, answers=answers)
    commands.send(run.folder, "set", dict(changes))
    assert ask(inbox, 1) == []
    [reason] = answers
    assert reason
    assert recorded(run) == []
    assert commands.waiting(run.folder) == []


def test_a_refusal_is_over_with_the_next_change_that_is_taken_up(run: Run) -> None:
    answers: list[str] = []
    inbox = open_inbox(run, answers=answers)
    commands.send(run.folder, "set", {"learning_rate": 0})
    run.set(learning_rate=1e-4)
    assert ask(inbox, 1) == [Event(1, "set", {"learning_rate": 1e-4})]
    assert [bool(reason) for reason in answers] == [True, False]


def test_a_folder_that_is_gone(run: Run, tiny: RunConfig) -> None:
    inbox = open_inbox(run)
    shutil.rmtree(run.folder / COMMANDS)
    assert ask(inbox, 1) == []
    shutil.rmtree(run.folder)
    with pytest.raises(Gone):
        ask(inbox, 2)
    with pytest.raises(Gone):
        commands.send(run.folder, "pause")


def test_a_record_that_cannot_be_read_ends_the_work(run: Run, tmp_path: Path) -> None:
    (tmp_path / "events").write_text("")
    (run.folder / EVENTS).symlink_to(tmp_path / "events")
    with pytest.raises(SculptorError, match="received a link"):
        open_inbox(run)
    assert (tmp_path / "events").read_text() == ""


@pytest.mark.parametrize("line", ['{"step": 1, "kind": "set", "commands": [[1]]}', "[" * 100_000])
def test_a_line_that_is_no_event_is_passed_over(run: Run, line: str) -> None:
    (run.folder / EVENTS).write_text(line + "\n")
    record(run, [(5, 2.0)])
    inbox = open_inbox(run)
    assert [event.step for event in ask(inbox, 5)] == [5]


def test_a_pause_at_a_step_is_taken_up_there_and_not_before(run: Run) -> None:
    commands.send(run.folder, "pause", {"step": 7})
    assert commands.ending(run.folder) is None  # a worker that waits for a device goes on waiting
    inbox = open_inbox(run)
    assert inbox.wish_to_end() is None
    assert inbox(0) == []
    assert inbox(6) == []
    assert inbox(7) == [Event(7, "pause")]
    assert open_inbox(run)(9) == [Event(9, "pause")]  # who comes later is past it


def test_who_asks_for_a_pause_now_does_not_wait_for_the_step(run: Run) -> None:
    commands.send(run.folder, "pause", {"step": 7})
    commands.send(run.folder, "stop")
    assert open_inbox(run)(2) == [Event(2, "stop")]
