"""Which devices this machine has, found without importing torch."""

from __future__ import annotations

import importlib.util
import os
import platform
import re
from functools import cache
from pathlib import Path

THREADS = 2
"""Of a run on the CPU, at most: networks of this size gain little from more."""


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
    limit = os.environ.get("OMP_NUM_THREADS", "")
    most = int(limit) if limit.isdigit() and int(limit) else THREADS
    return min(THREADS, most, cores())


def cuda_devices() -> int:
    """CUDA devices that the installed torch can use; an honest guess, torch itself has the say."""
    if not _torch_has_cuda():
        return 0
    visible = os.environ.get("CUDA_VISIBLE_DEVICES")
    if visible is not None:
        return len([part for part in visible.split(",") if part.strip() not in ("", "-1")])
    return len([path for path in Path("/dev").glob("nvidia*") if path.name[6:].isdigit()])


def slots(device: str) -> list[str]:
    """The slots on which a run for ``device`` may train, such as ``cpu-0`` or ``cuda-1``.

    ``auto`` takes CUDA, then MPS, then the CPU. A device that is not there has no slots. One on the
    CPU is named by the first of its cores.
    """
    kind, _, index = device.partition(":")
    cuda = [f"cuda-{number}" for number in range(cuda_devices())]
    mps = ["mps-0"] if (platform.system(), platform.machine()) == ("Darwin", "arm64") else []
    cpu = [f"cpu-{number * cpu_threads()}" for number in range(cpu_slots())]
    if kind == "auto":
        return cuda or mps or cpu
    found = {"cuda": cuda, "mps": mps, "cpu": cpu}.get(kind, [])
    return [slot for slot in found if not index or kind != "cuda" or slot == f"cuda-{index}"]


def parts(slot: str) -> list[str]:
    """What a slot takes of the machine: so many cores as a run here has threads, or one device.

    Runs of one thread and of two then never share a core.
    """
    kind, _, first = slot.partition("-")
    if kind != "cpu":
        return [slot]
    return [f"cpu-{int(first) + number}" for number in range(cpu_threads())]


def of_slot(slot: str) -> str:
    """The device of a slot, as torch names it.

    >>> of_slot("cuda-1"), of_slot("cpu-3")
    ('cuda:1', 'cpu')
    """
    kind, _, index = slot.partition("-")
    return f"cuda:{index}" if kind == "cuda" else kind


@cache
def _torch_has_cuda() -> bool:
    """Whether torch was built for CUDA, read from its version file."""
    spec = importlib.util.find_spec("torch")
    if spec is None or spec.origin is None:
        return False
    try:
        text = Path(spec.origin).with_name("version.py").read_text()
    except OSError:
        return True
    return re.search(r"^cuda\b[^=]*=\s*['\"]", text, re.MULTILINE) is not None
