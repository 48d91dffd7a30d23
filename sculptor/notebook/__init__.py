"""Live in a notebook: the sketch pad and runs in a cell, by the app's own components.

It needs the extra: ``pip install "sculptor[notebook]"``. The kernel stays free: runs train in a
process of their own, and a thread looks at their folders.

The names below are loaded when they are first used.
"""

from __future__ import annotations

import importlib.util
from typing import TYPE_CHECKING, Any

from sculptor import lazy
from sculptor.errors import SculptorError

if TYPE_CHECKING:
    from sculptor.notebook.comparing import Compare, compare
    from sculptor.notebook.exploring import Explore, explore
    from sculptor.notebook.pad import Pad, sketch
    from sculptor.notebook.sculpting import Sculpt, sculpt
    from sculptor.notebook.watching import Watch, watch

__all__ = [
    "Compare",
    "Explore",
    "Pad",
    "Sculpt",
    "Watch",
    "compare",
    "explore",
    "sculpt",
    "sketch",
    "watch",
]

NEEDED = ("anywidget", "ipywidgets")

_find = lazy.names(__name__)


def __getattr__(name: str) -> Any:
    if any(importlib.util.find_spec(package) is None for package in NEEDED):
        raise SculptorError(
            f"Expected {' and '.join(NEEDED)} to show something live in a notebook, but they are "
            'not installed. Install them: pip install "sculptor[notebook]"'
        )
    return _find(name)
