"""A UMAP view of the newest snapshot: ``python -m sculptor.jobs.project FOLDER``.

It is a process of its own, so that training goes on meanwhile.
"""

from __future__ import annotations

import contextlib
import io
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

import numpy as np
from filelock import FileLock, Timeout

from sculptor.errors import SculptorError
from sculptor.files import write_arrays, write_json
from sculptor.runs import snapshots
from sculptor.runs.folder import read_object
from sculptor.training.snapshot import Floats

Tell: TypeAlias = Callable[[float], None]

PATIENCE = 2.0
"""Seconds for which the lock is waited for: who looks how far it is holds it for a moment."""

LOCK, PROGRESS = ".umap.lock", ".umap.json"
"""Held while a projection is made, and how far it is."""


def project(folder: Path) -> None:
    """Project the newest snapshot of a run by UMAP and write the view beside it."""
    step = snapshots.steps(folder)[-1]
    frame = snapshots.read(folder, step)
    views = umap(frame.codes(), frame.target, progress(folder))
    names = ("projection.umap.latents", "projection.umap.target")
    path = snapshots.path(folder, step, "-umap.npz")
    write_arrays(path, dict(zip(names, views, strict=True)))


def progress(folder: Path) -> Tell:
    """What writes how far a projection is into a folder, for `share`."""
    return lambda part: write_json(folder / PROGRESS, {"share": round(part, 3)})


def share(folder: Path) -> float | None:
    """How far the projection of a folder is, 0 to 1; None where none is being made.

    One that has been killed is made no longer: nobody holds its lock.
    """
    try:
        with FileLock(folder / LOCK, timeout=0):
            return None
    except Timeout:
        with contextlib.suppress(SculptorError):
            found = read_object(folder / PROGRESS).get("share")
            if isinstance(found, int | float) and 0 <= found <= 1:
                return float(found)
        return 0.0
    except OSError:
        return None


class _Told(io.TextIOBase):
    """What UMAP's progress bar is written to: it hears "12/200 " and tells the share."""

    def __init__(self, tell: Tell) -> None:
        self._tell = tell

    def write(self, text: str) -> int:
        """Tell the share that a line of the bar says."""
        done, _, of = text.strip().partition("/")
        if done.isdigit() and of.isdigit() and int(of):
            self._tell(int(done) / int(of))
        return len(text)


def umap(latents: Floats, target: Floats, tell: Tell = lambda _: None) -> tuple[Floats, Floats]:
    """Both clouds in one plane, by Uniform Manifold Approximation (McInnes et al. 2018).

    Args:
        latents: ``(n, d)``.
        target: ``(m, d)``.
        tell: Called with the share of the epochs that are done, now and then.

    Returns:
        The same points as ``(n, 2)`` and ``(m, 2)``; fitted on both clouds together.
    """
    from umap import UMAP

    pooled = np.concatenate([latents, target])
    neighbours = min(15, len(pooled) - 1)
    bar = {"file": _Told(tell), "bar_format": "{n_fmt}/{total_fmt} ", "mininterval": 0.3}
    plane = UMAP(
        n_components=2,
        n_neighbors=neighbours,
        random_state=0,
        n_jobs=1,
        verbose=True,
        tqdm_kwds=bar,
    )
    projected = np.asarray(plane.fit_transform(pooled), dtype=np.float32)
    return projected[: len(latents)], projected[len(latents) :]


def main() -> None:
    """Project the run named on the command line, unless another process is at it."""
    folder = Path(sys.argv[1])
    try:
        with FileLock(folder / LOCK, timeout=PATIENCE):
            project(folder)
    except (Timeout, SculptorError, IndexError) as error:
        print(f"No UMAP view was made: {error}", file=sys.stderr)


if __name__ == "__main__":
    main()
