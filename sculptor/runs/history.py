"""What was changed while a run trained."""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import Any

from sculptor.errors import SculptorError
from sculptor.files import read_lines
from sculptor.runs import schema
from sculptor.runs.folder import EVENTS
from sculptor.training.events import Event


def read_events(folder: Path) -> list[Event]:
    """The recorded changes of a run, in the order in which they were taken up.

    Lines that are no such change are left out.

    Raises:
        SculptorError: The file cannot be read.
    """
    return [event for line in read_lines(folder / EVENTS) if (event := as_event(line))]


def as_event(line: Any) -> Event | None:
    """The change that a line tells of; None where it is no such change."""
    if not isinstance(line, dict) or schema.fault(schema.EVENT, line):
        return None
    with contextlib.suppress(SculptorError):
        return Event.from_dict(line)
    return None
