"""Names that are imported when they are first used, so that a room's tables need no torch."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable
from typing import Any


def names(package: str, homes: dict[str, str]) -> Callable[[str], Any]:
    """A package's ``__getattr__`` (PEP 562) that finds names where they live.

    Args:
        package: The package's ``__name__``.
        homes: For each name its module, and after a colon the attribute if it is one of the
            module's: ``{"lps": "sculptor.metrics.lps:lps", "datasets": "sculptor.data"}``.
    """

    def find(name: str) -> Any:
        if name not in homes:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        module, _, attribute = homes[name].partition(":")
        value: Any = importlib.import_module(module)
        if attribute:
            value = getattr(value, attribute)
        setattr(sys.modules[package], name, value)
        return value

    return find
