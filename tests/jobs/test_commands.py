"""Commands: files that arrive whole and in order."""

from sculptor.jobs import Run, commands
from sculptor.runs.folder import COMMANDS


def test_commands_keep_their_order(run: Run) -> None:
    for weight in range(1, 30):
        commands.send(run.folder, "set", {"weight": weight})
    assert [c.changes["weight"] for c in commands.waiting(run.folder)] == list(range(1, 30))


def test_what_is_not_a_command_is_passed_over(run: Run) -> None:
    within = run.folder / COMMANDS
    (within / "00.json").write_text("{half")
    (within / "01.json").write_text('{"kind": "explode", "sent": 1}')
    (within / ".02.json.tmp").write_text("{")
    commands.send(run.folder, "set", {"weight": 1})
    assert [c.kind for c in commands.waiting(run.folder)] == ["set"]
    assert not (within / "01.json").exists()
    assert (within / ".02.json.tmp").exists()


def test_the_last_wish_counts_and_a_resumed_run_forgets_it(run: Run) -> None:
    run.pause()
    run.stop()
    assert commands.ending(run.folder) == "stop"
    commands.clear(run.folder)
    assert commands.ending(run.folder) is None


def test_a_run_that_has_ended_for_good_takes_nothing_up(run: Run) -> None:
    run.set(weight=2.0)
    run.pause()
    commands.drop(run.folder)
    assert list((run.folder / COMMANDS).iterdir()) == []
