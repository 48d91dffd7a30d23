"""Snapshots on disk: arrays as ``.npz``, images as ``.png``, figures as a line of JSON."""

from __future__ import annotations

import contextlib
import json
import math
import os
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from sculptor.errors import SculptorError
from sculptor.files import (
    append_line,
    read_arrays,
    read_lines,
    write_array,
    write_arrays,
    write_atomic,
)
from sculptor.runs.folder import LATENTS, METRICS, SNAPSHOTS, make_dir
from sculptor.training.snapshot import Floats, Snapshot
from sculptor.views import grids

KEEP = 600
"""Snapshots kept; of more, every other light one goes. Their figures stay in ``metrics.jsonl``."""

_ARRAYS = re.compile(r"(\d{7,})\.npz")
_UMAP = re.compile(r"(\d{7,})-umap\.npz")


@dataclass(frozen=True)
class Frame:
    """A snapshot as it was written.

    Attributes:
        step: Updates done.
        latents: The aggregate posterior by representation (``mean``, ``sample``), ``(n, d)``.
        target: ``(n, d)`` samples of the prior then in force.
        projections: Name (``pca``, ``umap``) to (latents, target), ``(n, 2)`` each.
        metrics: Figures by name.
        details: Figures that are not one number, by name.
    """

    step: int
    latents: dict[str, Floats]
    target: Floats
    projections: dict[str, tuple[Floats, Floats]]
    metrics: dict[str, float]
    details: dict[str, Any] = field(default_factory=dict)

    def codes(self, representation: str = "sample") -> Floats:
        """The latents of a representation; the means where an encoder has no other."""
        return self.latents.get(representation, self.latents["mean"])


def write(folder: Path, snapshot: Snapshot) -> None:
    """Write a snapshot: images first, then arrays, then its row, so that who sees one sees all.

    Raises:
        SculptorError: The disk is full or the folder is gone.
    """
    step = snapshot.step
    if folder.is_dir():
        make_dir(folder / SNAPSHOTS)
    if snapshot.traversal is not None:
        png = grids.traversal_png(snapshot.traversal, snapshot.target.shape[1])
        write_atomic(path(folder, step, "-traversal.png"), png)
    if snapshot.inputs is not None and snapshot.reconstructions is not None:
        png = grids.reconstruction_png(snapshot.inputs, snapshot.reconstructions)
        write_atomic(path(folder, step, "-reconstruction.png"), png)
    metrics = {name: value for name, value in snapshot.metrics.items() if math.isfinite(value)}
    about = {"metrics": metrics, "details": snapshot.details}
    arrays: dict[str, Any] = {
        "target": snapshot.target,
        "about": np.frombuffer(json.dumps(about).encode(), dtype=np.uint8),
    }
    for name, values in snapshot.latents.items():
        arrays[f"latents.{name}"] = values
    for name, (latents, target) in snapshot.projections.items():
        arrays[f"projection.{name}.latents"] = latents
        arrays[f"projection.{name}.target"] = target
    write_arrays(path(folder, step), arrays)
    if snapshot.pictured:
        latents = snapshot.latents.get("sample", snapshot.latents["mean"])
        write_array(folder / LATENTS, latents.astype(np.float32))
    # The last, since it says that all of the snapshot is there.
    row = {"step": step, "seconds": snapshot.seconds, **metrics}
    append_line(folder / METRICS, row)


def steps(folder: Path) -> list[int]:
    """The steps of which there is a snapshot."""
    return _steps(folder, _ARRAYS)


def exists(folder: Path, step: int, *, pictured: bool) -> bool:
    """Whether all of a snapshot of a step is there, with its images if it should have some."""
    ends = (".npz", "-traversal.png") if pictured else (".npz",)
    if not all(path(folder, step, end).exists() for end in ends):
        return False
    return any(_has_step(row) and row["step"] == step for row in read_lines(folder / METRICS))


def projected(folder: Path) -> list[int]:
    """The steps of which there is a UMAP projection."""
    return _steps(folder, _UMAP)


def last_step(folder: Path) -> int:
    """The furthest step that snapshots or figures tell of, -1 if none does."""
    measured = [row["step"] for row in read_lines(folder / METRICS) if _has_step(row)]
    return max([*measured, *steps(folder)], default=-1)


def read(folder: Path, step: int) -> Frame:
    """Read a snapshot.

    Raises:
        SculptorError: There is none of this step, or its file was cut short.
    """
    arrays = read_arrays(path(folder, step))
    projections = {}
    with contextlib.suppress(SculptorError):
        arrays |= read_arrays(path(folder, step, "-umap.npz"))
    try:
        about = json.loads(arrays["about"].tobytes())
        for name in arrays:
            if name.startswith("projection.") and name.endswith(".latents"):
                view = name.split(".")[1]
                projections[view] = (arrays[name], arrays[f"projection.{view}.target"])
        return Frame(
            step=step,
            latents=_latents(arrays),
            target=arrays["target"],
            projections=projections,
            metrics=about["metrics"],
            details=about["details"],
        )
    except (KeyError, ValueError, TypeError) as error:
        raise _incomplete(folder, step) from error


def read_latents(folder: Path, step: int) -> Frame:
    """Read of a snapshot its latents alone, which is several times as fast; the target is empty.

    Raises:
        SculptorError: There is none of this step, or its file was cut short.
    """
    latents = _latents(read_arrays(path(folder, step), ("latents.",)))
    if "mean" not in latents:
        raise _incomplete(folder, step)
    return Frame(step, latents, latents["mean"][:0], projections={}, metrics={})


def path(folder: Path, step: int, end: str = ".npz") -> Path:
    """A file of a snapshot: its arrays, or what ends in ``-umap.npz`` or ``-traversal.png``."""
    return folder / SNAPSHOTS / f"{step:07d}{end}"


def _latents(arrays: dict[str, Any]) -> dict[str, Floats]:
    return {name.split(".")[1]: v for name, v in arrays.items() if name.startswith("latents.")}


def _incomplete(folder: Path, step: int) -> SculptorError:
    return SculptorError(
        f"Expected a snapshot in {folder.name} at step {step}, but its file is incomplete. "
        "Choose another step."
    )


def image(folder: Path, step: int, kind: str) -> bytes | None:
    """The PNG of a kind (``traversal``, ``reconstruction``) nearest at or before ``step``."""
    before = pictured(folder, step, kind)
    if before is None:
        return None
    try:
        return path(folder, before, f"-{kind}.png").read_bytes()
    except OSError:
        return None


def pictured(folder: Path, step: int, kind: str) -> int | None:
    """The step of that PNG; None if there is none."""
    numbers = _steps(folder, re.compile(rf"(\d{{7,}})-{re.escape(kind)}\.png"))
    return max((number for number in numbers if number <= step), default=None)


def forget_after(folder: Path, step: int) -> None:
    """Drop the figures and the snapshots beyond a step."""
    kept = [row for row in read_lines(folder / METRICS) if _has_step(row) and row["step"] <= step]
    if (folder / METRICS).exists():
        lines = "".join(f"{json.dumps(row)}\n" for row in kept)
        write_atomic(folder / METRICS, lines.encode())
    for name in _names(folder):
        number = re.match(r"\d{7,}", name)
        if number and int(number.group()) > step:
            _remove(folder / SNAPSHOTS / name)


def thin(folder: Path) -> None:
    """Drop every other light snapshot, if there are more than are kept."""
    numbers = steps(folder)
    if len(numbers) <= KEEP:
        return
    names = set(_names(folder))
    light = [step for step in numbers[:-1] if f"{step:07d}-traversal.png" not in names]
    for step in light[1::2]:
        _remove(path(folder, step))
        _remove(path(folder, step, "-umap.npz"))


def _names(folder: Path) -> list[str]:
    try:
        with os.scandir(folder / SNAPSHOTS) as entries:
            return [entry.name for entry in entries]
    except OSError:
        return []


def _steps(folder: Path, pattern: re.Pattern[str]) -> list[int]:
    matches = (pattern.fullmatch(name) for name in _names(folder))
    return sorted(int(match.group(1)) for match in matches if match)


def _has_step(row: Any) -> bool:
    return isinstance(row, dict) and isinstance(row.get("step"), int)


def _remove(path: Path) -> None:
    with contextlib.suppress(OSError):
        path.unlink()
