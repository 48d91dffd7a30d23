"""Reading many runs, of which none may take down the others."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeVar

from sculptor.errors import SculptorError
from sculptor.runs.folder import unforeseen
from sculptor.runs.record import RunRecord

Of = TypeVar("Of", bound=RunRecord)
Read = TypeVar("Read")


def each(
    runs: Iterable[Of], read: Callable[[Of], Read], broken: Callable[[Of, str], Read]
) -> list[Read]:
    """What is read of each of some runs, in their order.

    Args:
        runs: The runs.
        read: What to read of one.
        broken: What stands for a run of which that fails, with the reason.
    """
    return [_one(run, read, broken) for run in runs]


def _one(run: Of, read: Callable[[Of], Read], broken: Callable[[Of, str], Read]) -> Read:
    try:
        return read(run)
    except SculptorError as error:
        return broken(run, str(error))
    except Exception as error:
        return broken(run, unforeseen(run.folder, error))
