"""A UMAP view of the newest snapshot: ``python -m sculptor.jobs.project FOLDER``.

It is a process of its own, so that training goes on meanwhile.
"""

from __future__ import annotations

import contextlib
import io
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple, TypeAlias

import numpy as np
from filelock import FileLock, Timeout

from sculptor.errors import SculptorError
from sculptor.files import write_arrays, write_json
from sculptor.runs import snapshots
from sculptor.runs.folder import read_object
from sculptor.training.snapshot import Floats

PHASES = ("loading", "neighbours", "layout")
"""Of a projection, in their order: the programs are loaded, then the neighbours of each point are
found, and then the points are laid out, which is the one whose share is known."""


class Progress(NamedTuple):
    """How far a projection is.

    Attributes:
        phase: Out of `PHASES`.
        share: Of the phase that is done, 0 to 1.
    """

    phase: str = PHASES[0]
    share: float = 0.0


Tell: TypeAlias = Callable[[Progress], None]

PATIENCE = 2.0
"""Seconds for which the lock is waited for: who looks how far it is holds it for a moment."""

LOCK, PROGRESS = ".umap.lock", ".umap.json"
"""Held while a projection is made, and how far it is."""


def project(folder: Path) -> None:
    """Project the newest snapshot of a run by UMAP and write the view beside it."""
    step = snapshots.steps(folder)[-1]
    frame = snapshots.read(folder, step)
    views = umap(frame.codes(), frame.target, teller(folder))
    names = ("projection.umap.latents", "projection.umap.target")
    path = snapshots.path(folder, step, "-umap.npz")
    write_arrays(path, dict(zip(names, views, strict=True)))


def teller(folder: Path) -> Tell:
    """What writes how far a projection is into a folder, for `progress`."""
    return lambda now: write_json(
        folder / PROGRESS, {**now._asdict(), "share": round(now.share, 3)}
    )


def progress(folder: Path) -> Progress | None:
    """How far the projection of a folder is; None where none is being made.

    One that has been killed is made no longer: nobody holds its lock.
    """
    try:
        with FileLock(folder / LOCK, timeout=0):
            return None
    except Timeout:
        with contextlib.suppress(SculptorError):
            told = read_object(folder / PROGRESS)
            phase, share = told.get("phase"), told.get("share")
            if phase in PHASES and isinstance(share, int | float) and 0 <= share <= 1:
                return Progress(str(phase), float(share))
        return Progress()
    except OSError:
        return None


class _Told(io.TextIOBase):
    """What UMAP's progress bar is written to: from "12/200 " it tells how far the layout is."""

    def __init__(self, tell: Tell) -> None:
        self._tell = tell

    def write(self, text: str) -> int:
        """Tell the share that a line of the bar says."""
        done, _, of = text.strip().partition("/")
        if done.isdigit() and of.isdigit() and int(of):
            self._tell(Progress("layout", int(done) / int(of)))
        return len(text)


def umap(latents: Floats, target: Floats, tell: Tell = lambda _: None) -> tuple[Floats, Floats]:
    """Both clouds in one plane, by Uniform Manifold Approximation (McInnes et al. 2018).

    Args:
        latents: ``(n, d)``.
        target: ``(m, d)``.
        tell: Called with how far it is, now and then.

    Returns:
        The same points as ``(n, 2)`` and ``(m, 2)``; fitted on both clouds together.
    """
    tell(Progress("loading"))
    from umap import UMAP

    tell(Progress("neighbours"))
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
