"""The reader of runs: nothing twice, and all that is new."""

import time

import numpy as np
import pytest

from sculptor.files import append_line
from sculptor.jobs import Run
from sculptor.runs import folder as folders
from sculptor.runs import snapshots
from sculptor.ui.plots import reader


def test_nothing_is_read_twice_and_all_that_is_new_is_seen(
    make_run, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = make_run("ring", status="running", upto=40)
    time.sleep(reader.UNSETTLED)
    first = reader.rows(run), reader.steps(run), reader.frame(run, 40)
    monkeypatch.setattr(Run, "rows", None)
    monkeypatch.setattr(Run, "snapshots", None)
    monkeypatch.setattr(Run, "snapshot", None)
    again = reader.rows(run), reader.steps(run), reader.frame(run, 40)
    assert all(a is b for a, b in zip(first, again, strict=True))
    monkeypatch.undo()
    newer = snapshots.read(run.folder, 40)
    (run.folder / folders.SNAPSHOTS / "0000060.npz").write_bytes(
        (run.folder / folders.SNAPSHOTS / "0000040.npz").read_bytes()
    )
    append_line(run.folder / folders.METRICS, {"step": 60, "mmd2": 1.0})
    assert reader.steps(run)[-1] == 60
    assert reader.rows(run)[-1]["step"] == 60
    assert np.array_equal(reader.frame(run, 60).target, newer.target)
