"""What Ray runs on a node: the work on one run, in the folder that all see or in a copy of it."""

from __future__ import annotations

import io
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

from threadpoolctl import threadpool_limits

from sculptor.files import appending
from sculptor.jobs import worker
from sculptor.jobs.cluster.stream import Stream
from sculptor.runs.folder import LOG, known_status
from sculptor.runs.status import ENDED
from sculptor.version import __version__

ELSEWHERE = "elsewhere"
"""What an errand returns that does not see the home; it is then sent again with a post."""

LOOK = 1.0
"""Seconds between two looks at a run that another worker has."""


class Errand(NamedTuple):
    """What is sent to a node for a run.

    Attributes:
        folder: Of the run, as who sends this sees it.
        launched: What its status says, by which the folder is known.
        threads: Of its arithmetic, as many as the cores that it is given.
        device: What it is given: ``cpu`` or ``cuda``.
        then: A module whose ``main`` is run on the folder of a run that has finished; or empty.
        told: What the environment of the process has, beside what is its node's own.
        version: Of the Sculptor that sends it.
    """

    folder: str
    launched: float
    threads: int
    device: str
    then: str
    told: dict[str, str]
    version: str = __version__


def go(errand: Errand, post: Any) -> str:
    """Train a run, and have its figures computed.

    Args:
        errand: What to do.
        post: What takes the files that are made (`sculptor.jobs.cluster.post.Post`), or None.

    Returns:
        The status of the run at the end, or `ELSEWHERE`.

    Raises:
        RuntimeError: This node has another version, whose runs might not be the same.
    """
    if errand.version != __version__:
        raise RuntimeError(
            f"a node has Sculptor {__version__} and the study {errand.version}: install one of "
            "them on all"
        )
    os.environ.update(errand.told)  # before torch is imported, which reads it
    path = Path(errand.folder)
    with threadpool_limits(errand.threads):
        if known_status(path).get("launched") == errand.launched:
            return _work(path, errand)
        if post is None:
            return ELSEWHERE
        with TemporaryDirectory(prefix="sculptor-") as place:
            copy = Path(place) / path.name
            with Stream(copy, post):
                return _work(copy, errand)


def _work(folder: Path, errand: Errand) -> str:
    """Train until the run has ended; one that another worker has is waited for."""
    with _logged(folder):
        while (status := known_status(folder).get("status", "")) not in ENDED:
            if worker.work(folder, device=errand.device) is None:
                if not folder.is_dir():
                    return ""
                time.sleep(LOOK)
        if errand.then and status == "finished":
            import_module(errand.then).main(folder)
    return str(status)


@contextmanager
def _logged(folder: Path) -> Iterator[None]:
    """What is printed goes into the log of the run, as that of any worker."""
    with (
        appending(folder / LOG) as file,
        io.TextIOWrapper(file, write_through=True) as log,
        redirect_stdout(log),
        redirect_stderr(log),
    ):
        yield
