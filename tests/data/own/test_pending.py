"""Data that is looked at before it is a set: what the process tells, and what becomes of it."""

import json
import os
import time
from pathlib import Path

import pytest

from sculptor import SculptorError, data
from sculptor.data.own import work
from sculptor.data.own.pending import PROGRESS, Pending
from sculptor.home import datasets_dir
from tests.data.images.small import two_classes, write_folder, write_zip


def looked_at(path: Path, **options: object) -> Pending:
    """A look that has come to its end."""
    pending = Pending.new()
    pending.ask(str(path), options, "my pets.zip")
    work.work(pending.folder)
    return pending


def test_a_look_is_seen_and_then_used(tmp_path: Path) -> None:
    files = two_classes(10) | {"notes.txt": b""}
    pending = looked_at(write_zip(tmp_path / "x.zip", files))
    assert pending.progress().state == "ready"
    look = pending.look()
    assert (look["n"], look["kind"], look["classes"]) == (
        20,
        "images",
        [["cats", 10], ["dogs", 10]],
    )
    assert pending.grid().startswith(b"\x89PNG")
    assert pending.lines("skipped.jsonl") == [["notes.txt", "no image by its name"]]
    assert pending.suggestion == "my pets"
    made = pending.use("pets")
    assert made.source == "my pets.zip"
    assert len(data.load("pets")) == 20
    assert not pending.folder.exists()
    assert Pending.find(pending.folder.name) is None


def test_options_are_followed_and_a_second_question_replaces_the_first(tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "x", two_classes(10))
    pending = looked_at(folder, size="16", channels=1)
    assert pending.ready().shape == (1, 16, 16)
    pending.ask(str(folder), {"size": "8x24"})
    assert (pending.look(), pending.ready()) == (None, None)
    with pytest.raises(SculptorError, match="was read to its end"):
        pending.use("pets")
    work.work(pending.folder)
    assert pending.ready().shape == (3, 8, 24)


def test_what_goes_wrong_is_said_there(tmp_path: Path) -> None:
    progress = looked_at(tmp_path / "nowhere").progress()
    assert (progress.state, progress.live) == ("failed", False)
    assert "is not there" in progress.message


def test_a_process_that_was_killed_is_seen(tmp_path: Path) -> None:
    pending = looked_at(write_folder(tmp_path / "x", two_classes(10)))
    path = pending.folder / PROGRESS
    told = json.loads(path.read_text())
    gone = {**told["process"], "pid": 2**22 - 7, "ticks": 1}
    path.write_text(json.dumps({**told, "state": "reading", "process": gone}))
    assert "was ended" in pending.progress().message
    pending.stop()  # nobody is there to be ended


def test_a_name_that_is_taken_keeps_the_look(tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "x", two_classes(10))
    data.add("my pets", folder)
    pending = looked_at(folder)
    assert pending.suggestion == "my pets 2"
    with pytest.raises(SculptorError, match="there is one called my pets"):
        pending.use("my pets")
    assert len(pending.use("my pets 2")) == 20


def test_what_nobody_used_is_swept_after_a_week_and_no_id_leads_elsewhere() -> None:
    old = Pending.new()
    os.utime(old.folder, (time.time() - 8 * 86_400,) * 2)
    new = Pending.new()
    assert not old.folder.exists()
    assert new.folder.exists()
    assert Pending.find("nothing") is None
    assert datasets_dir() in new.folder.parents
