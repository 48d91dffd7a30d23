"""The queue for the devices: first come, first served, and a dead worker leaves it by dying.

A *slot* is a device or some cores, each a lock file; who holds the locks trains. Those files belong
to the machine, so that runs of two homes share no device unawares. A *ticket* is a file in the home
whose name says when the run was launched, and on which host, and whose lock its waiting worker
holds; hosts that have a home in common do not wait for one another. The operating system frees the
locks of a process that ends in any way, so nothing here depends on a process id.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock, Timeout

from sculptor.errors import trying
from sculptor.files import FREE
from sculptor.home import LOCKS
from sculptor.jobs import devices, machine
from sculptor.runs.folder import make_dir

GRACE = 10.0
"""Seconds in which a launched worker must have taken up its ticket."""

TICKETS = "queue"


@dataclass(frozen=True)
class Slot:
    """Devices, mostly one, that are taken until their locks are released or the process ends."""

    devices: tuple[str, ...]
    locks: tuple[FileLock, ...]

    @property
    def device(self) -> str:
        """The first of them."""
        return self.devices[0]

    def release(self) -> None:
        """Give the devices to the next run."""
        for lock in self.locks:
            lock.release()


def enqueue(home: Path, run: str, device: str, launched: float) -> Path:
    """Put down the ticket of a run, which its worker takes up by `Ticket`."""
    name = f"{int(launched * 1e6):017d}~{run}~{device.replace(':', '_')}~{machine.host()}"
    path = make_dir(home / LOCKS / TICKETS) / name
    with trying(f"write {path}", FREE):
        path.touch()
    return path


def position(home: Path, run: str) -> int:
    """How many runs that could use the same device come before a queued one."""
    names = sorted(path.name for path in _tickets(home))
    mine = [name for name in names if name.split("~")[1] == run]
    if not mine:
        return 0
    host, before = _host(mine[-1]), names[: names.index(mine[-1])]
    ahead = [name for name in before if _host(name) == host and name not in mine]
    if host != machine.host():
        return len(ahead)  # which devices that machine has is not known here
    wanted = _wanted(mine[-1])
    return sum(bool(wanted & _wanted(name)) for name in ahead)


class Ticket:
    """The place of this worker in the queue; a context manager that gives it up at the end.

    Attributes:
        next: Whether nobody came before it who waits for the same, as of the last `take`.
    """

    def __init__(self, home: Path, run: str, device: str, launched: float) -> None:
        self._home = home
        self.next = False
        with _queue(home):
            self._path = enqueue(home, run, device, launched)
            self._lock = _acquire(self._path)
            for path in _tickets(home):  # of those that come later `take` sees none
                if path != self._path and _host(path.name) == machine.host():
                    _waits(path)

    @property
    def wanted(self) -> list[str]:
        """The slots that would do; none if this machine has no such device."""
        return devices.slots(_device(self._path.name))

    def __enter__(self) -> Ticket:
        return self

    def __exit__(self, *_: object) -> None:
        if self._lock is not None:
            self._lock.release()
        with contextlib.suppress(OSError):
            self._path.unlink()

    def take(self, count: int = 1) -> Slot | None:
        """Free slots, so many as one, if no live run that could use them has come before."""
        with _queue(self._home):
            before: set[str] = set()
            for path in sorted(_tickets(self._home), key=lambda path: path.name):
                if path.name >= self._path.name:
                    break
                if _host(path.name) == machine.host() and _waits(path):
                    before |= _wanted(path.name)
            self.next = before.isdisjoint(self.wanted)
            names: list[str] = []
            held: list[FileLock] = []
            for slot in self.wanted:
                if slot in before or len(names) == count:
                    continue
                parts = [devices.physical(part) for part in devices.parts(slot)]
                locks = _acquire_all(machine.lock(part) for part in parts)
                if locks:
                    names.append(devices.of_slot(slot))
                    held += locks
            found = Slot(tuple(names), tuple(held))
            if len(names) == count:
                return found
            found.release()
        return None


def _tickets(home: Path) -> list[Path]:
    with contextlib.suppress(OSError):
        return [path for path in (home / LOCKS / TICKETS).iterdir() if path.name.count("~") == 3]
    return []


def _device(ticket: str) -> str:
    return ticket.split("~")[2].replace("_", ":")


def _host(ticket: str) -> str:
    return ticket.split("~")[3]


def _wanted(ticket: str) -> set[str]:
    return set(devices.slots(_device(ticket)))


def _waits(path: Path) -> bool:
    """Whether a ticket's worker lives, or may still be starting; a stale ticket is removed."""
    with contextlib.suppress(ValueError):
        # One from the future is of a clock that has been set back: only its lock tells. A worker
        # that is still starting takes its place anew.
        if 0 <= time.time() - int(path.name.split("~")[0]) / 1e6 < GRACE:
            return True
    with contextlib.suppress(OSError):  # what is no file is nobody's
        lock = _acquire(path)
        if lock is None:
            return True
        lock.release()
        path.unlink()
    return False


@contextmanager
def _queue(home: Path) -> Iterator[None]:
    """Look at the queue alone; each look is a matter of milliseconds."""
    path = make_dir(home / LOCKS) / "queue.lock"
    remedy = "Make the folder writable, or choose another home by SCULPTOR_HOME."
    with trying(f"lock {path}", remedy), FileLock(path, timeout=30):
        yield


def _acquire_all(paths: Iterable[Path]) -> tuple[FileLock, ...]:
    """The locks of all files, or none of them."""
    held: list[FileLock] = []
    for path in paths:
        lock = _acquire(path)
        if lock is None:
            for other in held:
                other.release()
            return ()
        held.append(lock)
    return tuple(held)


def _acquire(path: Path) -> FileLock | None:
    """The lock of a file, or None if another holds it."""
    lock = FileLock(path)
    try:
        lock.acquire(blocking=False)
    except Timeout:
        return None
    return lock
