"""A run as a folder that needs no Sculptor to be read."""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy.typing as npt

from sculptor.errors import SculptorError, trying
from sculptor.files import LINES, opened, replacing, write_array, write_atomic
from sculptor.runs import samples, snapshots
from sculptor.runs.folder import (
    CONFIG,
    EVENTS,
    LATENTS,
    MODEL,
    SAMPLES,
    SMALL,
    START,
    WEIGHTS,
    draft,
    make_dir,
)
from sculptor.runs.record import RunRecord

COPIED = {CONFIG: SMALL, EVENTS: LINES, MODEL: WEIGHTS, START: WEIGHTS}
"""Files that are handed on as they are, and the bytes that each has at most."""

ABOUT = """# {run.name}

Run `{run.id}` of Sculptor: {config.dataset}, prior `{config.prior[kind]}`, objective \
`{config.objective[kind]}`, {config.latent_dim} latents,
{progress.step} of {config.steps} steps ({progress.status}).

| file | holds |
| --- | --- |
| `config.json` | what was asked for; `sculptor train --config config.json` trains it again |
| `events.jsonl` | what was changed while it trained, which that command does not do again |
| `metrics.csv` | a row a snapshot; losses in nats an image, MMD² unbiased |
| `latents.csv`, `latents.npy` | q(z) of the held-out images, representation `{representation}` |
| `target.npy` | samples of the prior |
| `colours.csv` | factors and labels of the same images, row by row |
| `model.safetensors` | the weights, and `start.safetensors` those it started with, if any |
| `samples/` | sample files that the prior needs |
| `traversal.png`, `reconstruction.png`, `samples.png` | of the last snapshot |
"""


def export(run: RunRecord, to: Path) -> Path:
    """Write a run's results to a new folder, whole or not at all, and return the folder.

    Raises:
        SculptorError: The folder is there and not empty, cannot be written, the run has no snapshot
            yet, or one of its files is a link or something else that is no file.
    """
    to = to.expanduser().absolute()
    with new_folder(to) as made:
        _write(run, made)
    return to


@contextlib.contextmanager
def new_folder(to: Path) -> Iterator[Path]:
    """A folder to write into, which takes the name ``to`` once it is whole; else nothing is left.

    Raises:
        SculptorError: The folder is there and not empty, or cannot be written.
    """
    check_new(to)
    with trying(f"write {to}", "Free some disk space or choose another folder."), draft(to) as made:
        yield made
        if to.is_dir():
            to.rmdir()


def check_new(to: Path) -> None:
    """Refuse a folder that holds something.

    Raises:
        SculptorError: It does.
    """
    if to.exists() and (not to.is_dir() or any(to.iterdir())):
        raise SculptorError(f"Expected a new or empty folder, received {to}. Choose another name.")


def _write(run: RunRecord, to: Path) -> None:
    frame = run.snapshot()
    representation = "sample" if "sample" in frame.latents else "mean"
    latents = frame.latents[representation]
    for name, most in COPIED.items():
        if os.path.lexists(run.folder / name):
            _copy(run.folder / name, to / name, most)
    for path in samples.files_in(run.folder / SAMPLES):
        _copy(path, make_dir(to / SAMPLES) / path.name, samples.MOST)
    run.metrics().to_csv(to / "metrics.csv", index=False)
    write_array(to / LATENTS, latents)
    write_array(to / "target.npy", frame.target)
    _write_csv(to / "latents.csv", {f"z{i + 1}": column for i, column in enumerate(latents.T)})
    _write_csv(to / "colours.csv", run.colours())
    for kind in snapshots.PICTURES:
        png = run.image(frame.step, kind)
        if png:
            write_atomic(to / f"{kind}.png", png)
    about = ABOUT.format(
        run=run, config=run.config, progress=run.progress(), representation=representation
    )
    write_atomic(to / "README.md", about.encode())


def _copy(source: Path, target: Path, most: int) -> None:
    """Copy a file of a run, which is never one elsewhere, of at most so many bytes."""
    with opened(source, most, follow_links=False) as read, replacing(target) as written:
        shutil.copyfileobj(read, written)


def _write_csv(path: Path, columns: Mapping[str, npt.NDArray[Any]]) -> None:
    import pandas as pd

    if columns:
        pd.DataFrame(columns).to_csv(path, index=False)
