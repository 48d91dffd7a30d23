"""Who is told how far a data set is that is being made, where making it takes more than seconds."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TypeAlias

Made: TypeAlias = Callable[[int, int], None]
"""Called with the images that are made and the images in all."""

_listener: ContextVar[Made | None] = ContextVar("listener", default=None)


@contextmanager
def watching(listener: Made) -> Iterator[None]:
    """Have a function told of whatever is made within.

    >>> with watching(lambda done, total: print(f"{done} of {total}")):
    ...     report(3, 10)
    3 of 10
    """
    token = _listener.set(listener)
    try:
        yield
    finally:
        _listener.reset(token)


def report(done: int, total: int) -> None:
    """Tell that so many images of so many are made, if anybody wants to know."""
    if listener := _listener.get():
        listener(done, total)
