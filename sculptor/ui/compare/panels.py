"""The panels of the Compare page: the aggregate posteriors of several runs, in step."""

from __future__ import annotations

import base64
import contextlib
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

import streamlit as st

from sculptor.errors import SculptorError
from sculptor.jobs import Run
from sculptor.runs import Frame, snapshots
from sculptor.ui.app import state
from sculptor.ui.compare import images
from sculptor.ui.compare.feed import PLACES, Chunk, Feed, Key
from sculptor.ui.compare.holes import empty_rows
from sculptor.ui.compare.sides import Side, times
from sculptor.ui.frontend import colouring, encoding, said, scatter
from sculptor.ui.frontend.cloud import PLANES, Cloud, colour_choices, project
from sculptor.ui.kit.choices import REPRESENTATIONS, axes, choice
from sculptor.ui.plots import reader
from sculptor.ui.plots.component import component
from sculptor.views.palette import DARK, LIGHT

KEY = "compare"
FEED = "compare:feed"

AIMS = 3
"""Targets of a run that come with each look, the newest."""

PLACED = "compare:placed"
"""Set when the scrubber has come to rest at another place."""

HEIGHT = 480
"""Of a panel, in CSS pixels, at most."""

ALIGNMENTS = {"step": "Step", "seconds": "Training time"}

LABELS = {"target": "target", "posterior": "aggregate posterior", "holes": "holes"}
ABOUT = {
    "target": "Samples of the prior p(z) in force",
    "posterior": "The held-out images in the latent space, the same ones in each panel",
    "holes": "Samples of the prior that are farther from every image than 95 % of its samples are "
    "from each other: there the prior has mass and no data",
}


def controls(sides: Sequence[Side]) -> None:
    """What all panels show: colour, representation, latents, and how they are in step."""
    key = ",".join(side.id for side in sides)
    shown = [side for side in sides if side.steps]
    frames = [side.frame() for side in shown]
    dim = max((frame.target.shape[1] for frame in frames), default=2)
    columns: dict[str, Any] = {}
    for side in shown:
        columns |= reader.colours(side.opened)
    with st.container(horizontal=True, gap="small", vertical_alignment="bottom"):
        if columns:
            choice("colour", "Colour by", colour_choices(columns), key, 160)
        if any("sample" in frame.latents for frame in frames):
            choice("representation", "Representation", REPRESENTATIONS, key, 130)
        if dim > 2:
            choice("view", "View", PLANES, key, 190)
            if state.get("view") != "pca":
                axes(dim, key)
        # A place in one unit is none in the other.
        choice("align", "In step by", ALIGNMENTS, key, 150, place=None)


def show(sides: Sequence[Side], place: float | None) -> bool:
    """Show the panels.

    Args:
        sides: The runs.
        place: Of the scrubber when the page is opened; None is the newest.

    Returns:
        Whether what waited for them, see `opening`, may come now.
    """
    seen = _seen()
    view = "·".join(map(str, seen))
    shown = [side for side in sides if side.steps]
    feed, steps = _feed(), _steps(shown)
    live, waited = any(side.live for side in shown), feed.opening(steps)
    chunk = feed.next(view, _told("have"), steps, live=live)
    facts = [_facts(side, seen, place) for side in sides]
    component("compare", "compare")(
        key=KEY,
        data={
            "view": view,
            "panels": facts,
            "extent": list(_extent(shown, seen)),
            "colourings": _colourings(shown),
            "newest": [item for side in shown for item in _newest(side, seen)],
            "spans": {side.id: _span(side) for side in shown},
            "chunk": None if chunk is None else _packed_chunk(chunk, shown, seen),
            "align": state.get("align"),
            "place": place,
            "images": _images(shown),
            "labels": LABELS,
            "about": {
                name: reader.about(text, *(side.opened for side in shown))
                for name, text in ABOUT.items()
            },
            "height": HEIGHT,
            "colours": {"light": asdict(LIGHT), "dark": asdict(DARK)},
        },
        on_have_change=_nothing,
        on_brush_change=_nothing,
        on_holes_change=_nothing,
        on_place_change=_placed,
    )
    waits = feed.opening(steps)
    if chunk is None and waits:
        _read_ahead(feed.missing(steps), shown, seen)
    return waited and not waits


def opening(sides: Sequence[Side]) -> bool:
    """Whether the panels of a page that was just opened wait for most of their snapshots."""
    return _feed().opening(_steps([side for side in sides if side.steps]))


def _nothing() -> None:
    """Naming a state in a callback makes Streamlit keep it."""


def _told(name: str) -> dict[str, Any]:
    """What the browser says of something; empty if it says nothing that makes sense."""
    message = st.session_state.get(KEY)
    value = None if message is None else message.get(name)
    return value if isinstance(value, dict) else {}


def _placed() -> None:
    st.session_state[PLACED] = True
    state.put(place=said.number(_told("place").get("value"), low=0.0))


Seen = tuple[str, tuple[int, int], str]


def _seen() -> Seen:
    """View, axes and representation."""
    view = "pca" if state.get("view") == "pca" else "axes"
    return view, state.get("axes"), state.get("representation")


# Points -------------------------------------------------------------------------------------------


def _feed() -> Feed:
    return st.session_state.setdefault(FEED, Feed())  # type: ignore[no-any-return]


def _steps(shown: Sequence[Side]) -> dict[str, tuple[int, ...]]:
    """The snapshots of each run, by `_history`: another one needs all of them anew."""
    return {_history(side): side.steps for side in shown}


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


def _read_ahead(keys: Sequence[Key], shown: Sequence[Side], seen: Seen) -> None:
    """Have the points ready when the browser says that it can take them."""
    runs = {_history(side): side for side in shown}
    for key, step in keys:
        _points(runs[key], step, seen)


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
    return encoding.points(_of_frame(reader.frame(run, step), seen).target)


def _aims(run: Run) -> list[int]:
    """The steps from which on another prior was aimed at."""
    changed = [event.step for event in reader.events(run) if "prior" in event.changes]
    return sorted({0, *changed})


# For six runs of 200 snapshots, so that a page that is opened anew has them at once.
@reader.kept(reader.SNAPSHOT, size=2_400)
def _packed(run: Run, step: int, seen: Seen) -> bytes:
    """The aggregate posterior of a snapshot in the plane that is shown."""
    read = snapshots.read_latents if seen[0] == "axes" else snapshots.read
    return encoding.points(_of_frame(read(run.folder, step), seen).latents)


def _cloud(side: Side, seen: Seen) -> Cloud:
    """Of the newest snapshot."""
    return _of_frame(side.frame(), seen)


def _of_frame(frame: Frame, seen: Seen) -> Cloud:
    """In the view that is asked for, and else by latents."""
    cloud = project(frame, *seen) or project(frame, "axes", *seen[1:])
    assert cloud is not None
    return cloud


def _extent(sides: Sequence[Side], seen: Seen) -> encoding.Extent:
    clouds = [_cloud(side, seen) for side in sides]
    return scatter.fit(*(part for cloud in clouds for part in (cloud.latents, cloud.target)))


# Facts --------------------------------------------------------------------------------------------


def _facts(side: Side, seen: Seen, place: float | None) -> dict[str, Any]:
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
        "names": list(_cloud(side, seen).names),
        "group": _group(side),
        "holes": _holes(side, side.at(place, state.get("align")), seen[2]),
    }


def _group(side: Side) -> str:
    """Sides of one group look at the same images."""
    assert side.config is not None
    n = len(side.frame().latents["mean"])
    return f"{side.config.dataset}, {reader.split(side.opened)}, {n}"


def _holes(side: Side, step: int | None, representation: str) -> dict[str, Any] | None:
    """The rows of the target without data, once they have been asked for."""
    if step is None or not _told("holes").get("value"):
        return None
    return {"step": step, "rows": empty_rows(side.opened, step, representation).tolist()}


def _colourings(sides: Sequence[Side]) -> dict[str, Any]:
    """What the colours of the points mean, for each group of images."""
    colourings: dict[str, Any] = {}
    for side in sides:
        group = _group(side)
        if colourings.get(group) is None:
            n = len(side.frame().latents["mean"])
            colour = reader.colouring(side.opened, state.get("colour"), n)
            colourings[group] = None if colour is None else colouring.packed(colour)
    return colourings


def _images(sides: Sequence[Side]) -> dict[str, Any] | None:
    """The images of the points that are selected."""
    match _told("brush"):
        case {"n": int(n), "id": str(id), "rows": list(rows)}:
            side = next((side for side in sides if side.id == id), None)
            if side is None or side.config is None or said.whole(n) is None:
                return None
            numbers = [said.whole(row) for row in rows[: images.MOST]]
            try:
                png = images.selected(
                    side.config.dataset,
                    reader.split(side.opened),
                    tuple(row for row in numbers if row is not None),
                )
            except SculptorError as error:
                return {"n": n, "png": "", "said": str(error)}
            return {"n": n, "png": base64.b64encode(png).decode(), "said": ""}
    return None
