"""The GPUs that torch would call ``cuda:0``, ``cuda:1`` and so on, guessed without importing it.

Importing torch takes seconds and hundreds of MB, too much for a page or a worker that waits. The
guess follows the traces that drivers leave and the variables that hide devices; where it is wrong,
a worker that is about to train finds out from torch itself, see `sculptor.jobs.turn`.
"""

from __future__ import annotations

import contextlib
import ctypes
import importlib.util
import os
import re
import sys
from functools import cache
from pathlib import Path

DEV = Path("/dev")
KFD = Path("/sys/class/kfd/kfd/topology/nodes")
WSL = Path("/usr/lib/wsl/lib")
SYSTEM = Path(os.environ.get("SYSTEMROOT", "C:/Windows")) / "System32"

_NUMBER = re.compile(r"[0-9]{1,9}")

MASKS = ("CUDA_VISIBLE_DEVICES", "HIP_VISIBLE_DEVICES", "ROCR_VISIBLE_DEVICES")
"""Environment variables that hide devices and order those that are left."""


def visible() -> list[str]:
    """Those that torch can use, in its order, each by a name that all processes here share.

    The name is the UUID where the driver tells it, and the driver's number else. Two processes that
    see different GPUs as their first then do not take one for the other.
    """
    cuda, hip, rocr = (os.environ.get(name) for name in MASKS)
    match _built_for():
        case "cuda":
            return _masked(_nvidia(), cuda)
        case "hip":
            return _masked(_masked(_amd(), rocr), cuda if hip is None else hip)
    return []


def number(text: str) -> int | None:
    """A whole number of a variable; None where it is something else.

    >>> number("12"), number("-1"), number("²"), number("9" * 5000)
    (12, None, None, None)
    """
    return int(text) if _NUMBER.fullmatch(text) else None


def torch_build() -> str:
    """Which torch this is, so that what one has found is not taken for what another would find."""
    version = _version_file()
    with contextlib.suppress(OSError, AttributeError):
        return f"{version} {version.stat().st_mtime_ns}"  # type: ignore[union-attr]
    return str(version)


def _masked(cards: list[str], mask: str | None) -> list[str]:
    """Those that a variable names by number or by the beginning of a UUID, in its order.

    As for the drivers, what is not a device hides all that comes after it. Where no device was
    found, the variable is believed.
    """
    if mask is None:
        return cards
    chosen: list[str] = []
    for entry in (part.strip() for part in mask.split(",")):
        place = number(entry)
        if place is not None:
            if cards and place >= len(cards):
                break
            chosen.append(cards[place] if cards else entry)
        elif not entry or entry.startswith("-"):
            break
        else:
            same = [name for name in cards if name.lower().startswith(entry.lower())]
            chosen.append(same[0] if same else entry)
    return chosen


def _nvidia() -> list[str]:
    cards = _nvml()
    if cards:
        # Unless told otherwise CUDA has the fastest first, NVML the one with the lowest address.
        alike = len({model for _, model in cards}) == 1
        sure = alike or os.environ.get("CUDA_DEVICE_ORDER") == "PCI_BUS_ID"
        return [uuid if sure else str(number) for number, (uuid, _) in enumerate(cards)]
    if sys.platform == "win32":
        return ["0"] if (SYSTEM / "nvcuda.dll").exists() else []
    nodes = [path.name[6:] for path in DEV.glob("nvidia*") if path.name[6:].isdigit()]
    if nodes:
        return sorted(nodes, key=int)
    wsl = (DEV / "dxg").exists() and (WSL / "libcuda.so.1").exists()
    jetson = (DEV / "nvmap").exists()
    return ["0"] if wsl or jetson else []


def _amd() -> list[str]:
    if sys.platform == "win32":
        return ["0"] if any(SYSTEM.glob("amdhip64*.dll")) else []
    names: list[str] = []
    for path in sorted(KFD.glob("[0-9]*"), key=lambda path: int(path.name)):
        with contextlib.suppress(OSError, ValueError):
            lines = (line.split() for line in (path / "properties").read_text().splitlines())
            facts = {words[0]: int(words[1]) for words in lines if len(words) == 2}
            if facts.get("simd_count"):  # a processor is a node too, without SIMD units
                unique = facts.get("unique_id")
                names.append(f"GPU-{unique:016x}" if unique else str(len(names)))
    if not names and any((DEV / name).exists() for name in ("kfd", "dxg")):
        return ["0"]
    return names


@cache
def _nvml() -> tuple[tuple[str, str], ...]:
    """UUID and model of each GPU, from the driver's own library; none where it is not there."""
    names = ["nvml.dll"] if sys.platform == "win32" else ["libnvidia-ml.so.1"]
    for name in [*names, str(WSL / "libnvidia-ml.so.1")]:
        with contextlib.suppress(OSError, AttributeError):
            return _cards(ctypes.CDLL(name))
    return ()


def _cards(nvml: ctypes.CDLL) -> tuple[tuple[str, str], ...]:
    if nvml.nvmlInit_v2():
        return ()
    try:
        cards: list[tuple[str, str]] = []
        count = ctypes.c_uint()
        if nvml.nvmlDeviceGetCount_v2(ctypes.byref(count)):
            return ()
        for index in range(count.value):
            handle, uuid, model = (
                ctypes.c_void_p(),
                ctypes.create_string_buffer(96),
                ctypes.create_string_buffer(96),
            )
            if nvml.nvmlDeviceGetHandleByIndex_v2(index, ctypes.byref(handle)):
                return ()
            if nvml.nvmlDeviceGetUUID(handle, uuid, 96) or nvml.nvmlDeviceGetName(
                handle, model, 96
            ):
                return ()
            cards.append((uuid.value.decode(), model.value.decode()))
        return tuple(cards)
    finally:
        nvml.nvmlShutdown()


@cache
def _built_for() -> str | None:
    """``cuda`` or ``hip``, as the installed torch was built, read from its version file."""
    version = _version_file()
    if version is None:
        return None
    try:
        text = version.read_text()
    except OSError:
        return "cuda"
    for kind in ("hip", "cuda"):
        if re.search(rf"^{kind}\b[^=]*=\s*['\"]", text, re.MULTILINE):
            return kind
    return None


@cache
def _version_file() -> Path | None:
    spec = importlib.util.find_spec("torch")
    return Path(spec.origin).with_name("version.py") if spec and spec.origin else None
