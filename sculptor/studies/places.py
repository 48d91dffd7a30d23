"""Where the runs of a study are trained: on this machine, or on a Ray cluster."""

from __future__ import annotations

import json
import os
from collections.abc import Collection
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal, Protocol

from sculptor.errors import SculptorError
from sculptor.files import parse_json
from sculptor.jobs import Run
from sculptor.jobs.cluster import connection
from sculptor.jobs.here import Here

VARIABLE = "SCULPTOR_PLACE"
"""Tells a driver in the background where to train. It is no part of a study's folder: one that
came from elsewhere must not say to whose cluster this machine connects."""

On = Literal["here", "ray"]


class Engine(Protocol):
    """What trains runs; see `sculptor.jobs.here.Here`, which says what each does."""

    def prepare(self) -> None: ...  # noqa: D102
    def room(self, wanted: Collection[str]) -> int: ...  # noqa: D102
    def begin(self, folder: Path) -> None: ...  # noqa: D102
    def go_on(self, run: Run) -> None: ...  # noqa: D102
    def busy(self, folder: Path) -> bool: ...  # noqa: D102
    def look(self) -> None: ...  # noqa: D102
    def close(self) -> None: ...  # noqa: D102


@dataclass(frozen=True)
class Place:
    """A place that is chosen, not yet connected to.

    Attributes:
        on: ``here`` or ``ray``.
        address: Of a cluster as ``HOST:PORT``, or ``auto``; empty for one of this machine's own.
        gpus: The part of a GPU that a run on a cluster takes.
    """

    on: On = "here"
    address: str = ""
    gpus: float = 1.0

    def __post_init__(self) -> None:
        if self.on not in ("here", "ray"):
            raise SculptorError(f"Expected here or ray, received {self.on!r:.80}.")
        if self.on == "ray":
            connection.check(self.address, self.gpus)
        elif self.address or self.gpus != 1.0:
            raise SculptorError(
                "Expected an address and a part of a GPU for a cluster only. Say on which: ray."
            )

    def open(self, home: Path, then: str) -> Engine:
        """What trains runs there.

        Args:
            home: Where the runs live.
            then: A module that a cluster runs on a run that has finished, for its figures.

        Raises:
            SculptorError: There is no such cluster.
        """
        if self.on == "here":
            return Here()
        from sculptor.jobs.cluster.engine import Cluster

        return Cluster(home, self.address, self.gpus, then)

    def environment(self) -> dict[str, str]:
        """What tells another process of it; see `of_environment`."""
        return {VARIABLE: json.dumps(asdict(self))}

    @classmethod
    def of_environment(cls) -> Place:
        """The place that who started this process has chosen.

        Raises:
            SculptorError: The variable has been set to something else.
        """
        text = os.environ.get(VARIABLE)
        if not text:
            return cls()
        match parse_json(text, VARIABLE):
            case {"on": str(on), "address": str(address), "gpus": float(gpus)}:
                return cls(on, address, gpus)  # type: ignore[arg-type]  # it is checked
        raise SculptorError(f"Expected a place in {VARIABLE}, received {text!r:.80}.")
