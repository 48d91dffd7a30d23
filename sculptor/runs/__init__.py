"""The folder of a run: plain files, and what is read from them; see `sculptor.runs.folder`.

The names below are loaded when they are first used, so that a list of runs needs no numpy.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sculptor import lazy

if TYPE_CHECKING:
    from sculptor.runs import library
    from sculptor.runs.exporting import export
    from sculptor.runs.record import RunRecord
    from sculptor.runs.snapshots import Frame
    from sculptor.runs.status import Progress

__all__ = ["Frame", "Progress", "RunRecord", "export", "library"]


__getattr__ = lazy.names(__name__)
