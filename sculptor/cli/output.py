"""Text for people and JSON for programs."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from typing import IO, Any, Protocol

from sculptor.names import legible, well_formed

Options = argparse.Namespace


class Parser(argparse.ArgumentParser):
    """A parser whose help may end in what takes a moment to find."""

    more: Callable[[], str] | None = None

    def format_help(self) -> str:
        """The help, and what there is more."""
        told = super().format_help()
        return told if self.more is None else f"{told}\n{self.more()}\n"

    def _print_message(self, message: str, file: Any = None) -> None:
        """Everything that the parser prints: what was typed may be a part of it."""
        say(message, file or sys.stderr, end="")


class Commands(Protocol):
    """What `argparse` hands out for adding commands."""

    def add_parser(self, name: str, **kwargs: Any) -> Parser:
        """Add one command."""


def say(text: str, to: IO[str] | None = None, end: str = "\n") -> None:
    """Print text of any origin; all that the command line prints goes through here.

    A terminal obeys control characters, and cannot take every letter: names, messages and paths
    are printed without the former, and with an escape in place of a letter that it does not have.

    Args:
        text: What to print.
        to: The standard output unless given.
        end: What comes after it.
    """
    stream = to or sys.stdout
    print(_printable(text, stream), end=end, file=stream)


def _printable(text: str, stream: IO[str]) -> str:
    encoding = getattr(stream, "encoding", None) or "utf-8"
    return legible(text).encode(encoding, "backslashreplace").decode(encoding)


def show(options: Options, value: Any, text: str) -> None:
    """Print ``value`` as JSON if that was asked for, else ``text``."""
    say(json.dumps(well_formed(value), indent=2) if options.json else text)


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Rows in columns that are as wide as they need to be.

    >>> print(table(["name", "step"], [["ring", "10"], ["two moons", "1500"]]))
    name       step
    ring       10
    two moons  1500
    """
    lines = [head, *([" ".join(cell.splitlines()) for cell in row] for row in rows)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(head))]
    padded = [
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True))
        for line in lines
    ]
    return "\n".join(line.rstrip() for line in padded)


class ProgressLine:
    """One line on the standard error that is written over, or a line at a time into a file."""

    def __init__(self) -> None:
        self._over = sys.stderr.isatty()
        self._last = ""

    def show(self, text: str) -> None:
        """Show a text in place of the one before."""
        if text == self._last:
            return
        end = "" if self._over else "\n"
        start = "\r\033[K" if self._over else ""
        print(f"{start}{_printable(text, sys.stderr)}", end=end, file=sys.stderr, flush=True)
        self._last = text

    def end(self) -> None:
        """Leave the last text standing."""
        if self._over and self._last:
            print(file=sys.stderr)
        self._last = ""
