"""Drafts: whole or not at all, and what a killed process has left goes."""

import os
import signal
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from filelock import FileLock

from sculptor import RunConfig, SculptorError, jobs
from sculptor.home import LOCKS
from sculptor.jobs import drafts, launcher
from sculptor.jobs.drafts import draft

Child = Callable[..., "subprocess.Popen[str]"]

MAKER = """
import sys
from pathlib import Path
from sculptor.jobs.drafts import draft
with draft(Path(sys.argv[1])) as within:
    (within / "part").write_text("a part")
    print("half", flush=True)
    sys.stdin.read()
"""


def test_it_appears_whole(own_home: Path) -> None:
    with draft(own_home / "made") as within:
        (within / "part").write_text("all")
        assert not (own_home / "made").exists()
    assert (own_home / "made" / "part").read_text() == "all"
    assert not within.exists()


def test_nothing_is_left_of_what_failed(own_home: Path) -> None:
    with (
        pytest.raises(SculptorError, match=r"Expected to make made in .*, but: No space left"),
        draft(own_home / "made"),
    ):
        raise OSError(28, "No space left on device")
    assert [path.name for path in own_home.iterdir()] == [LOCKS]


def test_what_a_killed_process_left_goes_with_the_next(
    own_home: Path, tiny: RunConfig, child: Child
) -> None:
    process = child(MAKER, own_home / "half")
    assert process.stdout is not None
    assert process.stdout.readline() == "half\n"
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    assert (own_home / ".new-half" / "part").exists()
    assert jobs.list_runs() == []
    launcher.create(tiny)
    assert not list(own_home.glob(".new-*"))


def test_two_are_not_made_at_once(own_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drafts, "PATIENCE", 0.0)
    (own_home / LOCKS).mkdir(parents=True)
    with FileLock(own_home / LOCKS / drafts.LOCK):
        left = own_home / ".new-other"
        left.mkdir()
        with pytest.raises(SculptorError, match="another process has been making"):
            draft(own_home / "made").__enter__()
        assert left.exists()
