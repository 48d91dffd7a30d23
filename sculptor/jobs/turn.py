"""The turn of a run: the slot of a device that torch will really train on."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from sculptor.jobs import devices
from sculptor.jobs.queue import Slot, Ticket

LOOK = 0.2
"""Seconds between two looks at the queue, at most."""

SOON, SHARE = 0.02, 0.02
"""Seconds, and a part of the time that it has been the next: after both together who is the next
looks again, so that between short runs little time is lost, and during long ones few looks."""


def take(
    folder: Path,
    device: str,
    launched: float,
    ended: Callable[[], bool],
    tell: Callable[[str], None],
    count: int = 1,
) -> Slot | None:
    """Wait for a slot, and see that torch can use its device.

    The slots are a guess that was made without torch, which has the say: only once it is this
    run's turn is torch asked. A run that may take any device then goes over to the queue for the
    best that torch sees, and holds the slot of the device that it trains on, whichever that is.

    Args:
        folder: Of the run.
        device: What the run asks for, such as ``auto``.
        launched: When, in seconds since 1970.
        ended: Whether a person has ended the wait.
        tell: Called with ``queued`` while it waits, and ``starting`` before torch is imported.
        count: Devices that the run trains on at once. Of the CPU it gets so many slots, or all that
            there are: more processes share the cores.

    Returns:
        The slot; None if the wait was ended, or there is no such device, or not so many.
    """

    def wait(device: str) -> Slot | None:
        with Ticket(folder.parent, folder.name, device, launched) as ticket:
            since = time.monotonic()
            while not ended():
                there = ticket.wanted
                on_cpu = bool(there) and _kind(devices.of_slot(there[0])) == "cpu"
                if len(there) < (1 if on_cpu else count):
                    return None
                if slot := ticket.take(min(count, len(there))):
                    return slot
                tell("queued")
                now = time.monotonic()
                since = since if ticket.next else now
                time.sleep(min(LOOK, SOON + SHARE * (now - since)) if ticket.next else LOOK)
        return None

    slot = wait(device)
    if device == "cpu" or (slot is None and ended()):
        return slot
    tell("starting")
    from sculptor.training import compute

    available = compute.available()
    devices.remember(available)
    kind = _kind(available[0]) if device == "auto" else _kind(device)
    if slot is not None:
        if {*slot.devices} <= {*available} and _kind(slot.device) == kind:
            return slot
        slot.release()
    return wait(kind if device == "auto" else device)


def _kind(device: str) -> str:
    return device.partition(":")[0]
