"""Which modules of the front end import which."""

from __future__ import annotations

import posixpath
import re

from sculptor.ui.frontend import FRONTEND

IMPORTED = re.compile(r'(?<=\bfrom )"(\.\.?/[^"]+)"(?=;)')
"""What a module imports: a path from where it lies."""


def graph(*entries: str) -> dict[str, list[str]]:
    """Some modules and all that they need, each with what it imports itself.

    Args:
        entries: Paths from the root of the front end.

    >>> graph("plots/overlay.js")["plots/overlay.js"]
    ['kit/dom.js', 'kit/theme.js', 'plots/brush.js']
    """
    found: dict[str, list[str]] = {}
    waiting = [*entries]
    while waiting:
        name = waiting.pop()
        if name not in found:
            found[name] = [beside(name, path) for path in IMPORTED.findall(text(name))]
            waiting += found[name]
    return found


def text(name: str) -> str:
    """A file of the front end."""
    return (FRONTEND / name).read_text(encoding="utf-8")


def beside(name: str, path: str) -> str:
    """A path that is written in a file, from the root of the front end.

    >>> beside("plots/sketch.js", "../kit/dom.js")
    'kit/dom.js'
    """
    return posixpath.normpath(posixpath.join(posixpath.dirname(name), path))
