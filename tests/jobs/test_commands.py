"""Commands: files that arrive whole and in order."""

import os
from pathlib import Path

import pytest

from sculptor import SculptorError
from sculptor.jobs import Run, commands
from sculptor.runs.folder import COMMANDS

NAME = "01795500000000000000-1a2b3c4d.json"
"""As a command is named."""


def test_commands_keep_their_order(run: Run) -> None:
    for weight in range(1, 30):
        commands.send(run.folder, "set", {"weight": weight})
    assert [c.changes["weight"] for c in commands.waiting(run.folder)] == list(range(1, 30))


NESTED = "[" * 100_000 + "]" * 100_000


@pytest.mark.parametrize(
    "content",
    [
        "{half",
        NESTED,
        '{"kind": "explode", "sent": 1}',
        '{"kind": "stop"}',
        '{"kind": "stop", "sent": NaN}',
        f'{{"kind": "stop", "sent": 1{"0" * 400}}}',
        '{"kind": "set", "sent": 1, "changes": {"prior": 5}}',
        '{"kind": "set", "sent": 1, "changes": [1]}',
    ],
)
def test_what_is_not_a_command_is_passed_over_and_removed(run: Run, content: str) -> None:
    within = run.folder / COMMANDS
    (within / NAME).write_text(content)
    (within / ".02.json.tmp").write_text("{")
    (within / "notes.json").write_text("somebody's own")
    commands.send(run.folder, "set", {"weight": 1})
    assert [c.kind for c in commands.waiting(run.folder)] == ["set"]
    assert not (within / NAME).exists()
    assert (within / ".02.json.tmp").exists()
    assert (within / "notes.json").exists()


def test_a_folder_of_commands_that_lies_elsewhere_is_left_alone(run: Run, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / NAME).write_text("no command")
    (run.folder / COMMANDS).rmdir()
    (run.folder / COMMANDS).symlink_to(elsewhere)
    assert commands.waiting(run.folder) == []
    with pytest.raises(SculptorError, match="received a link"):
        commands.send(run.folder, "stop")
    assert [path.name for path in elsewhere.iterdir()] == [NAME]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes")
def test_links_pipes_and_folders_are_no_commands(run: Run, tmp_path: Path) -> None:
    within, target = run.folder / COMMANDS, tmp_path / "stop.json"
    target.write_text('{"kind": "stop", "sent": 1}')
    (within / NAME).symlink_to(target)
    os.mkfifo(within / NAME.replace("1a2b", "0000"))
    (within / NAME.replace("1a2b", "ffff")).mkdir()
    assert commands.waiting(run.folder) == []
    assert target.exists()
    assert [path.name for path in within.iterdir()] == [NAME.replace("1a2b", "ffff")]


def test_the_last_wish_counts_and_a_resumed_run_forgets_it(run: Run) -> None:
    run.pause()
    run.stop()
    assert commands.ending(run.folder) == "stop"
    commands.clear(run.folder)
    assert commands.ending(run.folder) is None
