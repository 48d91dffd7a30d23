"""The folder of a run: plain files, and what is read from them; see `sculptor.runs.folder`."""

from __future__ import annotations

from sculptor.runs import library
from sculptor.runs.export import export
from sculptor.runs.record import RunRecord
from sculptor.runs.snapshots import Frame
from sculptor.runs.status import Progress

__all__ = ["Frame", "Progress", "RunRecord", "export", "library"]
