"""A run as pages, notebooks and the command line see it: a folder, and the wishes sent to it."""

from __future__ import annotations

import contextlib
import os
import stat
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from filelock import Timeout

from sculptor import data, drafts
from sculptor import home as places
from sculptor.errors import SculptorError, trying
from sculptor.files import move, write_json
from sculptor.jobs import commands, inbox, launcher, queue
from sculptor.jobs.devices import check_count, cpu_threads
from sculptor.runs import folder as folders
from sculptor.runs import samples, snapshots
from sculptor.runs.folder import CHECKPOINT, SAMPLES, STATUS, WRITABLE, known_status
from sculptor.runs.lock import alone
from sculptor.runs.record import RunRecord
from sculptor.runs.status import Progress
from sculptor.spec import load
from sculptor.training.config import RunConfig

HOLD = 10.0
"""Seconds for which another writer is waited for."""

POLL = 0.1
"""Seconds between two reads of the status while waiting."""


class Run(RunRecord):
    """One training run: what is read of its folder, and what can be asked of it."""

    def progress(self) -> Progress:
        """How far it is, and its place in the queue, from one read of the status.

        Raises:
            Gone: The folder is no longer there.
        """
        launcher.reap()
        progress = super().progress()
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

    # In a notebook --------------------------------------------------------------------------------

    def watch(self) -> Any:
        """Show it live in a notebook's cell: the cloud, figures, curves and pictures, and buttons.

        Raises:
            SculptorError: The extra is not installed: ``pip install "sculptor[notebook]"``.
        """
        return load("sculptor.notebook:watch", "view for notebooks")(self)

    def sculpt(self) -> Any:
        """Redraw its target in a notebook's cell while it trains; of runs with two latents.

        Raises:
            SculptorError: It has another number of latents or has finished, or the extra is not
                installed.
        """
        return load("sculptor.notebook:sculpt", "pad for notebooks")(self)

    def explore(self) -> Any:
        """Its latent space in a notebook's cell: a plane and a slider a latent, both decoded.

        Raises:
            SculptorError: It has no snapshot or no weights yet, or the extra is not installed.
        """
        return load("sculptor.notebook:explore", "space for notebooks")(self)

    # What can be asked of it ----------------------------------------------------------------------

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
            into = folders.inside(self.folder, SAMPLES)
            changes["prior"] = samples.gather(spec, into)
        inbox.check_changes(self.config, self.folder, changes)
        commands.send(self.folder, "set", changes)

    def request(self, what: str) -> None:
        """Ask for a ``umap`` projection of the newest snapshot; a process of its own computes it.

        It appears among the snapshot's projections after some seconds; see `projected`.
        """
        if what != "umap":
            raise SculptorError(f"Expected a request for 'umap', received {what!r:.80}.")
        self.snapshot()
        launcher.spawn("sculptor.jobs.project", self.folder, cpu_threads())

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
                self._write("stopped")
        else:
            raise SculptorError(
                f"Expected a run to stop, but {self.id} has {progress.status} already."
            )

    def resume(
        self,
        devices: int | None = None,
        until: int | None = None,
        start: Callable[[Path], None] | None = None,
    ) -> None:
        """Go on from the checkpoint with a new worker.

        Args:
            devices: On how many at once; as many as before where left out.
            until: A step at which it pauses again, if it is not to train to its end.
            start: What starts a worker for a queued run; one on this machine where left out.

        Raises:
            SculptorError: It has finished, its folder cannot be used, or a worker is at work.
        """
        if devices is not None:
            check_count(devices)
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
        self._check_data()
        with self._alone():
            commands.clear(self.folder)
            if until is not None:
                commands.send(self.folder, "pause", {"step": until})
            launcher.requeue(self.folder, devices)
        (start or launcher.start)(self.folder)

    def _check_data(self) -> None:
        """Refuse to go on with other training rows than it began with.

        Raises:
            SculptorError: The data have changed, or it is of a time when what is held back now as a
                validation split was trained on.
        """
        name, fingerprint = self.config.dataset, self.config.fingerprint
        data.check_unchanged(name, fingerprint)
        begun = not fingerprint and bool(self.snapshots())
        if begun and self.split == "test" and data.describe(name).n_validation:
            raise SculptorError(
                f"Expected a run on the training images of {name} as they are, but {self.id} began "
                "when the last of them were no validation split yet. Clone it to train on those "
                "of now."
            )

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
        return replace(config, **{"fingerprint": "", **changes})

    def delete(self) -> None:
        """Move it to the trash, from which `sculptor.jobs.restore` brings it back.

        Raises:
            SculptorError: It is queued or running: stop it first.
        """
        trash = folders.inside(self.folder.parent, places.TRASH)
        if os.path.lexists(self.folder) and not folders.is_inside(self.folder):
            self._move_to(trash)  # a link or a file in the place of a run: nobody works on it
            return
        self._check_ended()
        with self._alone():
            self._check_ended()  # it may have been resumed meanwhile
            self._move_to(trash)

    def spare(self, most: int) -> dict[Path, int]:
        """Files that `prune` would remove, and their bytes; none of a run that is at work.

        It can be watched, compared, resumed and exported without them: snapshots between those that
        stay, and the checkpoint of a run that has finished, which no one can resume.

        Args:
            most: Snapshots that stay, about; they are evenly spaced, and all figures stay.
        """
        if self.problem or (progress := self.progress()).live:
            return {}
        paths = snapshots.spare(self.folder, max(most, snapshots.LEAST))
        paths += [self.folder / CHECKPOINT] * (progress.status == "finished")
        found = {path: os.lstat(path) for path in paths if os.path.lexists(path)}
        return {path: at.st_size for path, at in found.items() if stat.S_ISREG(at.st_mode)}

    def prune(self, most: int) -> int:
        """Remove for good what it has to `spare`, and return how many bytes that were.

        Raises:
            SculptorError: It is at work, or a file cannot be removed.
        """
        self._check_ended()
        with self._alone(), trying(f"remove files of {self.folder}", WRITABLE):
            self._check_ended()  # it may have been resumed meanwhile
            going = self.spare(most)
            for path in going:
                path.unlink(missing_ok=True)
            os.utime(self.folder)  # as lists ask for its changes alone
        return sum(going.values())

    def release(self) -> None:
        """Take the run from a worker that cannot be checked from here, so that it is interrupted.

        That is one on another host, or one that has not come yet. What it still writes afterwards
        is lost; so ask whoever may know first.

        Raises:
            SculptorError: No worker is at work on it, or one that holds its lock or lives here.
        """
        progress = self.progress()
        if not progress.live or progress.checked:
            hint = "Stop it instead." if progress.live else "There is nothing to take over."
            raise SculptorError(
                f"Expected a run whose worker cannot be checked from here, but {self.id} is "
                f"{progress.status}. {hint}"
            )
        with self._alone():
            self._write("interrupted")

    # Within ---------------------------------------------------------------------------------------

    def _write(self, status: str) -> None:
        """Write how it has ended, in the place of a worker."""
        write_json(self.folder / STATUS, {**known_status(self.folder), "status": status})

    def _move_to(self, trash: Path) -> None:
        with trying(f"move {self.folder} to the trash", WRITABLE):
            if os.path.lexists(trash / self.id):
                drafts.remove(trash / self.id)
            move(self.folder, trash / self.id)

    def _check_ended(self) -> None:
        progress = self.progress()
        if progress.live:
            raise SculptorError(
                f"Expected a run that has ended, but {self.id} is {progress.status}. Stop it first."
            )

    @contextlib.contextmanager
    def _alone(self) -> Iterator[None]:
        """Hold the writer's lock for a moment, so that no worker writes meanwhile."""
        with trying(f"write in {self.folder}", WRITABLE):
            try:
                with alone(self.folder, HOLD):
                    yield
            except Timeout as error:
                raise SculptorError(
                    f"Expected no worker on {self.id}, but one is at work. Wait for it, or pause "
                    "it."
                ) from error
