"""What lies over the latent scatter, and what a person does with it: `overlay.js` in ``plots``."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, TypeAlias

from sculptor.ui.frontend import said
from sculptor.views.space.atlas import Atlas

Place: TypeAlias = tuple[float, float]

SAID = ("pin", "route", "lasso")
"""What a person can do, by the names of the state that tells it."""

CORNERS = 5_000
"""Of a selection, at most."""


@dataclass(frozen=True)
class Pinned:
    """A place was clicked.

    Attributes:
        x: Its first coordinate.
        y: Its second one.
        mark: The mark that is there, by its number; None if there is none.
    """

    x: float
    y: float
    mark: int | None


@dataclass(frozen=True)
class Routed:
    """A path was drawn from one mark to another, by their numbers."""

    origin: int
    end: int


@dataclass(frozen=True)
class Selected:
    """An outline was drawn; without corners the selection was cleared."""

    places: tuple[Place, ...]


Heard: TypeAlias = Pinned | Routed | Selected


@dataclass(frozen=True)
class Overlay:
    """What lies over the points.

    Attributes:
        marks: Places with their letters; one without a letter is the code that is edited.
        path: Places along a path.
        selection: The corners of what is selected.
        pictures: A name for the pictures of the items; empty if there are none.
        atlas: Makes these pictures, once they are asked for.
    """

    marks: Sequence[tuple[Place, str]] = ()
    path: Sequence[Place] = ()
    selection: Sequence[Place] = ()
    pictures: str = ""
    atlas: Callable[[], Atlas] | None = field(default=None, repr=False)

    def packed(self, wanted: Any = None) -> dict[str, Any]:
        """As the browser takes it.

        Args:
            wanted: The name of the pictures that it asks for.
        """
        found = None
        if self.atlas is not None and self.pictures and wanted == self.pictures:
            found = {"id": self.pictures, **asdict(self.atlas())}
        return {
            "marks": [{"x": x, "y": y, "name": name} for (x, y), name in self.marks],
            "path": [list(place) for place in self.path],
            "selection": [list(place) for place in self.selection] or None,
            "pictures": self.pictures,
            "atlas": found,
        }


def heard(name: str, state: Any) -> Heard | None:
    """What the browser says was done, out of `SAID`; None if it makes no sense.

    >>> heard("pin", {"x": 1, "y": 2.5, "mark": -1, "n": 1})
    Pinned(x=1.0, y=2.5, mark=None)
    >>> heard("route", {"from": 0, "to": 2}), heard("lasso", {"places": "all"}), heard("pin", 3)
    (Routed(origin=0, end=2), None, None)
    """
    match name, state:
        case "pin", {"x": x, "y": y, "mark": mark}:
            place = _place([x, y])
            return None if place is None else Pinned(*place, said.whole(mark))
        case "route", {"from": origin, "to": end}:
            first, last = said.whole(origin), said.whole(end)
            return None if first is None or last is None else Routed(first, last)
        case "lasso", {"places": list(corners)} if len(corners) <= CORNERS:
            places = [_place(corner) for corner in corners]
            known = tuple(place for place in places if place is not None)
            return Selected(known) if len(known) == len(places) else None
    return None


def _place(value: Any) -> Place | None:
    if not isinstance(value, list) or len(value) != 2:
        return None
    x, y = (said.number(part) for part in value)
    return None if x is None or y is None else (x, y)
