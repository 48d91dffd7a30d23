"""Processes: which one wrote something, and whether it still lives.

A process id alone says little: it is given to another process after a while, and means another one
in each container and on each machine. A start as a time of day moves when the clock is set, since
the system derives it from the time of booting. So on Linux a process is named by its id, the ticks
from booting to its start, and where it runs; no clock takes part.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import platform
from functools import cache
from pathlib import Path
from typing import Any

SLACK = 2.0
"""Seconds by which two starts of a process may differ where ticks are not known."""


@cache
def here() -> str:
    """Where process ids mean what they mean to this process: eight hexadecimal digits.

    On Linux another machine, another container and the time before a reboot have others; elsewhere
    only another machine has.
    """
    parts = [platform.node()]
    with contextlib.suppress(OSError):
        parts.append(Path("/proc/sys/kernel/random/boot_id").read_text())
    with contextlib.suppress(OSError):
        parts.append(str(Path("/proc/self/ns/pid").readlink()))
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:8]


def identity() -> dict[str, Any]:
    """What tells this process from every other, as JSON; see `lives`."""
    import psutil

    pid = os.getpid()
    return {
        "pid": pid,
        "host": platform.node(),
        "here": here(),
        "ticks": ticks(pid),
        "process_started": psutil.Process().create_time(),
    }


def lives(record: dict[str, Any]) -> bool | None:
    """Whether the process of an `identity` lives; None if that cannot be seen from here.

    Args:
        record: Its fields, of the types that `identity` gives them; any may be missing.
    """
    import psutil

    pid = record.get("pid")
    if pid is None or record.get("host") != platform.node():
        return None
    if record.get("here", here()) != here():
        return None
    try:
        process = psutil.Process(pid)
        began = record.get("ticks")
        if began is not None:
            same = began == ticks(pid)
        else:
            same = abs(process.create_time() - record.get("process_started", 0.0)) < SLACK
        return bool(same and process.status() != psutil.STATUS_ZOMBIE)
    except (psutil.Error, ValueError, OverflowError):
        return False


def ticks(pid: int) -> int | None:
    """Clock ticks from booting to the start of a process; None where the system does not tell."""
    try:
        content = Path(f"/proc/{pid}/stat").read_bytes()
        # The name of the program stands in brackets, and may hold spaces and brackets itself.
        return int(content.rpartition(b")")[2].split()[19])
    except (OSError, IndexError, ValueError):
        return None


def mark() -> str:
    """A part of a file's name that says which process makes it, such as ``3fa2b1c0-4711``."""
    return f"{here()}-{os.getpid()}"


def gone(where: str, pid: int) -> bool:
    """Whether a process of a `mark` has certainly ended."""
    import psutil

    return where == here() and not psutil.pid_exists(pid)
