"""Snapshots on disk: what is written is read back, whole and in parts."""

import json
import struct
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from sculptor import SculptorError, runs
from sculptor.files import append_line, read_arrays, write_arrays
from sculptor.jobs import Run
from sculptor.runs import snapshots
from sculptor.runs.folder import LATENTS, METRICS, SNAPSHOTS
from sculptor.training.snapshot import DRAWN, SHOWN, Snapshot


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


def test_decoded_samples_are_a_picture_that_older_runs_have_not(
    run: Run, snapshot: Snapshot
) -> None:
    assert run.image(10, "samples") is None
    tiles = np.zeros((DRAWN, 1, 48, 48), np.uint8)
    snapshots.write(run.folder, replace(snapshot, step=20, samples=tiles))
    assert run.image(10, "samples") is None
    png = run.image(25, "samples")
    assert png is not None
    width, height = struct.unpack(">II", png[16:24])
    assert (width, height) == (SHOWN * 50 - 2, 2 * 50 - 2)


def test_old_light_snapshots_are_thinned(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sculptor.runs.snapshots.KEEP", 4)
    for step in range(0, 70, 10):
        (run.folder / SNAPSHOTS / f"{step:07d}.npz").write_bytes(b"")
    (run.folder / SNAPSHOTS / "0000020-traversal.png").write_bytes(b"")
    runs.snapshots.thin(run.folder)
    assert run.snapshots() == [0, 20, 30, 50, 60]


def test_a_run_of_pictures_alone_is_bounded_too(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SCULPTOR_SNAPSHOTS", "12")
    for step in range(0, 10_000, 10):
        for end in ENDS:
            (run.folder / SNAPSHOTS / f"{step:07d}{end}").write_bytes(b"")
        snapshots.thin(run.folder)
        assert len(run.snapshots()) <= 13
    kept = run.snapshots()
    assert (kept[0], kept[-1]) == (0, 9_990)
    assert len(list((run.folder / SNAPSHOTS).iterdir())) == len(ENDS) * len(kept)


@pytest.mark.parametrize(
    ("told", "kept"),
    [("", 600), ("50", 50), ("0", 10), ("-5", 600), ("ten", 600), ("9" * 5000, 600)],
)
def test_how_many_are_kept_can_be_set(
    monkeypatch: pytest.MonkeyPatch, told: str, kept: int
) -> None:
    monkeypatch.setenv("SCULPTOR_SNAPSHOTS", told)
    assert snapshots.keep() == kept


def test_what_can_be_spared_lies_between_what_stays(run: Run) -> None:
    within = run.folder / SNAPSHOTS
    for step in range(0, 10**7 + 1, 100_000):
        for end in ENDS if step % 1_000_000 == 0 else (".npz",):
            (within / f"{step:07d}{end}").write_bytes(b"")
    for name in ("0500000-umap.npz", "0000005-notes.txt", "notes.npz"):
        (within / name).write_bytes(b"")
    for path in snapshots.spare(run.folder, 11):
        path.unlink()
    kept = run.snapshots()
    assert {0, 5_000_000, 10**7} < {*kept}
    assert len(kept) <= 11
    assert max(b - a for a, b in pairwise(kept)) <= 2_000_000
    for kind in snapshots.PICTURES:
        assert snapshots.pictured(run.folder, 10**7, kind) == 10**7
    left = {path.name for path in within.iterdir()}
    assert {"0500000-umap.npz", "0000005-notes.txt", "notes.npz"} < left
    assert snapshots.spare(run.folder, 101) == []


ENDS = (".npz", "-traversal.png", "-reconstruction.png", "-samples.png")


def edited(run: Run, **arrays: Any) -> None:
    """Put other arrays into the snapshot; None takes one out."""
    path = snapshots.path(run.folder, 10)
    held = read_arrays(path) | {name.replace("_", "."): array for name, array in arrays.items()}
    write_arrays(path, {name: array for name, array in held.items() if array is not None})


def about(**fields: Any) -> Any:
    return np.frombuffer(json.dumps(fields).encode(), np.uint8)


@pytest.mark.parametrize(
    "arrays",
    [
        {"latents_mean": None},
        {"latents_mean": np.zeros((5, 3), int)},
        {"latents_mean": np.zeros(5, np.float32)},
        {"latents_mean": np.full((5, 3), np.nan, np.float32)},
        {"latents_mean": np.zeros((0, 3), np.float32)},
        {"latents_sample": np.zeros((4, 3), np.float32)},
        {"latents_sample": np.zeros((5, 2), np.float32)},
        {"target": np.zeros((7, 2), np.float32)},
        {"target": np.array(["x"])},
        {"target": None},
        {"about": None},
        {"about": np.zeros(3, np.float32)},
        {"about": np.frombuffer(b"[" * 100_000, np.uint8)},
        {"about": np.frombuffer(b"[]", np.uint8)},
    ],
)
def test_one_of_other_shapes_and_types_is_refused(
    run: Run, snapshot: Snapshot, arrays: dict[str, Any]
) -> None:
    edited(run, **arrays)
    with pytest.raises(SculptorError, match="Expected"):
        run.snapshot()


def test_what_does_not_fit_beside_it_is_left_out(run: Run, snapshot: Snapshot) -> None:
    edited(
        run,
        projection_pca_latents=np.zeros((5, 3), np.float32),
        about=about(metrics={"lps": 0.25, "mmd2": "x", "n": [1]}, details=5),
    )
    frame = run.snapshot()
    assert frame.projections == {}
    assert frame.metrics == {"lps": 0.25}
    assert frame.details == {}


def test_only_a_picture_is_sent_as_one(run: Run, snapshot: Snapshot) -> None:
    path = snapshots.path(run.folder, 10, "-traversal.png")
    start = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"
    good = start + struct.pack(">II", 64, 64) + b"the rest"
    wide = start + struct.pack(">II", 2**20, 1) + b"the rest"
    for content, sent in ((b"<script>", None), (b"", None), (wide, None), (good, good)):
        path.write_bytes(content)
        assert run.image(10, "traversal") == sent
    path.unlink()
    elsewhere = run.folder.parent / "secret.png"
    elsewhere.write_bytes(good)
    path.symlink_to(elsewhere)
    assert run.image(10, "traversal") is None


def test_another_history_takes_nothing_away_that_lies_elsewhere(
    run: Run, snapshot: Snapshot, tmp_path: Path
) -> None:
    append_line(run.folder / METRICS, {"step": 20, "lps": 0.5})
    own = run.folder / SNAPSHOTS
    for name in ("0000020-notes.txt", "0000020.npz.bak"):
        (own / name).write_text("somebody's own")
    (own / "0000020-umap.npz").write_bytes(b"")
    (own / "0000030.npz").mkdir()
    snapshots.forget_after(run.folder, 10)
    assert [row["step"] for row in run.rows()] == [10]
    names = {"0000010.npz", "0000020-notes.txt", "0000020.npz.bak", "0000030.npz"}
    assert {path.name for path in own.iterdir()} == names

    own.rename(tmp_path / "elsewhere")
    own.symlink_to(tmp_path / "elsewhere")
    snapshots.forget_after(run.folder, 0)
    snapshots.thin(run.folder)
    assert {path.name for path in (tmp_path / "elsewhere").iterdir()} == names
    assert run.snapshots() == []
    with pytest.raises(SculptorError, match="received a link"):
        snapshots.write(run.folder, snapshot)
