"""Snapshots on disk: what is written is read back, whole and in parts."""

import numpy as np
import pytest

from sculptor import SculptorError, runs
from sculptor.jobs import Run
from sculptor.runs import snapshots
from sculptor.runs.folder import LATENTS, METRICS, SNAPSHOTS
from sculptor.training.snapshot import Snapshot


@pytest.fixture
def snapshot(run: Run) -> Snapshot:
    """A snapshot of a stochastic encoder in three dimensions, as the run's first."""
    draw = np.random.default_rng(0).normal
    latents = {name: draw(size=(5, 3)).astype(np.float32) for name in ("mean", "sample")}
    plane = draw(size=(5, 2)).astype(np.float32), draw(size=(7, 2)).astype(np.float32)
    found = Snapshot(10, 0.5, latents, draw(size=(7, 3)).astype(np.float32), {"lps": 0.25})
    found.projections["pca"] = plane
    snapshots.write(run.folder, found)
    return found


def test_it_is_read_as_it_was_written(run: Run, snapshot: Snapshot) -> None:
    frame = snapshots.read(run.folder, 10)
    assert np.array_equal(frame.target, snapshot.target)
    assert np.array_equal(frame.projections["pca"][1], snapshot.projections["pca"][1])
    assert frame.metrics == {"lps": 0.25}


def test_one_without_its_row_is_written_again(run: Run, snapshot: Snapshot) -> None:
    assert snapshots.exists(run.folder, 10, pictured=False)
    assert not snapshots.exists(run.folder, 10, pictured=True)
    assert not snapshots.exists(run.folder, 20, pictured=False)
    (run.folder / METRICS).unlink()  # the disk was full, or the worker was killed
    assert not snapshots.exists(run.folder, 10, pictured=False)
    snapshots.write(run.folder, snapshot)
    assert list(run.metrics()["step"]) == [10]
    assert not (run.folder / LATENTS).exists()  # those of the newest with images


def test_its_latents_can_be_read_alone(run: Run, snapshot: Snapshot) -> None:
    frame = snapshots.read_latents(run.folder, 10)
    assert frame.latents.keys() == snapshot.latents.keys()
    for name, latents in snapshot.latents.items():
        assert np.array_equal(frame.latents[name], latents)
    assert frame.target.shape == (0, 3)


@pytest.mark.parametrize("read", [snapshots.read, snapshots.read_latents])
def test_one_that_is_cut_short_or_not_there(run: Run, snapshot: Snapshot, read) -> None:
    path = run.folder / SNAPSHOTS / "0000010.npz"
    path.write_bytes(path.read_bytes()[:400])
    with pytest.raises(SculptorError, match="Expected arrays of numbers"):
        read(run.folder, 10)
    with pytest.raises(SculptorError, match="it is not there"):
        read(run.folder, 20)


def test_old_light_snapshots_are_thinned(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sculptor.runs.snapshots.KEEP", 4)
    for step in range(0, 70, 10):
        (run.folder / SNAPSHOTS / f"{step:07d}.npz").write_bytes(b"")
    (run.folder / SNAPSHOTS / "0000020-traversal.png").write_bytes(b"")
    runs.snapshots.thin(run.folder)
    assert run.snapshots() == [0, 20, 30, 50, 60]
