"""Which device trains, and in which precision."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import torch

from sculptor.errors import SculptorError


def choose(name: str) -> torch.device:
    """The device of a name: ``auto`` takes CUDA, then MPS, then the CPU.

    Raises:
        SculptorError: There is no such device on this machine.
    """
    if name == "auto":
        return torch.device(available()[0])
    try:
        device = torch.device(name)
    except RuntimeError as error:
        raise SculptorError(
            f"Expected a device such as cpu or cuda:0, received {name!r}."
        ) from error
    there = {"cpu": 1, "mps": int(torch.backends.mps.is_available()), "cuda": _cuda_devices()}
    if (device.index or 0) >= there.get(device.type, 0):
        raise SculptorError(
            f"Expected one of the devices {', '.join(available())}, received {name}. "
            "Choose one of these, or 'auto'."
        )
    return device


def precision(name: str, device: torch.device) -> str:
    """The precision of a name: ``auto`` takes bfloat16 on CPUs that have instructions for it."""
    if name != "auto":
        return name
    # An older torch cannot say.
    found: Mapping[str, Any] = getattr(torch.cpu, "get_capabilities", dict)()
    return "bfloat16" if device.type == "cpu" and found.get("avx512_bf16") else "float32"


def kept(begun: str, asked: str, device: torch.device) -> str:
    """The precision of a resumed run: that which it began with.

    Where it may take any, and the device does not compute in that one, it is the device's own.
    """
    try:
        hidden_dtype(begun, device)
    except SculptorError:
        if asked == "auto":
            return precision(asked, device)
    return begun


def hidden_dtype(precision: str, device: torch.device) -> torch.dtype | None:
    """What the hidden layers compute in, None for the precision of the weights.

    Raises:
        SculptorError: The device does not compute in it.
    """
    if precision == "float32":
        return None
    able = torch.amp.is_autocast_available(device.type)
    if able and device.type == "cuda":
        with torch.cuda.device(device):
            able = torch.cuda.is_bf16_supported(including_emulation=False)
    if not able:
        raise SculptorError(
            f"Expected a device that computes in {precision}, such as a GPU of NVIDIA's Ampere or "
            f"newer; {device} does not. Set the precision to float32."
        )
    return torch.bfloat16


def available() -> list[str]:
    """The devices of this machine, the fastest first."""
    found = [f"cuda:{index}" for index in range(_cuda_devices())]
    if torch.backends.mps.is_available():
        found.append("mps")
    return [*found, "cpu"]


def _cuda_devices() -> int:
    """CUDA devices that torch can use; it also counts those whose driver is too old for it."""
    return torch.cuda.device_count() if torch.cuda.is_available() else 0
