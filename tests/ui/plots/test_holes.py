"""Where the prior has mass and no data: computed anew for another snapshot."""

import numpy as np

from sculptor.runs import snapshots
from sculptor.training.snapshot import Snapshot
from sculptor.ui.plots import holes


def test_of_a_half_that_is_empty_the_rows_are_found(make_run) -> None:
    run = make_run(upto=None)
    square = np.random.default_rng(0).uniform(size=(400, 2)).astype(np.float32)
    left = square[:, 0] < 0.5
    snapshots.write(run.folder, Snapshot(0, 0.0, {"mean": square[left]}, square, {}))
    snapshots.write(run.folder, Snapshot(20, 1.0, {"mean": square}, square, {}))
    rows = holes.empty_rows(run, 0, "mean")
    assert set(rows) <= set(np.flatnonzero(~left))
    assert 0.8 * (~left).sum() < len(rows)
    assert holes.empty_share(run, 0, "mean") == len(rows) / 400
    assert holes.empty_share(run, 0, "sample") == len(rows) / 400  # of a deterministic encoder
    assert holes.empty_share(run, 20, "mean") == 0
