"""What pages ask of a worker: one small file each, in the order of their names."""

from __future__ import annotations

import contextlib
import re
import secrets
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sculptor.errors import trying
from sculptor.files import patiently, write_json
from sculptor.runs import schema
from sculptor.runs.folder import (
    COMMANDS,
    WRITABLE,
    check_there,
    inside,
    is_inside,
    read_object,
)

_NAME = re.compile(r"\d{20}-[0-9a-f]{8}\.json")
"""The names of commands, which sort by the time of their sending."""


@dataclass(frozen=True)
class Command:
    """One wish of a person.

    Attributes:
        path: Its file, which goes away once the wish is recorded or fulfilled.
        kind: ``set``, ``pause`` or ``stop``.
        sent: When, in seconds since 1970.
        changes: For ``set``: new values by name; for a ``pause`` at a step: that ``step``.
    """

    path: Path
    kind: str
    sent: float
    changes: dict[str, Any] = field(default_factory=dict)

    @property
    def now(self) -> bool:
        """Whether it is meant for as soon as it can be, and for no step of its own."""
        return self.kind == "set" or "step" not in self.changes

    def done(self) -> None:
        """Remove the file."""
        with contextlib.suppress(OSError):
            patiently(self.path.unlink)


def send(folder: Path, kind: str, changes: dict[str, Any] | None = None) -> None:
    """Write a command for the worker of a run.

    Raises:
        SculptorError: The folder is gone or cannot be written.
    """
    now = time.time_ns()
    path = inside(folder, COMMANDS) / f"{now:020d}-{secrets.token_hex(4)}.json"
    write_json(path, {"kind": kind, "sent": now / 1e9, "changes": changes or {}})


def waiting(folder: Path) -> list[Command]:
    """The commands of a run that wait, in the order in which they were sent.

    A file that has the name of a command but is none is removed, so that it is not met again; no
    other file is touched, and none of a folder that lies elsewhere.

    Raises:
        Gone: The folder of the run is no longer there.
    """
    if not is_inside(folder / COMMANDS):
        check_there(folder)
        return []
    pending = []
    with trying(f"read {folder / COMMANDS}", WRITABLE):
        paths = sorted((folder / COMMANDS).iterdir())
    for path in paths:
        if not _NAME.fullmatch(path.name):
            continue
        command = _read(path)
        if command is None:
            with contextlib.suppress(OSError):
                patiently(path.unlink)
        else:
            pending.append(command)
    return pending


def ending(folder: Path) -> str | None:
    """The last wish to ``pause`` or ``stop`` now, which stays until the run is resumed."""
    return next((c.kind for c in reversed(waiting(folder)) if c.kind != "set" and c.now), None)


def clear(folder: Path) -> None:
    """Forget the wishes to pause or stop, since the run is to go on."""
    for command in waiting(folder):
        if command.kind != "set":
            command.done()


def drop(folder: Path) -> None:
    """Forget every wish, since the run has come to its end: what came too late is not taken up."""
    for command in waiting(folder):
        command.done()


def _read(path: Path) -> Command | None:
    value = read_object(path)
    if not {"kind", "sent"} <= value.keys() or schema.fault(schema.COMMAND, value):
        return None
    return Command(path, value["kind"], float(value["sent"]), value.get("changes", {}))
