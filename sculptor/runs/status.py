"""The state of a run, as its worker tells it and as a reader may believe it."""

from __future__ import annotations

import contextlib
import math
import os
import platform
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any

import psutil

from sculptor.errors import SculptorError
from sculptor.files import write_json
from sculptor.runs.folder import FORMAT, STATUS, read_object

LIVE = ("queued", "starting", "running")
"""States in which a worker is at work; left in one by a dead worker, a run is interrupted."""

ENDED = ("paused", "finished", "stopped", "failed")

STALE = 10.0
"""Seconds after which a heartbeat that cannot be checked otherwise counts as stopped."""

BEAT = 1.0
"""Seconds between two heartbeats."""


@dataclass(frozen=True)
class Progress:
    """How far a run is, from one read of its ``status.json``.

    Attributes:
        status: ``queued``, ``starting``, ``running``, ``paused``, ``finished``, ``stopped``,
            ``failed``, or ``interrupted``: its worker is gone without a word.
        step: Updates done.
        steps: Updates in all.
        steps_per_second: Speed, 0 before the first update.
        seconds_left: To the end at this speed, None if unknown.
        message: Why it failed, or what was refused; empty if there is nothing to say.
        queue_position: Runs that wait for the same device and come first, while queued.
        device: What it trains on, empty before it has one.
        precision: Of its hidden layers in training, empty before it is known.
    """

    status: str
    step: int = 0
    steps: int = 0
    steps_per_second: float = 0.0
    seconds_left: float | None = None
    message: str = ""
    queue_position: int = 0
    device: str = ""
    precision: str = ""

    @property
    def live(self) -> bool:
        """Whether a worker is at work on it."""
        return self.status in LIVE


def read_progress(folder: Path) -> Progress:
    """Read how far a run is. A file that is missing or edited reads as interrupted."""
    record = read_object(folder / STATUS)
    status = record.get("status")
    if status not in (*LIVE, *ENDED) or (status in LIVE and not alive(record, folder.name)):
        status = "interrupted"
    left = _number(record.get("seconds_left"), math.nan)
    return Progress(
        status=str(status),
        step=int(_number(record.get("step"))),
        steps=int(_number(record.get("steps"))),
        steps_per_second=_number(record.get("steps_per_second")),
        seconds_left=None if math.isnan(left) else left,
        message=str(record.get("message") or ""),
        device=str(record.get("device") or ""),
        precision=str(record.get("precision") or ""),
    )


def created(folder: Path) -> float:
    """When a run was made, in seconds since 1970: as its status says, else as its id does."""
    told = read_object(folder / STATUS).get("created")
    if isinstance(told, int | float):
        return float(told)
    with contextlib.suppress(ValueError):
        return time.mktime(time.strptime(folder.name[:15], "%Y%m%d-%H%M%S"))
    return 0.0


def alive(record: dict[str, Any], run: str) -> bool:
    """Whether the worker that wrote a status still lives.

    On this host, the process must exist, not be a zombie, and have started when the status says:
    a pid alone may have been given to another process, after a reboot above all. On another host,
    and before a worker has entered its pid, the heartbeat must be fresh.
    """
    if record.get("run", run) != run:
        return False  # the folder is a copy of another run's
    pid = record.get("pid")
    if pid is None or record.get("host") != platform.node():
        return time.time() - _number(record.get("heartbeat")) < STALE
    try:
        process = psutil.Process(int(_number(pid)))
        # The start is derived from the time of booting, which moves when the clock is set.
        same = abs(process.create_time() - _number(record.get("process_started"))) < 2
        return bool(same and process.status() != psutil.STATUS_ZOMBIE)
    except (psutil.Error, ValueError, OverflowError):
        return False


def _number(value: Any, otherwise: float = 0.0) -> float:
    """A finite number out of a file that anyone may have edited."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        return otherwise
    return float(value)


class StatusWriter:
    """The worker's side of ``status.json``: fields that change, and a heartbeat in between.

    The heartbeat goes on in a daemon thread, so that it ends with the process, however that ends.
    A heartbeat that cannot be written (the disk is full) is left out; the next may succeed. To
    note something never waits for the disk, which may take seconds.
    """

    def __init__(self, folder: Path) -> None:
        self._path = folder / STATUS
        self._record = read_object(self._path) | {
            "format": FORMAT,
            "run": folder.name,
            "pid": os.getpid(),
            "host": platform.node(),
            "process_started": psutil.Process().create_time(),
        }
        self._lock = threading.Lock()  # of the record, held for no longer than a copy takes
        self._writing = threading.Lock()  # of the file: what is noted last is written last
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._beat, name="heartbeat", daemon=True)

    def __enter__(self) -> StatusWriter:
        self._write()
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def __getitem__(self, name: str) -> Any:
        return self._record.get(name)

    def note(self, **fields: Any) -> None:
        """Change fields; the next heartbeat writes them."""
        with self._lock:
            self._record.update(fields)

    def write(self, **fields: Any) -> None:
        """Change fields and write them now.

        Raises:
            SculptorError: They could not be written.
        """
        self.note(**fields)
        self._write()

    def close(self) -> None:
        """Stop the heartbeat; nothing is written after this."""
        self._ended.set()
        if self._thread.is_alive():
            self._thread.join()

    def end(self, **fields: Any) -> None:
        """Stop the heartbeat and write the last word, patiently: the disk may be full."""
        self.close()
        for _ in range(10):
            with contextlib.suppress(SculptorError):
                return self.write(**fields)
            time.sleep(0.2)
        return None

    def _beat(self) -> None:
        while not self._ended.wait(BEAT):
            with contextlib.suppress(SculptorError):
                self._write()

    def _write(self) -> None:
        with self._writing:
            with self._lock:
                self._record["heartbeat"] = time.time()
                record = dict(self._record)
            write_json(self._path, record)
