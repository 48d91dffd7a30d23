"""The last word of a worker finds room on a disk that is full, real or not."""

import contextlib
import errno
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from sculptor.errors import SculptorError
from sculptor.files import read_json
from sculptor.jobs import Run
from sculptor.runs import reserve, status
from sculptor.runs.folder import STATUS
from sculptor.runs.reserve import Reserve
from sculptor.runs.status import StatusWriter

FULL = OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def full(*_: object) -> None:
    raise SculptorError("No space left on device")


def left(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir() if path.name.endswith((".reserve", ".tmp"))]


def test_the_bytes_turn_into_the_file(tmp_path: Path) -> None:
    path = tmp_path / "word.json"
    held = Reserve(path)
    assert not held.spend(b"too early")
    held.hold()
    assert held.path.stat().st_size == reserve.SIZE
    inode = held.path.stat().st_ino
    held.hold()
    assert held.spend(b"done")
    assert path.read_bytes() == b"done"
    assert path.stat().st_ino == inode  # no room was asked for
    held.release()
    assert [*tmp_path.iterdir()] == [path]


def test_what_is_held_goes_away_and_a_link_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "theirs").write_text("kept")
    held = Reserve(tmp_path / "word.json")
    held.path.symlink_to(tmp_path / "theirs")
    held.hold()
    assert not held.path.is_symlink()
    held.release()
    assert (tmp_path / "theirs").read_text() == "kept"
    assert [*tmp_path.iterdir()] == [tmp_path / "theirs"]


def test_a_folder_in_the_way_holds_nothing(tmp_path: Path) -> None:
    held = Reserve(tmp_path / "word.json")
    (held.path / "inside").mkdir(parents=True)
    held.hold()
    assert not held.spend(b"done")
    held.release()
    assert (held.path / "inside").is_dir()


def test_the_reason_survives_where_nothing_can_be_written(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    with StatusWriter(run.folder) as writer:
        assert len(left(run.folder)) == 1
        monkeypatch.setattr(status, "write_json", full)
        writer.end(status="failed", message="No space left on device")
    assert (run.status, run.progress().message) == ("failed", "No space left on device")
    assert left(run.folder) == []


def test_the_reason_survives_where_room_comes_only_with_what_was_held(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As where every block is written anew: what is held cannot be written over."""
    sync, held = os.fsync, Reserve(run.folder / STATUS).path

    def scarce(file: int) -> None:
        if held.exists():
            raise FULL
        sync(file)

    with StatusWriter(run.folder) as writer:
        monkeypatch.setattr(os, "fsync", scarce)
        writer.end(status="failed", message="why")
    assert run.progress().message == "why"
    assert left(run.folder) == []


def test_a_disk_that_was_full_at_first_is_asked_again(
    run: Run, monkeypatch: pytest.MonkeyPatch, until: object
) -> None:
    monkeypatch.setattr(status, "BEAT", 0.02)
    opened = Path.open

    def refuse(self: Path, *arguments: object, **more: object) -> object:
        if self.name.endswith(".reserve"):
            raise FULL
        return opened(self, *arguments, **more)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "open", refuse)
        writer = StatusWriter(run.folder).__enter__()
        assert left(run.folder) == []
    until(lambda: any(name.endswith(".reserve") for name in left(run.folder)))
    writer.__exit__(None, None, None)
    assert left(run.folder) == []


def test_a_worker_that_was_killed_leaves_bytes_that_the_next_takes_over(run: Run) -> None:
    first = StatusWriter(run.folder).__enter__()
    first.close()  # and no more, as where it is killed
    assert len(left(run.folder)) == 1
    with StatusWriter(run.folder) as writer:
        writer.end(status="finished")
    assert left(run.folder) == []
    assert run.status == "finished"


def fill(path: Path) -> None:
    """Take every byte that is left."""
    with path.open("wb", buffering=0) as file, contextlib.suppress(OSError):
        while file.write(os.urandom(1024)):
            pass


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 256 KiB, where this user may mount one."""
    place = tmp_path / "disk"
    place.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", str(place)]
    if (
        sys.platform != "linux"
        or subprocess.run(mount, capture_output=True, check=False).returncode
    ):
        pytest.skip("only root can mount a file system")
    yield place
    subprocess.run(["umount", str(place)], check=True)


def test_the_reason_survives_on_a_disk_without_a_free_byte(small_disk: Path) -> None:
    run = Run(small_disk / "20260101-000000-abcd")
    run.folder.mkdir()
    with StatusWriter(run.folder) as writer:
        fill(small_disk / "filler")
        with pytest.raises(SculptorError, match="No space"):
            writer.write(status="running")
        writer.end(status="failed", message="Expected to write, but: No space left on device.")
    assert read_json(run.folder / STATUS)["status"] == "failed"
    assert run.progress().message.endswith("No space left on device.")
    assert left(run.folder) == []
