"""The state of a run, as its worker tells it and as a reader may believe it."""

from __future__ import annotations

import contextlib
import math
import threading
import time
from collections import OrderedDict
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any

from sculptor import drafts, processes
from sculptor.errors import SculptorError
from sculptor.files import as_json, write_json
from sculptor.home import LOCKS
from sculptor.runs import schema
from sculptor.runs.folder import FORMAT, STATUS, known_status
from sculptor.runs.reserve import Reserve

LIVE = ("queued", "starting", "running")
"""States in which a worker is at work; left in one by a dead worker, a run is interrupted."""

ENDED = ("paused", "finished", "stopped", "failed")

STALE = 10.0
"""Seconds after which a heartbeat that cannot be checked otherwise counts as stopped."""

LOOKED_AT = 1_024
"""Files of which it is remembered when they were changed."""

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
        checked: Whether its worker could be looked for. One on another host cannot: while its
            file changes it counts as alive, and `sculptor.jobs.Run.release` takes the run from it.
        host: Where its worker is, empty before one has come.
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
    checked: bool = True
    host: str = ""

    @property
    def live(self) -> bool:
        """Whether a worker is at work on it."""
        return self.status in LIVE


def read_progress(folder: Path) -> Progress:
    """Read how far a run is. A file that is missing or edited reads as interrupted."""
    return progress(known_status(folder), folder / STATUS)


def progress(record: dict[str, Any], path: Path) -> Progress:
    """The same where the status has been read already.

    Args:
        record: The status, as `known_status` reads it.
        path: Its file.
    """
    status = record.get("status")
    live, checked = status in LIVE, True
    if live:
        live, checked = alive(record, path)
    if status is None or (status in LIVE and not live):
        status = "interrupted"
    return Progress(
        status=status,
        step=record.get("step", 0),
        steps=record.get("steps", 0),
        steps_per_second=float(record.get("steps_per_second", 0.0)),
        seconds_left=record.get("seconds_left"),
        message=(record.get("message") or "")[: schema.MESSAGE],
        device=record.get("device") or "",
        precision=record.get("precision") or "",
        checked=checked,
        host=record.get("host", "") if record.get("pid") else "",
    )


def created(record: dict[str, Any], run: str) -> float:
    """When a run was made, in seconds since 1970: as its status says, else as its id does."""
    told = record.get("created")
    if told is not None:
        return float(told)
    with contextlib.suppress(ValueError, OverflowError):
        told = time.mktime(time.strptime(run[:15], "%Y%m%d-%H%M%S"))
        return min(max(told, 0.0), schema.YEAR_2100)
    return 0.0


def alive(record: dict[str, Any], path: Path) -> tuple[bool, bool]:
    """Whether the worker that wrote a status still lives, and whether that could be checked.

    On this machine, the process must exist, not be a zombie, and be the same that wrote it. On
    another host, and before a worker has entered its pid, the file must have been written a moment
    ago: by the clock of its file system, or else while this process has looked at it twice. What
    the file says of the time is not asked, since it is told by a clock that may be set wrongly.

    Args:
        record: The status, as `known_status` reads it.
        path: Its file.
    """
    if record.get("run", path.parent.name) != path.parent.name:
        return False, True  # the folder is a copy of another run's
    lives = processes.lives(record)
    if lives is None:
        return "heartbeat" in record and _beats(path), False
    return lives, True


_seen: OrderedDict[Path, tuple[int, float]] = OrderedDict()
"""The times of change of files that were looked at, and when each was new, by a clock that runs."""

_looking = threading.Lock()


def _beats(path: Path) -> bool:
    """Whether a file was written a moment ago."""
    try:
        changed = path.stat().st_mtime_ns
    except OSError:
        return False
    now = time.monotonic()
    with _looking:
        before, since = _seen.get(path, (changed, -math.inf))
        if changed != before:  # backwards only where somebody has set a clock
            since = now if changed > before else -math.inf
        _seen[path] = changed, since
        _seen.move_to_end(path)
        while len(_seen) > LOOKED_AT:
            _seen.popitem(last=False)
    return now - since < STALE or 0 <= _clock(path.parent) - changed / 1e9 < STALE


def _clock(folder: Path) -> float:
    """The time by the clock that tells when files of a folder were changed.

    That of a server of files may differ from this machine's, which is asked where nothing can be
    written.
    """
    mark = drafts.name(folder.parent / LOCKS / "clock")
    try:
        with mark.open("xb"):
            return mark.stat().st_mtime
    except OSError:
        return time.time()
    finally:
        with contextlib.suppress(OSError):
            mark.unlink()


class StatusWriter:
    """The worker's side of ``status.json``: fields that change, and a heartbeat in between.

    The heartbeat goes on in a daemon thread, so that it ends with the process, however that ends.
    A heartbeat that cannot be written (the disk is full) is left out; the next may succeed. To
    note something never waits for the disk, which may take seconds.
    """

    def __init__(self, folder: Path) -> None:
        self._path = folder / STATUS
        self._reserve = Reserve(self._path)
        identity = {"format": FORMAT, "run": folder.name, **processes.identity()}
        self._record = known_status(folder) | identity
        self._lock = threading.Lock()  # of the record, held for no longer than a copy takes
        self._writing = threading.Lock()  # of the file: what is noted last is written last
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._beat, name="heartbeat", daemon=True)

    def __enter__(self) -> StatusWriter:
        self._write()
        self._reserve.hold()
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()
        self._reserve.release()

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
        """Stop the heartbeat and write the last word, which must not be lost: the disk may be full.

        It is written into the bytes that were held for it; where that fails, patiently.
        """
        self.close()
        self.note(**fields)
        if self._reserve.spend(as_json(self._now())):
            return
        self._reserve.release()
        for _ in range(10):
            with contextlib.suppress(SculptorError):
                return self._write()
            time.sleep(0.2)

    def _beat(self) -> None:
        while not self._ended.wait(BEAT):
            with contextlib.suppress(SculptorError):
                self._write()
                self._reserve.hold()

    def _write(self) -> None:
        with self._writing:
            write_json(self._path, self._now())

    def _now(self) -> dict[str, Any]:
        with self._lock:
            self._record["heartbeat"] = time.time()
            return dict(self._record)
