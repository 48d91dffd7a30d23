"""Which devices this machine has, found without importing torch."""

from __future__ import annotations

import contextlib
import os
import platform
import re
from typing import Any

from sculptor.errors import SculptorError
from sculptor.files import write_json
from sculptor.jobs import gpus, machine
from sculptor.runs.folder import read_object

THREADS = 2
"""Of a run on the CPU, at most: networks of this size gain little from more."""

MOST = 1_024
"""Devices of a run, at most."""

TOLD = "devices.json"

_FOUND = re.compile(r"cpu|mps|cuda:[0-9]{1,3}")


def cores() -> int:
    """CPU cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def cpu_slots() -> int:
    """Runs that train on the CPU at once: as many as have `cpu_threads` cores each."""
    return max(1, cores() // cpu_threads())


def cpu_threads() -> int:
    """Threads of one run on the CPU: two, or fewer where ``OMP_NUM_THREADS`` says so.

    Two bring one run to its end soonest; many runs are done sooner with one thread each, which has
    to wait for no other.
    """
    limit = gpus.number(os.environ.get("OMP_NUM_THREADS", ""))
    return min(THREADS, limit or THREADS, cores())


def kept_threads(told: Any) -> int:
    """The threads that a run began with, as its status tells; `cpu_threads` where it tells none.

    Args:
        told: What is in the file, which anyone may have edited.
    """
    # Their number changes the last bits of a sum.
    return told if type(told) is int and 1 <= told <= cores() else cpu_threads()


def check_count(count: Any) -> None:
    """Refuse a number of devices for a run that is none.

    >>> check_count(4)

    Raises:
        SculptorError: It is none.
    """
    if type(count) is not int or not 1 <= count <= MOST:
        raise SculptorError(
            f"Expected devices as a whole number from 1 to {MOST:,}, received {count!r:.80}."
        )


def cuda_devices() -> int:
    """CUDA devices, or those of ROCm, that the installed torch can use.

    What torch has said on this machine, see `remember`; before it was asked, an honest guess.
    """
    told = _told()
    if told is not None:
        return sum(name.startswith("cuda") for name in told)
    return len(gpus.visible())


def remember(available: list[str]) -> None:
    """Keep what torch has found, such as ``["cuda:0", "cpu"]``, where it differs from the guess."""
    cuda = sum(name.startswith("cuda") for name in available)
    if (cuda, "mps" in available) == (cuda_devices(), _has_mps()):
        return
    with contextlib.suppress(SculptorError):
        path = machine.folder() / TOLD
        write_json(path, read_object(path, follow_links=True) | {_situation(): available})


def slots(device: str) -> list[str]:
    """The slots on which a run for ``device`` may train, such as ``cpu-0`` or ``cuda-1``.

    ``auto`` takes CUDA, then MPS, then the CPU. A device that is not there has no slots. One on the
    CPU is named by the first of its cores.
    """
    kind, _, index = device.partition(":")
    cuda = [f"cuda-{number}" for number in range(cuda_devices())]
    mps = ["mps-0"] if _has_mps() else []
    cpu = [f"cpu-{number * cpu_threads()}" for number in range(cpu_slots())]
    if kind == "auto":
        return cuda or mps or cpu
    names = {"cuda": cuda, "mps": mps, "cpu": cpu}.get(kind, [])
    return [slot for slot in names if not index or kind != "cuda" or slot == f"cuda-{index}"]


def parts(slot: str) -> list[str]:
    """What a slot takes of the machine: so many cores as a run here has threads, or one device.

    Runs of one thread and of two then never share a core.
    """
    kind, _, first = slot.partition("-")
    if kind != "cpu":
        return [slot]
    return [f"cpu-{int(first) + number}" for number in range(cpu_threads())]


def physical(part: str) -> str:
    """The name of a part of a slot that means the same in each process of this machine.

    A process counts the GPUs and the cores that it may use; another may use others.
    """
    kind, _, number = part.partition("-")
    names: list[str] = []
    if kind == "cuda":
        names = gpus.visible()
    elif kind == "cpu" and hasattr(os, "sched_getaffinity"):
        names = [str(core) for core in sorted(os.sched_getaffinity(0))]
    return f"{kind}-{names[int(number)]}" if int(number) < len(names) else part


def of_slot(slot: str) -> str:
    """The device of a slot, as torch names it.

    >>> of_slot("cuda-1"), of_slot("cpu-3")
    ('cuda:1', 'cpu')
    """
    kind, _, index = slot.partition("-")
    return f"cuda:{index}" if kind == "cuda" else kind


def _has_mps() -> bool:
    told = _told()
    if told is not None:
        return "mps" in told
    return (platform.system(), platform.machine()) == ("Darwin", "arm64")


def _told() -> list[str] | None:
    """What torch has found here, None if it has not been asked or the guess was right."""
    with contextlib.suppress(SculptorError):
        kept = read_object(machine.folder() / TOLD, follow_links=True).get(_situation())
        if isinstance(kept, list) and all(
            isinstance(name, str) and _FOUND.fullmatch(name) for name in kept
        ):
            return list(dict.fromkeys(kept))
    return None


def _situation() -> str:
    """What torch's answer depends on, besides the machine."""
    return " ".join([gpus.torch_build(), *(f"{n}={os.environ.get(n)}" for n in gpus.MASKS)])
