"""What a kill leaves half-written goes, and nothing else does."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from sculptor import drafts, processes

GONE = f"{processes.here()}-{2**31 - 1}"


def test_what_a_killed_writer_leaves_is_swept(tmp_path: Path) -> None:
    code = (
        "import os, sys; from pathlib import Path; from sculptor import files\n"
        "with files.replacing(Path(sys.argv[1])) as file: file.write(b'half'); os._exit(9)"
    )
    target = tmp_path / "status.json"
    assert subprocess.run([sys.executable, "-c", code, str(target)], check=False).returncode == 9
    assert len(list(tmp_path.iterdir())) == 1
    drafts.sweep(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_was_left_is_swept_with_what_is_in_it(tmp_path: Path) -> None:
    keep = tmp_path / "keep"
    keep.mkdir()
    (keep / "file").write_text("x")
    draft = tmp_path / "home" / f".20261124-153012-a1b2.{GONE}-00000000.tmp"
    draft.mkdir(parents=True)
    (draft / "samples").symlink_to(keep)
    drafts.sweep(draft.parent)
    assert not draft.exists()
    assert (keep / "file").exists()


def test_who_writes_now_keeps_what_he_writes(tmp_path: Path) -> None:
    draft = drafts.name(tmp_path / "status.json")
    draft.write_text("")
    drafts.sweep(tmp_path)
    assert draft.exists()


@pytest.mark.parametrize("name", [".x.00000000.tmp", ".x.11111111-7-00000000.tmp"])
def test_what_is_nobodys_goes_after_an_hour(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_text("")
    drafts.sweep(tmp_path)
    assert path.exists()
    then = path.stat().st_mtime - drafts.OLD - 10
    os.utime(path, (then, then))
    drafts.sweep(tmp_path)
    assert not path.exists()


@pytest.mark.parametrize("name", ["x.00000000.tmp", ".x.tmp", ".umap.lock", f"x.{GONE}-0.tmp"])
def test_other_names_are_left_alone(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_text("")
    os.utime(path, (0, 0))
    drafts.sweep(tmp_path)
    assert path.exists()


def test_links_are_neither_followed_nor_removed(tmp_path: Path) -> None:
    within, elsewhere = tmp_path / "run", tmp_path / "elsewhere"
    elsewhere.mkdir()
    left = elsewhere / f".x.{GONE}-00000000.tmp"
    left.write_text("")
    within.symlink_to(elsewhere)
    drafts.sweep(within)
    assert left.exists()
    (tmp_path / left.name).symlink_to(left)
    drafts.sweep(tmp_path)
    assert left.exists()
    assert (tmp_path / left.name).is_symlink()
    drafts.remove(tmp_path / left.name)
    assert left.exists()
