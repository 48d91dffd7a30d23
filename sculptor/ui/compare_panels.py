"""The panels of the Compare page: the aggregate posteriors of several runs, in step."""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from functools import lru_cache
from pathlib import Path
from typing import Any

import streamlit as st

from sculptor.errors import SculptorError
from sculptor.runs import Frame, Run, snapshots
from sculptor.ui import (
    compare_holes,
    compare_images,
    compare_runs,
    encoding,
    scatter,
    state,
    watch_cloud,
    watch_reader,
)
from sculptor.ui.choices import REPRESENTATIONS, axes, choice
from sculptor.ui.compare_feed import Feed, Key, thinned
from sculptor.ui.compare_runs import Side
from sculptor.ui.component import component
from sculptor.views.palette import DARK, LIGHT

KEY = "compare"

PLACED = "compare:placed"
"""Set when the scrubber has come to rest at another place."""

HEIGHT = 480
"""Of a panel, in CSS pixels, at most."""

VIEWS = {"axes": "Two latents", "pca": "Principal components"}
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
    shown = [side for side in sides if side.steps and side.run]
    frames = [_frame(side, side.steps[-1]) for side in shown]
    dim = max((frame.target.shape[1] for frame in frames), default=2)
    found: dict[str, Any] = {}
    for side in shown:
        found |= watch_reader.colours(side.run)  # type: ignore[arg-type]
    with st.container(horizontal=True, gap="small", vertical_alignment="bottom"):
        if found:
            choice("colour", "Colour by", watch_cloud.colour_choices(found), key, 160)
        if any("sample" in frame.latents for frame in frames):
            choice("representation", "Representation", REPRESENTATIONS, key, 130)
        if dim > 2:
            choice("view", "View", VIEWS, key, 190)
            if state.get("view") != "pca":
                axes(dim, key)
        # A place in one unit is none in the other.
        choice("align", "In step by", ALIGNMENTS, key, 150, place=None)


def show(sides: Sequence[Side], place: float | None) -> None:
    """Show the panels.

    Args:
        sides: The runs.
        place: Of the scrubber when the page is opened; None is the newest.
    """
    seen = _seen()
    view = "·".join([*(side.id for side in sides), *map(str, seen)])
    chunk, seq = _chunk(sides, view)
    shown = [side for side in sides if side.run and side.steps]
    facts = [_facts(side, seen, place) for side in sides]
    component("compare")(
        key=KEY,
        data={
            "view": view,
            "panels": facts,
            "extent": list(_extent(shown, seen)),
            "colourings": _colourings(shown),
            "chunk": chunk,
            "seq": seq,
            "align": state.get("align"),
            "place": place,
            "images": _images(shown),
            "labels": LABELS,
            "about": ABOUT,
            "height": HEIGHT,
            "colours": {"light": asdict(LIGHT), "dark": asdict(DARK)},
        },
        on_have_change=_nothing,
        on_brush_change=_nothing,
        on_holes_change=_nothing,
        on_place_change=_placed,
    )


def _nothing() -> None:
    """Naming a state in a callback makes Streamlit keep it."""


def _told(name: str) -> dict[str, Any]:
    """What the browser says of something; empty if it says nothing that makes sense."""
    found = st.session_state.get(KEY)
    value = None if found is None else found.get(name)
    return value if isinstance(value, dict) else {}


def _placed() -> None:
    value = _told("place").get("value")
    st.session_state[PLACED] = True
    state.set(place=float(value) if isinstance(value, int | float) and value >= 0 else None)


Seen = tuple[str, tuple[int, int], str]


def _seen() -> Seen:
    """View, axes and representation."""
    view = "pca" if state.get("view") == "pca" else "axes"
    return view, state.get("axes"), state.get("representation")


# Points -------------------------------------------------------------------------------------------


def _chunk(sides: Sequence[Side], view: str) -> tuple[dict[str, Any] | None, int]:
    """The snapshots to send now, and the number of the last chunk."""
    feed: Feed = st.session_state.setdefault(f"{KEY}:feed", Feed())
    runs = {side.id: side for side in sides if side.run and side.steps}
    known = {
        id: thinned(side.steps, side.config.steps if side.config else side.steps[-1])
        for id, side in runs.items()
    }
    chunk = feed.next(view, _told("have"), known)
    if chunk is None:
        return None, feed.seq
    items = []
    for key in chunk.keys:
        items += _items(runs[key[0]], key, all_targets=chunk.seq == 1) if key[0] in runs else []
    return {"seq": chunk.seq, "items": items}, feed.seq


def _items(side: Side, key: Key, *, all_targets: bool) -> list[dict[str, Any]]:
    """A snapshot as the browser takes it; with the newest of a run come the targets."""
    run, (_, step), seen = side.run, key, _seen()
    assert run is not None
    try:
        packed = _packed(run.folder, step, watch_reader.snapshot_stamp(run, step), seen)
    except SculptorError:
        return []  # thinned out or cut short meanwhile
    passed = compare_runs.times(run).get(step, 0.0)
    items = [{"id": side.id, "step": step, "seconds": passed, **packed}]
    if step != side.steps[-1]:
        return items
    aims = _aims(run)
    for begin in aims if all_targets else aims[-1:]:
        first = next((known for known in side.steps if known >= begin), step)
        target = encoding.points(_cloud(side, seen, first).target)
        items.append({"id": side.id, "from": begin, **target})
    return items


def _aims(run: Run) -> list[int]:
    """The steps from which on another prior was aimed at."""
    changed = [event.step for event in watch_reader.events(run) if "prior" in event.changes]
    return sorted({0, *changed})


# Strings for six runs of 200 snapshots, so that a page that is opened anew has them at once.
@lru_cache(maxsize=2_400)
def _packed(folder: Path, step: int, seen_at: watch_reader.Stamp, seen: Seen) -> Mapping[str, Any]:
    """The aggregate posterior of a snapshot in the plane that is shown."""
    read = snapshots.read_latents if seen[0] == "axes" else snapshots.read
    return encoding.points(_of_frame(read(folder, step), seen).latents)


def _frame(side: Side, step: int) -> Frame:
    assert side.run is not None
    return watch_reader.frame(side.run, step)


def _cloud(side: Side, seen: Seen, step: int | None = None) -> watch_cloud.Cloud:
    """Of a step; of the newest by default."""
    return _of_frame(_frame(side, side.steps[-1] if step is None else step), seen)


def _of_frame(frame: Frame, seen: Seen) -> watch_cloud.Cloud:
    """In the view that is asked for, and else by latents."""
    found = watch_cloud.cloud(frame, *seen) or watch_cloud.cloud(frame, "axes", *seen[1:])
    assert found is not None
    return found


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
    if side.run is None or not side.steps:
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
    n = len(_frame(side, side.steps[-1]).latents["mean"])
    return f"{side.config.dataset}, {n}"


def _holes(side: Side, step: int | None, representation: str) -> dict[str, Any] | None:
    """The rows of the target without data, once they have been asked for."""
    if step is None or not _told("holes").get("value"):
        return None
    assert side.run is not None
    return {"step": step, "rows": compare_holes.rows(side.run, step, representation).tolist()}


def _colourings(sides: Sequence[Side]) -> dict[str, Any]:
    """What the colours of the points mean, for each group of images."""
    found: dict[str, Any] = {}
    for side in sides:
        group = _group(side)
        if found.get(group) is None and side.run is not None:
            n = len(_frame(side, side.steps[-1]).latents["mean"])
            colour = watch_reader.colouring(side.run, state.get("colour"), n)
            found[group] = None if colour is None else scatter.packed(colour)
    return found


def _images(sides: Sequence[Side]) -> dict[str, Any] | None:
    """The images of the points that are selected."""
    match _told("brush"):
        case {"n": int(n), "id": str(id), "rows": list(rows)}:
            side = next((side for side in sides if side.id == id), None)
            if side is None or side.config is None:
                return None
            try:
                png = compare_images.selected(side.config.dataset, tuple(map(int, rows)))
            except SculptorError as error:
                return {"n": n, "png": "", "said": str(error)}
            return {"n": n, "png": base64.b64encode(png).decode(), "said": ""}
    return None
