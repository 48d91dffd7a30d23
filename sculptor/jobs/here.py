"""This machine as a place where the runs of a study are trained, each by a worker of its own."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from sculptor.jobs import devices, launcher, warm
from sculptor.jobs.run import Run
from sculptor.runs.status import read_progress

AHEAD = 4
"""Runs that wait for a device, so that none is idle while the next worker starts."""


class Here:
    """The devices of this machine; `sculptor.jobs.cluster.engine.Cluster` has those of others."""

    def prepare(self) -> None:
        """See to it that the first workers begin at once."""
        # Made the common way meanwhile, the first workers would each import the same, too.
        launcher.prepare()
        warm.wait()

    def room(self, wanted: Collection[str]) -> int:
        """How many runs may be begun at once.

        Args:
            wanted: The devices that runs ask for, as ``auto``.
        """
        return AHEAD + max((len(devices.slots(device)) for device in wanted), default=1)

    def begin(self, folder: Path) -> None:
        """Begin a queued run."""
        launcher.start(folder)

    def go_on(self, run: Run) -> None:
        """Resume a run unless it is at work already.

        Raises:
            SculptorError: It cannot be resumed.
        """
        if not read_progress(run.folder).live:
            run.resume()

    def busy(self, folder: Path) -> bool:
        """Whether there is something to wait for with a run that was begun."""
        return folder.is_dir() and read_progress(folder).live

    def look(self) -> None:
        """Take note of what has ended."""
        launcher.reap()

    def close(self) -> None:
        """Nothing is held: the workers live on."""
