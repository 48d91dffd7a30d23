"""What was changed while a run trained."""

from __future__ import annotations

import contextlib
from pathlib import Path

from sculptor.errors import SculptorError
from sculptor.files import read_lines
from sculptor.runs.folder import EVENTS
from sculptor.training.events import Event


def read_events(folder: Path) -> list[Event]:
    """The recorded changes of a run, in the order in which they were taken up.

    Lines that are no such change are left out.

    Raises:
        SculptorError: The file cannot be read.
    """
    events = []
    for line in read_lines(folder / EVENTS):
        with contextlib.suppress(SculptorError):
            events.append(Event.from_dict(line))
    return events
