"""Who runs what, and where: workers, the queue for the devices, and what can be asked of a run."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from sculptor import home as places
from sculptor.jobs import estimate, starts
from sculptor.jobs.launcher import create, start
from sculptor.jobs.run import Run
from sculptor.jobs.trash import empty_trash, in_trash, restore, trash
from sculptor.runs.folder import find, folders
from sculptor.training.config import RunConfig

if TYPE_CHECKING:
    from sculptor.training.snapshot import Snapshot

__all__ = [
    "Run",
    "create",
    "empty_trash",
    "estimate",
    "in_trash",
    "launch",
    "list_runs",
    "open_run",
    "restore",
    "start",
    "starts",
    "train",
    "trash",
]


def train(config: RunConfig) -> Iterator[Snapshot]:
    """Train in this process and yield a snapshot whenever one is due, the last at the end.

    >>> import sculptor
    >>> config = sculptor.RunConfig(dataset="digits", steps=20, device="cpu")
    >>> snapshots = list(sculptor.train(config))
    >>> snapshots[0].step, snapshots[-1].step, snapshots[-1].latents["mean"].shape[1]
    (0, 20, 2)

    Raises:
        SculptorError: The model to start from is not there or does not fit.
        Diverged: The loss is no longer a finite number.
    """
    from sculptor.training import loop
    from sculptor.training.assemble import assemble

    source = starts.check(config)
    assembly = assemble(config, start=source.content() if source else None)
    for happening in loop.train(assembly):
        if isinstance(happening, loop.Look):
            yield happening.snapshot


def launch(config: RunConfig, name: str = "", devices: int = 1) -> Run:
    """Train in the background, in a process that outlives this one.

    Args:
        config: What to train.
        name: For people; that of the configuration if empty.
        devices: On how many of the configuration's kind of device it trains at once; on the CPU so
            many processes.

    Raises:
        SculptorError: The data set, the prior's samples or the model to start from are not there,
            the prior or that model does not fit, or the home cannot be written.
    """
    folder = create(config, name, devices)
    start(folder)
    return Run(folder)


def open_run(run: str) -> Run:
    """The run of an id.

    Raises:
        SculptorError: It is not an id, or there is no such run in this home.
    """
    return Run(find(run))


def list_runs() -> list[Run]:
    """The runs of this home, the newest first; `Run.problem` tells of folders that are damaged."""
    return [Run(folder) for folder in folders(places.home())]
