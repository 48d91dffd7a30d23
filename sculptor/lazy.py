"""Names that are imported when they are first used, so that a room's tables need no torch."""

from __future__ import annotations

import ast
import importlib
import inspect
import sys
from collections.abc import Callable, Iterator
from typing import Any


def names(package: str) -> Callable[[str], Any]:
    """A package's ``__getattr__`` (PEP 562) that finds names where its type checkers find them.

    What the package imports under ``if TYPE_CHECKING:`` is read off its source, so that there is
    one list of homes for both; each name is imported alone, and once.

    Args:
        package: The package's ``__name__``.
    """
    homes = dict(_imports(inspect.getsource(sys.modules[package])))

    def find(name: str) -> Any:
        if name not in homes:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        module, attribute = homes[name]
        if module == package:  # a room of its own
            value: Any = importlib.import_module(f"{module}.{attribute}")
        else:
            value = getattr(importlib.import_module(module), attribute)
        setattr(sys.modules[package], name, value)
        return value

    return find


def _imports(source: str) -> Iterator[tuple[str, tuple[str, str]]]:
    """Each name that is imported for type checkers alone, with its module and its name there."""
    for block in ast.parse(source).body:
        if isinstance(block, ast.If) and ast.unparse(block.test) == "TYPE_CHECKING":
            for line in block.body:
                if isinstance(line, ast.ImportFrom) and line.module:
                    for item in line.names:
                        yield item.asname or item.name, (line.module, item.name)
