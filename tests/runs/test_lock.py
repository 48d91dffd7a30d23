"""One writer a run, which sweeps what the one before has left."""

from pathlib import Path

import pytest

from sculptor import SculptorError, processes
from sculptor.jobs import Run
from sculptor.runs.folder import COMMANDS, SNAPSHOTS
from sculptor.runs.lock import alone


def test_the_next_writer_sweeps_what_a_killed_one_has_left(run: Run, tmp_path: Path) -> None:
    name = f".x.{processes.here()}-{2**31 - 1}-00000000.tmp"
    left = [run.folder / name, run.folder / SNAPSHOTS / name, run.folder / COMMANDS / name]
    for path in left:
        path.write_text("half")
    with alone(run.folder, 0):
        assert not any(path.exists() for path in left)


def test_nobody_writes_in_a_folder_that_lies_elsewhere(run: Run, tmp_path: Path) -> None:
    run.folder.rename(tmp_path / "elsewhere")
    run.folder.symlink_to(tmp_path / "elsewhere")
    with pytest.raises(SculptorError, match="received a link"), alone(run.folder, 0):
        pass
