"""Snapshots on disk: arrays as ``.npz``, images as ``.png``, figures as a line of JSON."""

from __future__ import annotations

import contextlib
import json
import math
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from sculptor.errors import SculptorError
from sculptor.files import (
    LINE,
    append_line,
    opened,
    parse_json,
    read_arrays,
    read_bytes,
    replacing,
    write_array,
    write_arrays,
    write_atomic,
)
from sculptor.runs import schema, tail
from sculptor.runs.folder import LATENTS, METRICS, SNAPSHOTS, inside, is_inside
from sculptor.training.snapshot import SHOWN, Floats, Snapshot
from sculptor.views import grids, tabular

CODES = ("mean", "sample")
"""The representations of a snapshot."""

PICTURES = ("traversal", "reconstruction", "samples")
"""The kinds of PNG that a snapshot has; runs made before there were samples have none of these."""

VARIABLE, KEEP, LEAST = "SCULPTOR_SNAPSHOTS", 600, 10
"""Where it is said how many snapshots a run keeps, how many that are otherwise, and at least. Of
more, every other one goes. Their figures stay in ``metrics.jsonl``."""

PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"
"""How a PNG begins, before its sides. It is sent to browsers as it is."""

PNG_MOST, SIDE = 2**25, 2**14
"""Bytes and pixels a side of a PNG, at most."""

_ARRAYS = re.compile(r"(\d{7,8})\.npz")
_UMAP = re.compile(r"(\d{7,8})-umap\.npz")
_ANY = re.compile(r"(\d{7,8})(?:-[a-z]{1,20})?\.(?:npz|png)")
_VIEW = re.compile(r"projection\.([a-z]{1,20})\.latents")


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
    inside(folder, SNAPSHOTS)
    for kind, png in _pictures(snapshot):
        write_atomic(path(folder, step, f"-{kind}.png"), png)
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


def _pictures(snapshot: Snapshot) -> Iterator[tuple[str, bytes]]:
    """The pictures of a snapshot by kind: grids of images, or charts of rows."""
    layout, dim = snapshot.layout, snapshot.target.shape[1]
    if snapshot.traversal is not None:
        tiles = snapshot.traversal
        yield (
            "traversal",
            grids.traversal_png(tiles, dim)
            if layout is None
            else tabular.traversal_png(tiles, layout, dim),
        )
    if snapshot.inputs is not None and snapshot.reconstructions is not None:
        pair = snapshot.inputs, snapshot.reconstructions
        yield (
            "reconstruction",
            grids.reconstruction_png(*pair)
            if layout is None
            else tabular.reconstruction_png(*pair, layout),
        )
    if snapshot.samples is not None:
        rows = snapshot.samples
        yield (
            "samples",
            grids.tiles_png(rows, SHOWN)
            if layout is None
            else tabular.tiles_png(rows, layout, SHOWN),
        )


def steps(folder: Path) -> list[int]:
    """The steps of which there is a snapshot."""
    return _steps(folder, _ARRAYS)


def exists(folder: Path, step: int, *, pictured: bool) -> bool:
    """Whether all of a snapshot of a step is there, with its images if it should have some."""
    ends = (".npz", "-traversal.png") if pictured else (".npz",)
    if not all(path(folder, step, end).exists() for end in ends):
        return False
    return any(row["step"] == step for row in tail.rows(folder / METRICS))


def projected(folder: Path) -> list[int]:
    """The steps of which there is a UMAP projection."""
    return _steps(folder, _UMAP)


def last_step(folder: Path) -> int:
    """The furthest step that snapshots or figures tell of, -1 if none does."""
    measured = [row["step"] for row in tail.rows(folder / METRICS)]
    return max([*measured, *steps(folder)], default=-1)


def read(folder: Path, step: int) -> Frame:
    """Read a snapshot.

    Raises:
        SculptorError: There is none of this step, or its file was cut short.
    """
    arrays = read_arrays(path(folder, step), follow_links=False)
    with contextlib.suppress(SculptorError):
        arrays |= read_arrays(path(folder, step, "-umap.npz"), follow_links=False)
    latents, target = _latents(folder, step, arrays), arrays.get("target")
    width = latents["mean"].shape[1]
    if target is None or not _is_cloud(target, width):
        raise _incomplete(folder, step, "its target is missing or of another shape")
    about = _about(folder, step, arrays)
    return Frame(
        step=step,
        latents=latents,
        target=target,
        projections=dict(_projections(arrays, len(latents["mean"]), len(target))),
        metrics=schema.figures(about.get("metrics")),
        details=details if isinstance(details := about.get("details"), dict) else {},
    )


def read_latents(folder: Path, step: int) -> Frame:
    """Read of a snapshot its latents alone, which is several times as fast; the target is empty.

    Raises:
        SculptorError: There is none of this step, or its file was cut short.
    """
    arrays = read_arrays(path(folder, step), ("latents.",), follow_links=False)
    latents = _latents(folder, step, arrays)
    return Frame(step, latents, latents["mean"][:0], projections={}, metrics={})


def path(folder: Path, step: int, end: str = ".npz") -> Path:
    """A file of a snapshot: its arrays, or what ends in ``-umap.npz`` or ``-traversal.png``."""
    return folder / SNAPSHOTS / f"{step:07d}{end}"


def _latents(folder: Path, step: int, arrays: dict[str, Any]) -> dict[str, Floats]:
    """The latents by representation, all of one shape and finite."""
    found = {name: arrays[f"latents.{name}"] for name in CODES if f"latents.{name}" in arrays}
    if "mean" not in found:
        raise _incomplete(folder, step, "its latents are missing")
    width = found["mean"].shape[-1] if found["mean"].ndim else 0
    for name, values in found.items():
        if not _is_cloud(values, width) or len(values) != len(found["mean"]):
            raise _incomplete(folder, step, f"the latents {name} are not finite, or of no shape")
    return found


def _is_cloud(values: Any, width: int) -> bool:
    """Whether an array is points ``(n, width)`` of finite numbers, one at least."""
    return bool(
        values.dtype.kind == "f"
        and values.ndim == 2
        and values.size
        and values.shape[1] == width
        and np.isfinite(values).all()
    )


def _projections(
    arrays: dict[str, Any], n: int, m: int
) -> Iterator[tuple[str, tuple[Floats, Floats]]]:
    """The views of a snapshot; one that does not fit its clouds is left out."""
    for name, latents in arrays.items():
        if match := _VIEW.fullmatch(name):
            target = arrays.get(f"projection.{match[1]}.target")
            if target is None or not _is_cloud(latents, 2) or not _is_cloud(target, 2):
                continue
            if (len(latents), len(target)) == (n, m):
                yield match[1], (latents, target)


def _about(folder: Path, step: int, arrays: dict[str, Any]) -> dict[str, Any]:
    """The JSON of a snapshot."""
    content = arrays.get("about")
    if content is None or content.dtype != np.uint8 or content.ndim != 1:
        raise _incomplete(folder, step, "its figures are missing")
    value = parse_json(content.tobytes(), f"the snapshot of step {step} of {folder.name}")
    if not isinstance(value, dict):
        raise _incomplete(folder, step, "its figures are no object")
    return value


def _incomplete(folder: Path, step: int, reason: str) -> SculptorError:
    return SculptorError(
        f"Expected a snapshot in {folder.name} at step {step}, but its file is incomplete: "
        f"{reason}. Choose another step."
    )


def image(folder: Path, step: int, kind: str) -> bytes | None:
    """The PNG of a kind out of `PICTURES` nearest at or before ``step``."""
    before = pictured(folder, step, kind)
    if before is None:
        return None
    try:
        content = read_bytes(path(folder, before, f"-{kind}.png"), PNG_MOST, follow_links=False)
    except SculptorError:
        return None
    width, height = content[16:20], content[20:24]
    sides = int.from_bytes(width, "big"), int.from_bytes(height, "big")
    return content if content.startswith(PNG) and 0 < min(sides) <= max(sides) <= SIDE else None


def pictured(folder: Path, step: int, kind: str) -> int | None:
    """The step of that PNG; None if there is none."""
    numbers = _steps(folder, re.compile(rf"(\d{{7,8}})-{re.escape(kind)}\.png"))
    return max((number for number in numbers if number <= step), default=None)


def forget_after(folder: Path, step: int) -> None:
    """Drop the figures and the snapshots beyond a step.

    Raises:
        SculptorError: The figures cannot be read or written.
    """
    path = folder / METRICS
    if os.path.lexists(path):
        with opened(path, follow_links=False) as before, replacing(path) as after:
            while line := before.readline(LINE + 1):
                if line.endswith(b"\n") and _is_until(line, step):
                    after.write(line)
    for name in _names(folder):
        number = _ANY.fullmatch(name)
        if number and int(number[1]) > step:
            _remove(folder / SNAPSHOTS / name)


def _is_until(line: bytes, step: int) -> bool:
    """Whether a line is a row of a step or one before."""
    try:
        row = schema.row(parse_json(line, METRICS))
    except SculptorError:
        return False
    return row is not None and row["step"] <= step


def keep() -> int:
    """How many snapshots a run keeps, about, however long it trains."""
    told = os.environ.get(VARIABLE, "")
    return max(LEAST, int(told)) if re.fullmatch("[0-9]{1,6}", told) else KEEP


def thin(folder: Path) -> None:
    """Drop every other snapshot if there are more than are kept: the light ones where they suffice.

    So the disk of a run is bounded, whether it trains for an hour or a month.
    """
    numbers = steps(folder)
    if len(numbers) <= keep():
        return
    names = set(_names(folder))
    light = [step for step in numbers[:-1] if f"{step:07d}-traversal.png" not in names]
    going = {*(light[1:] if len(light) >= len(numbers) // 2 else numbers[1:-1])[::2]}
    for step, _, name in _files(folder):
        if step in going:
            _remove(folder / SNAPSHOTS / name)


def spare(folder: Path, most: int) -> list[Path]:
    """The files of snapshots that can go so that about ``most`` of them are left, evenly spaced.

    Of these, half are out of those with pictures. What stays in any case: the first and the last of
    each, and the newest file of each kind.
    """
    numbers, files = steps(folder), _files(folder)
    if len(numbers) <= most:
        return []
    newest = {end: name for _, end, name in files}
    pictured = [step for step, end, _ in files if end == "-traversal.png"]
    staying = {*_spaced(numbers, most - most // 2), *_spaced(pictured, most // 2)}
    return [
        folder / SNAPSHOTS / name
        for step, end, name in files
        if step not in staying and name != newest[end]
    ]


def _spaced(numbers: list[int], most: int) -> list[int]:
    """So many of some numbers, as evenly spaced among them as can be, with both ends."""
    if len(numbers) <= most:
        return numbers
    return [numbers[round(place)] for place in np.linspace(0, len(numbers) - 1, max(2, most))]


def _files(folder: Path) -> list[tuple[int, str, str]]:
    """The files of snapshots in the order of their steps: the step, how its name ends, and it."""
    found = [(_ANY.fullmatch(name), name) for name in _names(folder)]
    return sorted((int(match[1]), name[len(match[1]) :], name) for match, name in found if match)


def _names(folder: Path) -> list[str]:
    """What lies among the snapshots of a run, which are never elsewhere."""
    if not is_inside(folder / SNAPSHOTS):
        return []
    try:
        with os.scandir(folder / SNAPSHOTS) as entries:
            return [entry.name for entry in entries]
    except OSError:
        return []


def _steps(folder: Path, pattern: re.Pattern[str]) -> list[int]:
    matches = (pattern.fullmatch(name) for name in _names(folder))
    found = {int(match[1]) for match in matches if match}
    return sorted(step for step in found if step <= schema.STEPS)


def _remove(path: Path) -> None:
    with contextlib.suppress(OSError):
        path.unlink()
