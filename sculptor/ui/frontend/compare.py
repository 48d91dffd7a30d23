"""What the panels of a comparison are told, and what they say: `compare.js` in ``compare``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from sculptor.ui.frontend import said
from sculptor.ui.frontend.encoding import MOST as POINTS
from sculptor.ui.frontend.encoding import Extent, check_extent
from sculptor.views.palette import DARK, LIGHT

MOST = 6
"""Runs that are shown side by side, at most."""

HEIGHT = 480
"""Of a panel, in CSS pixels, at most."""

ALIGNMENTS = {"step": "Step", "seconds": "Training time"}
"""By what panels are in step."""

LABELS = {"target": "target", "posterior": "aggregate posterior", "holes": "holes"}
ABOUT = {
    "target": "Samples of the prior p(z) in force",
    "posterior": "The held-out images in the latent space, the same ones in each panel",
    "holes": "Samples of the prior that are farther from every image than 95 % of its samples are "
    "from each other: there the prior has mass and no data",
}


@dataclass(frozen=True)
class Brush:
    """Points that are selected in a panel.

    Attributes:
        n: The number of the selection.
        id: Of the run in whose panel it was drawn.
        rows: Of the images that snapshots look at.
    """

    n: int
    id: str
    rows: tuple[int, ...]


@dataclass(frozen=True)
class Compared:
    """What the browser says.

    Attributes:
        have: Which chunk of snapshots has come, as `sculptor.ui.plots.feed.Feed.next` takes it.
        brush: What is selected; None if nothing is.
        holes: Whether holes are shown.
        place: Of the scrubber; None is the newest.
    """

    have: dict[str, Any] | None = None
    brush: Brush | None = None
    holes: bool = False
    place: float | None = None


def read(messages: Mapping[str, Any]) -> Compared:
    """What the browser says, by name; what makes no sense is left out.

    >>> read({"holes": {"value": True}, "brush": {"n": 1, "id": "a", "rows": [3, "x"]}}).brush
    Brush(n=1, id='a', rows=(3,))
    """
    told = {name: value for name, value in messages.items() if isinstance(value, dict)}
    return Compared(
        told.get("have"),
        _brush(told.get("brush")),
        bool(told.get("holes", {}).get("value")),
        said.number(told.get("place", {}).get("value"), low=0.0),
    )


def _brush(message: Any) -> Brush | None:
    match message:
        case {"n": n, "id": str(identity), "rows": list(rows)}:
            number = said.whole(n)
            whole = (said.whole(row) for row in rows[:POINTS])
            if number is not None:
                return Brush(number, identity, tuple(row for row in whole if row is not None))
    return None


def content(
    *,
    view: str,
    panels: list[dict[str, Any]],
    extent: Extent,
    colourings: dict[str, Any],
    newest: list[dict[str, Any]],
    spans: dict[str, dict[str, int]],
    chunk: dict[str, Any] | None,
    align: str,
    place: float | None,
    images: dict[str, Any] | None,
    about: dict[str, str],
) -> dict[str, Any]:
    """All that the browser is told; `sculptor.ui.plots.panels` makes it of runs.

    Args:
        view: What the points are: with another one everything comes anew.
        panels: What each panel says of its run.
        extent: The plane that all of them show.
        colourings: What the colours mean, for each group of runs that look at the same images.
        newest: The newest snapshot of each run, and its targets.
        spans: How the snapshots of each run are thinned out.
        chunk: Older snapshots.
        align: Out of `ALIGNMENTS`.
        place: Of the scrubber when the panels are opened; None is the newest.
        images: The images that are selected, as an answer to a brush.
        about: `ABOUT`, in words that fit the data of the runs.

    Raises:
        SculptorError: The extent makes no sense.
    """
    return {
        "view": view,
        "panels": panels,
        "extent": list(check_extent(extent)),
        "colourings": colourings,
        "newest": newest,
        "spans": spans,
        "chunk": chunk,
        "align": align,
        "place": place,
        "images": images,
        "labels": LABELS,
        "about": about,
        "height": HEIGHT,
        "colours": {"light": asdict(LIGHT), "dark": asdict(DARK)},
    }
