"""A UMAP view of the newest snapshot: ``python -m sculptor.jobs.project FOLDER``.

It is a process of its own, so that training goes on meanwhile.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
from filelock import FileLock, Timeout

from sculptor.errors import SculptorError
from sculptor.files import write_arrays
from sculptor.runs import snapshots
from sculptor.training.snapshot import Floats


def project(folder: Path) -> None:
    """Project the newest snapshot of a run by UMAP and write the view beside it."""
    step = snapshots.steps(folder)[-1]
    frame = snapshots.read(folder, step)
    views = umap(frame.codes(), frame.target)
    names = ("projection.umap.latents", "projection.umap.target")
    path = snapshots.path(folder, step, "-umap.npz")
    write_arrays(path, dict(zip(names, views, strict=True)))


def umap(latents: Floats, target: Floats) -> tuple[Floats, Floats]:
    """Both clouds in one plane, by Uniform Manifold Approximation (McInnes et al. 2018).

    Args:
        latents: ``(n, d)``.
        target: ``(m, d)``.

    Returns:
        The same points as ``(n, 2)`` and ``(m, 2)``; fitted on both clouds together.
    """
    from umap import UMAP

    pooled = np.concatenate([latents, target])
    neighbours = min(15, len(pooled) - 1)
    plane = UMAP(n_components=2, n_neighbors=neighbours, random_state=0, n_jobs=1)
    projected = np.asarray(plane.fit_transform(pooled), dtype=np.float32)
    return projected[: len(latents)], projected[len(latents) :]


def main() -> None:
    """Project the run named on the command line, unless another process is at it."""
    folder = Path(sys.argv[1])
    try:
        with FileLock(folder / ".umap.lock", timeout=0):
            project(folder)
    except (Timeout, SculptorError, IndexError) as error:
        print(f"No UMAP view was made: {error}", file=sys.stderr)


if __name__ == "__main__":
    main()
