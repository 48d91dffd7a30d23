"""The panels of a comparison, on a page or in a cell: what the browser is told of some runs."""

from __future__ import annotations

import base64
import contextlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sculptor.errors import SculptorError
from sculptor.jobs import Run
from sculptor.runs import Frame, snapshots
from sculptor.ui.frontend import colouring, encoding, scatter
from sculptor.ui.frontend.cloud import Cloud, project
from sculptor.ui.frontend.compare import ABOUT, Brush, Compared, content
from sculptor.ui.plots import images, reader
from sculptor.ui.plots.feed import PLACES, Chunk, Feed
from sculptor.ui.plots.holes import empty_rows
from sculptor.ui.plots.sides import Side, times

AIMS = 3
"""Targets of a run that come with each look, the newest."""

Seen = tuple[str, tuple[int, int], str]
"""View, axes and representation."""


@dataclass(frozen=True)
class Looks:
    """What all panels show.

    Attributes:
        view: ``pca`` of more than two latents; else two of them.
        axes: These two, counted from 0.
        representation: ``sample`` or ``mean``.
        colour: The factor or label by which points are coloured; empty for one colour.
        align: By what they are in step: ``step`` or ``seconds``.
        place: Of the scrubber; None is the newest.
    """

    view: str = "axes"
    axes: tuple[int, int] = (0, 1)
    representation: str = "sample"
    colour: str = ""
    align: str = "step"
    place: float | None = None

    @property
    def seen(self) -> Seen:
        """What decides on the points."""
        return "pca" if self.view == "pca" else "axes", self.axes, self.representation


def told(sides: Sequence[Side], looks: Looks, feed: Feed, said: Compared) -> dict[str, Any]:
    """All that the browser is told.

    Args:
        sides: The runs.
        looks: What is shown of them.
        feed: Of this browser, which it changes: the chunk that it gives is taken.
        said: What the browser says.
    """
    seen = looks.seen
    view = "·".join(map(str, seen))
    shown = [side for side in sides if side.steps]
    chunk = feed.next(view, said.have, steps(sides), live=any(side.live for side in shown))
    return content(
        view=view,
        panels=[_facts(side, looks, holes=said.holes) for side in sides],
        extent=_extent(shown, seen),
        colourings=_colourings(shown, looks.colour),
        newest=[item for side in shown for item in _newest(side, seen)],
        spans={side.id: _span(side) for side in shown},
        chunk=None if chunk is None else _packed_chunk(chunk, shown, seen),
        align=looks.align,
        place=looks.place,
        images=_images(shown, said.brush),
        about={
            name: reader.about(text, *(side.opened for side in shown))
            for name, text in ABOUT.items()
        },
    )


def read_ahead(sides: Sequence[Side], looks: Looks, feed: Feed) -> None:
    """Have the points ready when the browser says that it can take them."""
    runs = {_history(side): side for side in sides if side.steps}
    for key, step in feed.missing(steps(sides)):
        _points(runs[key], step, looks.seen)


def steps(sides: Sequence[Side]) -> dict[str, tuple[int, ...]]:
    """The snapshots of each run, by its history: another one needs all of them anew."""
    return {_history(side): side.steps for side in sides if side.steps}


# Points -------------------------------------------------------------------------------------------


def _span(side: Side) -> dict[str, int]:
    """By what the browser thins out the snapshots that it has, as `thinned` does."""
    assert side.config is not None
    return {"newest": side.steps[-1], "total": side.config.steps, "places": PLACES}


def _history(side: Side) -> str:
    """The run, and which of its histories: one that branches off an earlier step is another."""
    return f"{side.id} {reader.history(side.opened)}"


def _newest(side: Side, seen: Seen) -> list[dict[str, Any]]:
    """The newest snapshot of a run, as the browser takes it, and the target over which it lies."""
    points = encoding.points(_cloud(side, seen).latents)
    item = _item(side, side.steps[-1], points)
    # Some earlier targets, since looks can be missed.
    return [item, *_targets(side, _aims(side.opened)[-AIMS:], seen)]


def _packed_chunk(chunk: Chunk, shown: Sequence[Side], seen: Seen) -> dict[str, Any]:
    """A chunk as the browser takes it, with all targets that there were."""
    runs = {_history(side): side for side in shown}
    items = [
        _item(runs[key], step, points)
        for key, step in chunk.keys
        if key in runs and (points := _points(runs[key], step, seen)) is not None
    ]
    for side in shown:
        items += _targets(side, _aims(side.opened), seen)
    return {"mount": chunk.mount, "seq": chunk.seq, "items": items}


def _item(side: Side, step: int, points: bytes) -> dict[str, Any]:
    """A snapshot as the browser takes it."""
    passed = times(side.opened).get(step, 0.0)
    return {"id": side.id, "step": step, "seconds": passed, "points": points}


def _targets(side: Side, aims: Sequence[int], seen: Seen) -> list[dict[str, Any]]:
    """What was aimed at from some steps on, as far as snapshots can tell."""
    targets = []
    for begin in aims:
        step = next((at for at in side.steps if at >= begin), None)
        if step is not None:
            with contextlib.suppress(SculptorError):
                points = _aimed(side.opened, step, seen)
                targets.append({"id": side.id, "from": begin, "points": points})
    return targets


def _points(side: Side, step: int, seen: Seen) -> bytes | None:
    """The points of a snapshot; None if it was thinned out or cut short meanwhile."""
    try:
        return _packed(side.opened, step, seen)
    except SculptorError:
        return None


@reader.kept(reader.SNAPSHOT, size=256)
def _aimed(run: Run, step: int, seen: Seen) -> bytes:
    """The target of a snapshot in the plane that is shown."""
    return encoding.points(of_frame(reader.frame(run, step), seen).target)


def _aims(run: Run) -> list[int]:
    """The steps from which on another prior was aimed at."""
    changed = [event.step for event in reader.events(run) if "prior" in event.changes]
    return sorted({0, *changed})


# For six runs of 200 snapshots, so that a page that is opened anew has them at once.
@reader.kept(reader.SNAPSHOT, size=2_400)
def _packed(run: Run, step: int, seen: Seen) -> bytes:
    """The aggregate posterior of a snapshot in the plane that is shown."""
    read = snapshots.read_latents if seen[0] == "axes" else snapshots.read
    return encoding.points(of_frame(read(run.folder, step), seen).latents)


def _cloud(side: Side, seen: Seen) -> Cloud:
    """Of the newest snapshot."""
    return of_frame(side.frame(), seen)


def of_frame(frame: Frame, seen: Seen) -> Cloud:
    """A snapshot in the view that is asked for, and else by latents."""
    cloud = project(frame, *seen) or project(frame, "axes", *seen[1:])
    assert cloud is not None
    return cloud


def _extent(sides: Sequence[Side], seen: Seen) -> encoding.Extent:
    clouds = [_cloud(side, seen) for side in sides]
    return scatter.fit(*(part for cloud in clouds for part in (cloud.latents, cloud.target)))


# Facts --------------------------------------------------------------------------------------------


def _facts(side: Side, looks: Looks, *, holes: bool) -> dict[str, Any]:
    """What a panel says of its run."""
    facts = {
        "id": side.id,
        "title": side.title,
        "note": side.note,
        "said": side.said,
        "names": ["", ""],
        "group": "",
        "holes": None,
    }
    if not side.steps:
        return facts
    return {
        **facts,
        "names": list(_cloud(side, looks.seen).names),
        "group": _group(side),
        "holes": _holes(side, looks) if holes else None,
    }


def _group(side: Side) -> str:
    """Sides of one group look at the same images."""
    assert side.config is not None
    n = len(side.frame().latents["mean"])
    return f"{side.config.dataset}, {reader.split(side.opened)}, {n}"


def _holes(side: Side, looks: Looks) -> dict[str, Any] | None:
    """The rows of the target without data."""
    step = side.at(looks.place, looks.align)
    if step is None:
        return None
    rows = empty_rows(side.opened, step, looks.representation)
    return {"step": step, "rows": rows.tolist()}


def _colourings(sides: Sequence[Side], name: str) -> dict[str, Any]:
    """What the colours of the points mean, for each group of images."""
    colourings: dict[str, Any] = {}
    for side in sides:
        group = _group(side)
        if colourings.get(group) is None:
            n = len(side.frame().latents["mean"])
            colour = reader.colouring(side.opened, name, n)
            colourings[group] = None if colour is None else colouring.packed(colour)
    return colourings


def _images(sides: Sequence[Side], brush: Brush | None) -> dict[str, Any] | None:
    """The images of the points that are selected."""
    if brush is None:
        return None
    side = next((side for side in sides if side.id == brush.id), None)
    if side is None or side.config is None:
        return None
    rows = images.spread(brush.rows)
    try:
        png = images.selected(side.config.dataset, reader.split(side.opened), rows)
    except SculptorError as error:
        return {"n": brush.n, "png": "", "shown": 0, "said": str(error)}
    shown = base64.b64encode(png).decode()
    return {"n": brush.n, "png": shown, "shown": len(rows), "said": ""}
