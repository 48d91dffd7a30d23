"""A run as pages, notebooks and the command line see it: a folder, and the wishes sent to it."""

from __future__ import annotations

import contextlib
import shutil
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from filelock import FileLock, Timeout

from sculptor import home as places
from sculptor.errors import SculptorError
from sculptor.files import read_array, write_json
from sculptor.runs import commands, device, history, launcher, queue, samples, snapshots, tail
from sculptor.runs import folder as folders
from sculptor.runs.folder import (
    COLOURS,
    FACTORS,
    LABELS,
    LOCK,
    METRICS,
    SAMPLES,
    STATUS,
    Gone,
    read_object,
)
from sculptor.runs.snapshots import Frame
from sculptor.runs.status import Progress, read_progress
from sculptor.training.config import RunConfig
from sculptor.training.events import Event, aimed_at

if TYPE_CHECKING:
    import pandas as pd

    from sculptor.models import Autoencoder
    from sculptor.training.snapshot import Floats

POLL = 0.1
"""Seconds between two reads of the status while waiting."""


class Run:
    """One training run. Everything is read from its folder when it is asked for.

    Attributes:
        folder: Where it is.
        id: Its id, the name of the folder.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.id = folder.name

    def __repr__(self) -> str:
        return f"Run({self.id!r})"

    # What it is ----------------------------------------------------------------------------------

    @property
    def config(self) -> RunConfig:
        """What it was asked for.

        Raises:
            SculptorError: The file is missing, edited into something else, or of a newer format.
        """
        self._check_there()
        return folders.read_config(self.folder)

    @property
    def name(self) -> str:
        """Its name for people; the id if it has none."""
        with contextlib.suppress(SculptorError):
            return self.config.name or self.id
        return self.id

    @property
    def problem(self) -> str:
        """Why the folder cannot be used, in one sentence; empty if it can."""
        try:
            folders.check_format(read_object(self.folder / STATUS), self.folder)
            _ = self.config
        except SculptorError as error:
            return str(error)
        return ""

    @property
    def created(self) -> float:
        """When it was made, in seconds since 1970."""
        created = read_object(self.folder / STATUS).get("created")
        if isinstance(created, int | float):
            return float(created)
        with contextlib.suppress(ValueError):
            return time.mktime(time.strptime(self.id[:15], "%Y%m%d-%H%M%S"))
        return 0.0

    # How far it is -------------------------------------------------------------------------------

    @property
    def status(self) -> str:
        """``queued``, ``starting``, ``running``, ``paused``, ``finished``, …; see `Progress`."""
        return self.progress().status

    def progress(self) -> Progress:
        """How far it is, from one read of the status.

        Raises:
            Gone: The folder is no longer there.
        """
        self._check_there()
        launcher.reap()
        progress = read_progress(self.folder)
        if progress.status == "queued":
            ahead = queue.position(self.folder.parent, self.id)
            return replace(progress, queue_position=ahead)
        return progress

    def wait(self, timeout: float | None = None) -> str:
        """Wait until no worker is at work on it, and return its status.

        Raises:
            TimeoutError: It did not end within ``timeout`` seconds.
        """
        end = time.monotonic() + (float("inf") if timeout is None else timeout)
        while (progress := self.progress()).live:
            if time.monotonic() > end:
                raise TimeoutError(f"Run {self.id} is still {progress.status} after {timeout} s.")
            time.sleep(POLL)
        return progress.status

    # What it has shown ---------------------------------------------------------------------------

    def rows(self) -> list[dict[str, Any]]:
        """The figures of each snapshot, in the order of their steps."""
        return tail.by_step(self.folder / METRICS)

    def metrics(self) -> pd.DataFrame:
        """The same as a table: ``step``, ``seconds``, ``reconstruction``, ``mmd2`` and so on.

        Light snapshots have some figures only; the others are NaN.
        """
        import pandas as pd

        return pd.DataFrame(self.rows())

    def snapshots(self) -> list[int]:
        """The steps of which there is a snapshot."""
        return snapshots.steps(self.folder)

    def snapshot(self, step: int | None = None) -> Frame:
        """A snapshot, the newest unless a step is given.

        Raises:
            SculptorError: There is none.
        """
        if step is None:
            found = self.snapshots()
            if not found:
                raise SculptorError(f"Expected a snapshot of {self.id}, but there is none yet.")
            step = found[-1]
        return snapshots.read(self.folder, step)

    def image(self, step: int, kind: str) -> bytes | None:
        """A PNG (``traversal``, ``reconstruction``) of the nearest snapshot at or before a step."""
        return snapshots.image(self.folder, step, kind)

    def thumbnail(self) -> bytes | None:
        """The newest traversal as a PNG, None before the first."""
        found = self.snapshots()
        return self.image(found[-1], "traversal") if found else None

    def colours(self) -> dict[str, np.ndarray[Any, Any]]:
        """Factors and labels ``(n,)`` of the images that snapshots look at, by name."""
        found: dict[str, np.ndarray[Any, Any]] = {}
        names = read_object(self.folder / COLOURS)
        with contextlib.suppress(SculptorError):
            factors = read_array(self.folder / FACTORS)
            found |= zip(map(str, names.get("factors", [])), factors.T, strict=False)
        with contextlib.suppress(SculptorError):
            found["label"] = read_array(self.folder / LABELS)
        return found

    def label_names(self) -> list[str]:
        """The names of the labels 0, 1, …; empty if the data set has none."""
        return [str(name) for name in read_object(self.folder / COLOURS).get("labels", [])]

    def events(self) -> list[Event]:
        """What was changed while it trained, with the step at which it was taken up."""
        return history.read_events(self.folder)

    @property
    def aim(self) -> dict[str, Any]:
        """The prior that it was last aimed at: that of its configuration, unless it was changed."""
        return dict(aimed_at(self.config.prior, self.events()))

    # What can be asked of it ---------------------------------------------------------------------

    def set(self, **changes: Any) -> None:
        """Change the ``prior``, the ``learning_rate``, or a strength of the objective.

        A worker takes it up within a second; without one it waits for the run to be resumed.

        Raises:
            SculptorError: The run has finished, or it could not take up the change.
        """
        if self.status == "finished":
            raise SculptorError(
                f"Expected a run that goes on, but {self.id} has finished. Clone it to change it."
            )
        if "prior" in changes:
            prior = changes["prior"]
            spec = {"kind": prior} if isinstance(prior, str) else prior
            changes["prior"] = samples.gather(spec, self.folder / SAMPLES)
        history.check_changes(self.config, self.folder, changes)
        commands.send(self.folder, "set", changes)

    def request(self, what: str) -> None:
        """Ask for a ``umap`` projection of the newest snapshot; a process of its own computes it.

        It appears among the snapshot's projections after some seconds; see `projected`.
        """
        if what != "umap":
            raise SculptorError(f"Expected a request for 'umap', received {what!r:.80}.")
        self.snapshot()
        launcher.spawn("sculptor.runs.project", self.folder, device.cpu_threads())

    def projected(self) -> list[int]:
        """The steps of which there is a UMAP projection."""
        return snapshots.projected(self.folder)

    def pause(self) -> None:
        """Ask the worker to write a checkpoint and end; `resume` goes on from there.

        Raises:
            SculptorError: No worker is at work on it.
        """
        progress = self.progress()
        if not progress.live:
            raise SculptorError(
                f"Expected a queued or running run to pause, but {self.id} is {progress.status}."
            )
        commands.send(self.folder, "pause")

    def stop(self) -> None:
        """Ask the worker to end for good; what it has learnt stays, and it can still be resumed.

        Raises:
            SculptorError: It has ended already.
        """
        progress = self.progress()
        if progress.live:
            commands.send(self.folder, "stop")
        elif progress.status in ("paused", "interrupted"):
            with self._alone():
                record = read_object(self.folder / STATUS)
                write_json(self.folder / STATUS, {**record, "status": "stopped"})
        else:
            raise SculptorError(
                f"Expected a run to stop, but {self.id} has {progress.status} already."
            )

    def resume(self) -> None:
        """Go on from the checkpoint with a new worker.

        Raises:
            SculptorError: It has finished, its folder cannot be used, or a worker is at work.
        """
        progress = self.progress()
        if progress.live and commands.ending(self.folder):
            with contextlib.suppress(TimeoutError):
                self.wait(60)
            progress = self.progress()
        if progress.live or progress.status == "finished":
            hint = "Clone it to train again." if progress.status == "finished" else "Let it train."
            raise SculptorError(
                f"Expected a paused, stopped, failed or interrupted run to resume, "
                f"but {self.id} is {progress.status}. {hint}"
            )
        if self.problem:
            raise SculptorError(self.problem)
        with self._alone():
            commands.clear(self.folder)
            launcher.requeue(self.folder)
        launcher.start(self.folder)

    def rename(self, name: str) -> None:
        """Give it another name; the id stays.

        Raises:
            SculptorError: The name is too long, or the folder cannot be used.
        """
        self._check_there()
        folders.rename(self.folder, name)

    def clone(self, **changes: Any) -> RunConfig:
        """The configuration of a new run like this one, with some values changed.

        The clone starts from the configuration; changes made while the run trained are not in it.
        """
        config = self.config
        samples.give_back(self.folder / SAMPLES)
        return replace(config, **changes)

    def delete(self) -> None:
        """Move it to the trash, from which `sculptor.runs.restore` brings it back.

        Raises:
            SculptorError: It is queued or running: stop it first.
        """
        progress = self.progress()
        if progress.live:
            raise SculptorError(
                f"Expected a run that has ended, but {self.id} is {progress.status}. "
                "Stop it first, then delete it."
            )
        trash = folders.make_dir(places.trash_dir())
        with self._alone():
            pass
        try:
            shutil.rmtree(trash / self.id, ignore_errors=True)
            self.folder.rename(trash / self.id)
        except OSError as error:
            raise SculptorError(
                f"Expected to move {self.folder} to the trash, but: {error.strerror or error}. "
                "Make the folder writable, then try again."
            ) from error

    # The model -----------------------------------------------------------------------------------

    def model(self) -> Autoencoder:
        """The model with its newest weights, on the CPU.

        Raises:
            SculptorError: There are no weights yet, or they do not fit the configuration.
        """
        from sculptor.runs.model import load_model

        return load_model(self.folder, self.config)

    def latents(
        self, split: Literal["train", "test"] = "test", representation: str = "sample"
    ) -> Floats:
        """Encode a split of the run's data set with the newest weights, ``(n, latent_dim)``.

        Args:
            split: ``train`` or ``test``.
            representation: ``mean`` of the posterior, or a ``sample`` of it (the same each time).

        Raises:
            SculptorError: Another split or representation, or there are no weights yet.
        """
        from sculptor.training import evaluation

        config = self.config
        return evaluation.split_latents(
            self.model(), config.dataset, split, representation, config.seed
        )

    # Within --------------------------------------------------------------------------------------

    def _check_there(self) -> None:
        if not self.folder.is_dir():
            raise Gone(self.folder)

    @contextlib.contextmanager
    def _alone(self) -> Iterator[None]:
        """Hold the writer's lock for a moment, so that no worker writes meanwhile."""
        try:
            with FileLock(self.folder / LOCK, timeout=10):
                yield
        except Timeout as error:
            raise SculptorError(
                f"Expected no worker on {self.id}, but one is at work. Wait for it, or pause it."
            ) from error
        except OSError as error:
            raise SculptorError(
                f"Expected to write in {self.folder}, but: {error.strerror or error}. "
                "Make the folder writable, then try again."
            ) from error
