"""An exported run can be read without Sculptor."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from sculptor import RunConfig, SculptorError, runs
from sculptor.jobs import Run
from sculptor.runs import snapshots
from sculptor.training.snapshot import Snapshot


@pytest.fixture
def shown(run: Run) -> Run:
    """A run with one snapshot."""
    images = np.zeros((3, 4, 1, 8, 8), np.uint8)
    points = np.arange(20, dtype=np.float32).reshape(10, 2)
    metrics = {"mmd2": 0.5, "loss": float("nan")}
    snapshot = Snapshot(7, 1.5, {"mean": points}, points + 1, metrics, images, images[0], images[0])
    snapshot.samples = images[0]
    snapshots.write(run.folder, snapshot)
    return run


def test_what_is_exported(shown: Run, tmp_path: Path) -> None:
    folder = runs.export(shown, tmp_path / "out")
    names = {path.name for path in folder.iterdir()}
    assert {"config.json", "metrics.csv", "latents.csv", "latents.npy", "target.npy"} <= names
    assert {"traversal.png", "reconstruction.png", "samples.png", "README.md"} <= names
    table = pd.read_csv(folder / "latents.csv")
    assert list(table) == ["z1", "z2"]
    np.testing.assert_array_equal(table.to_numpy(), np.load(folder / "latents.npy"))
    assert pd.read_csv(folder / "metrics.csv")["mmd2"].tolist() == [0.5]
    config = json.loads((folder / "config.json").read_text())
    assert config.pop("format") == 1
    assert RunConfig.from_dict(config) == shown.config
    assert "step" in (folder / "README.md").read_text()
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


def test_nothing_is_written_over(shown: Run, tmp_path: Path) -> None:
    (tmp_path / ".out.tmp").mkdir()
    (tmp_path / ".out.tmp" / "left.txt").write_text("by an export that was killed")
    assert not (runs.export(shown, tmp_path / "out") / "left.txt").exists()
    (tmp_path / "mine.txt").write_text("precious")
    with pytest.raises(SculptorError, match="new or empty folder"):
        runs.export(shown, tmp_path)
    assert (tmp_path / "mine.txt").read_text() == "precious"


def test_nothing_to_export(run: Run, tmp_path: Path) -> None:
    with pytest.raises(SculptorError, match="there is none yet"):
        runs.export(run, tmp_path / "out")
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("name", ["model.safetensors", "events.jsonl", "config.json"])
def test_nothing_that_lies_elsewhere_is_exported(finished: Run, tmp_path: Path, name: str) -> None:
    secret = tmp_path / "secret"
    secret.write_bytes((finished.folder / "config.json").read_bytes())
    (finished.folder / name).unlink(missing_ok=True)
    (finished.folder / name).symlink_to(secret)
    with pytest.raises(SculptorError, match="received a link"):
        runs.export(finished, tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_a_file_that_is_far_too_large_is_not_copied(finished: Run, tmp_path: Path) -> None:
    with (finished.folder / "model.safetensors").open("r+b") as file:
        file.truncate(10 * 2**30)
    with pytest.raises(SculptorError, match="at most 4,294,967,296 bytes"):
        runs.export(finished, tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_only_sample_files_of_the_run_itself_are_exported(finished: Run, tmp_path: Path) -> None:
    own, secret = finished.folder / "samples", tmp_path / "secret.npy"
    secret.write_text("secret")
    (own / "passwd.npy").symlink_to(secret)
    (own / f"{'a' * 64}.npy").write_bytes(b"samples")
    to = runs.export(finished, tmp_path / "out")
    assert [path.name for path in (to / "samples").iterdir()] == [f"{'a' * 64}.npy"]
    (own / f"{'b' * 64}.npy").symlink_to(secret)
    with pytest.raises(SculptorError, match="received a link"):
        runs.export(finished, tmp_path / "again")
