"""The process that trains one run: ``python -m sculptor.jobs.worker FOLDER``.

It waits for a device without importing torch, trains, and leaves in the folder all that anyone may
want to know. It can be killed at any moment: what is on disk is whole, and a resumed run goes on
from the checkpoint bit by bit as if nothing had happened.
"""

from __future__ import annotations

import signal
import sys
import threading
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from filelock import Timeout

from sculptor.data.progress import watching
from sculptor.errors import SculptorError
from sculptor.jobs import commands, devices, followers, turn
from sculptor.jobs.followers import Crew
from sculptor.jobs.inbox import Inbox
from sculptor.jobs.queue import Slot
from sculptor.runs.folder import SAMPLES, START, read_config, read_status
from sculptor.runs.lock import alone
from sculptor.runs.status import StatusWriter
from sculptor.training.config import RunConfig

if TYPE_CHECKING:
    from sculptor.training.parallel import Ranks
    from sculptor.training.snapshot import Snapshot
    from sculptor.training.training import Training

PATIENCE = 5.0
"""Seconds in which the worker before, which has ended its run, must let go of the folder."""

Report = Callable[[StatusWriter, "Snapshot | None"], None]


def main(folder: Path) -> None:
    """Work on a queued run; what becomes of it stands in its folder."""
    work(folder)


def work(
    folder: Path,
    report: Report | None = None,
    ranks: Ranks | None = None,
    device: str = "",
) -> str | None:
    """Work on a queued run until it ends, and return its status.

    Args:
        folder: Of the run.
        report: Called with the status, while waiting and training, and each snapshot.
        ranks: The processes that torchrun has started to train it, on devices that it was given.
            Without, the run waits for its devices, and starts a process for each further one.
        device: What a scheduler of a cluster has given this process, such as ``cpu`` or
            ``cuda``; the run then waits for nothing.

    Returns:
        The status at the end; None if another worker has the run, or its folder has gone.
    """
    try:
        with alone(folder, PATIENCE), StatusWriter(folder) as status:
            return Worker(folder, status, report, ranks, device).run()
    except Timeout:
        return None  # one writer: another worker is on it
    except (OSError, SculptorError):
        if folder.is_dir():
            raise
        return None


class Worker:
    """The work on one run; see `work`."""

    def __init__(
        self,
        folder: Path,
        status: StatusWriter,
        report: Report | None,
        ranks: Ranks | None,
        device: str = "",
    ) -> None:
        self.folder = folder
        self._given = device
        self._status = status
        self._ranks = ranks
        self._report = report or (lambda status, snapshot: None)
        self._told = time.monotonic()

    def run(self) -> str | None:
        """Wait, train, and say how it ended."""
        try:
            ended, message = self._run()
        except Exception as error:
            if not self.folder.is_dir():
                self._status.close()
                return None
            if not isinstance(error, SculptorError):  # which says by itself what to do
                traceback.print_exc()
            ended, message = "failed", _sentence(error)
        self._status.end(status=ended, message=message, seconds_left=None)
        if ended == "finished":
            commands.drop(self.folder)
        return ended

    def _run(self) -> tuple[str, str]:
        """How the run ended, and what a person should know of it."""
        read_status(self.folder)
        config = read_config(self.folder)
        if self._given:
            config = replace(config, device=self._given)
        launched = float(self._status["launched"] or time.time())
        inbox = Inbox(self.folder, config, self._answer)
        with _pause_on_signal(inbox):
            placed = self._ranks or self._given
            slot = None if placed else self._wait(config, launched, inbox)
            try:
                if inbox.asked_to_end:
                    return ("paused" if inbox.asked_to_end == "pause" else "stopped"), ""
                return self._train_on(slot, config, inbox)
            finally:
                if slot:
                    slot.release()

    def _wait(self, config: RunConfig, launched: float, inbox: Inbox) -> Slot | None:
        """Wait for a device; None if a person has ended the wait, or there is no such device."""

        def tell(status: str) -> None:
            if self._status["status"] != status:
                self._status.write(status=status)
            self._report(self._status, None)

        return turn.take(
            self.folder,
            config.device,
            launched,
            lambda: bool(inbox.wish_to_end()),
            tell,
            self._count,
        )

    @property
    def _count(self) -> int:
        """Devices that the run trains on at once."""
        return int(self._status["devices"] or 1)

    def _train_on(self, slot: Slot | None, config: RunConfig, inbox: Inbox) -> tuple[str, str]:
        """Train on what was waited for; who is lost on the way interrupts the run."""
        device = slot.device if slot else config.device
        self._status.write(status="starting", device=device)
        from sculptor.training.parallel import Lost

        try:
            with self._crew(slot, config.device) as crew:
                return self._train(replace(config, device=crew.devices[0]), inbox, crew)
        except Lost as lost:
            return "interrupted", str(lost)

    @contextmanager
    def _crew(self, slot: Slot | None, device: str) -> Iterator[Crew]:
        """All processes of the run: those that torchrun has started, or one a device."""
        threads = devices.kept_threads(self._status["threads"])
        if self._ranks:
            crew = followers.crew_of_torchrun(self._ranks, device, threads)
            self._status.note(device=crew.devices[0])
            yield crew
            return
        if slot is None and self._count > 1:
            raise SculptorError(
                f"Expected {self._count} devices for this run, but this machine has not so many "
                f"for {device!r}. Resume it on fewer: sculptor resume {self.folder.name} "
                "--devices 1"
            )
        names = slot.devices if slot else (device,)
        # More processes than slots share the cores of all.
        threads = max(1, threads * len(names) // self._count)
        spread = [names[number % len(names)] for number in range(self._count)]
        with followers.led(spread, threads, self.folder.parent) as crew:
            yield crew

    def _train(self, config: RunConfig, inbox: Inbox, crew: Crew) -> tuple[str, str]:
        import torch

        from sculptor.jobs.recorder import Recorder
        from sculptor.training import memory
        from sculptor.training.assemble import assemble
        from sculptor.training.loop import CheckpointDue, Look, train

        torch.set_num_threads(crew.threads)
        memory.keep()
        start = self.folder / START
        with watching(self._tell_of_images):
            assembly = assemble(
                config,
                samples=self.folder / SAMPLES,
                start=start if start.exists() else None,
                ranks=crew.ranks,
            )
        training = assembly.training
        recorder = Recorder(self.folder, assembly)
        recorder.restore()
        recorder.write_colours()
        crew.instruct(self.folder, training)
        inbox.begin(training.applied)
        self._status.write(
            status="running",
            step=training.step,
            steps=config.steps,
            precision=training.precision,
            message=training.notice,
        )
        shown: dict[str, float] = {}
        for happening in train(assembly, crew.ranks.agreed(inbox)):
            self._note(training)
            match happening:
                case Look(snapshot):
                    shown = snapshot.metrics
                    recorder.record(snapshot)
                    self._report(self._status, snapshot)
                case CheckpointDue():
                    recorder.write_checkpoint()
                    recorder.write_model()
        self._note(training)
        recorder.write_checkpoint()
        return training.outcome, training.last_word(shown)

    def _tell_of_images(self, done: int, total: int) -> None:
        """Say how far a data set is that is being made, every second or so."""
        if time.monotonic() - self._told > 1:
            self._told = time.monotonic()
            self._status.write(message=f"Making the images: {done:,} of {total:,}")
            self._report(self._status, None)

    def _note(self, training: Training) -> None:
        self._status.note(
            step=training.step,
            steps_per_second=training.steps_per_second,
            seconds_left=training.seconds_left,
            seconds=training.pace.seconds,
            snapshot_share=training.pace.snapshot_share,
        )

    def _answer(self, reason: str) -> None:
        """Say why a change was not taken up, until one is."""
        self._status.note(message=f"A change was not taken up: {reason}" if reason else "")


@contextmanager
def _pause_on_signal(inbox: Inbox) -> Iterator[None]:
    """Pause when the system (SIGTERM) or a person (Ctrl-C) asks the process to end.

    A second Ctrl-C ends it at once.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def pause(number: int, frame: object) -> None:
        inbox.asked_to_end = inbox.asked_to_end or "pause"
        if number == signal.SIGINT:
            signal.signal(number, before[signal.SIGINT])

    before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
    for number in before:
        signal.signal(number, pause)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _sentence(error: Exception) -> str:
    """What went wrong, in one sentence for a person."""
    if isinstance(error, SculptorError):
        return str(error)
    if isinstance(error, MemoryError) or "out of memory" in str(error).lower():
        return (
            "Expected the training to fit in the device's memory, but it does not. "
            "Clone the run with a smaller batch or network."
        )
    first = (str(error).splitlines() or [""])[0]
    return f"{type(error).__name__}: {first} (the run's worker.log tells more)"[:500]


if __name__ == "__main__":
    main(Path(sys.argv[1]))
