"""``python -m sculptor.data.own.work FOLDER``: the process that reads what is looked at."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path

from sculptor import spec
from sculptor.data import adding
from sculptor.data.own.pending import Pending
from sculptor.errors import SculptorError

OFTEN = 0.3
"""Seconds between two words on how far it is."""


def work(folder: Path) -> None:
    """Read what a folder asks for; whatever goes wrong is said there."""
    pending = Pending(folder)
    try:
        pending.tell("listing")
        request = pending.request
        kind = request["options"].pop("kind", "") or adding.kind_of(request["source"])
        prepare = spec.load(adding.PREPARED[kind], f"reader of {kind}")
        prepare(request["source"], request["options"], pending, teller(pending))
    except SculptorError as error:
        pending.tell("failed", message=str(error))
    except Exception as error:  # of a decoder: the person who waits must hear of it
        pending.tell("failed", message=f"{type(error).__name__}: {error!s:.300}")
        raise


def teller(pending: Pending) -> Callable[[str, int, int], None]:
    """Says how far it is, though not at every item."""
    last = [0.0]

    def tell(state: str, done: int, total: int) -> None:
        if time.monotonic() - last[0] > OFTEN:
            last[0] = time.monotonic()
            pending.tell(state, done, total)

    return tell


if __name__ == "__main__":
    work(Path(sys.argv[1]))
