"""Your data, above the steps of the Sculpt page: dropped or named, looked at, then used."""

from __future__ import annotations

import io
import shutil
import zipfile
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import streamlit as st

from sculptor import home as places
from sculptor.data.images import array, sources
from sculptor.data.images.preparing import DUPLICATES
from sculptor.data.own.manifest import Manifest
from sculptor.data.own.pending import Pending, Progress
from sculptor.data.own.store import SKIPPED
from sculptor.errors import SculptorError
from sculptor.jobs import launcher
from sculptor.names import legible, shown
from sculptor.tables import reader as tables
from sculptor.ui.app import errors, state
from sculptor.ui.plots.component import component
from sculptor.ui.sculpt import images, table
from sculptor.words import count

if TYPE_CHECKING:
    from sculptor.ui.app.internals import Upload

NEW = "new"
"""In place of an id: the panel is open, and nothing is looked at yet."""

POLL = 0.5
"""Seconds after which a look that goes on is read again."""

READ = (
    *(*sources.SUFFIXES, *sources.ARCHIVES, *array.SUFFIXES, ".parquet", *sources.TABLES),
    *tables.SUFFIXES,
)
LISTS = {
    "Left out": (SKIPPED, "{}: {}"),
    "Alike in two splits": (DUPLICATES, "{} ({}), {} ({})"),
}
"""What is listed beside the arrays, and how a line of it reads."""

_DROPPED, _PATH, _NAME = "yours:dropped", "yours:path", "yours:name"
"""The files that were taken, and what a click has asked for until a run of the page gets to it: the
next click may end the run that it began."""


def offer() -> None:
    """The button that opens the panel for other data. No click on it is without effect."""
    st.button(
        "Your data :small[images, an array, a table]",
        icon=":material/add:",
        key="yours-open",
        on_click=_open,
        width="stretch",
    )


def show() -> None:
    """Show the panel, if it is open."""
    chosen: str = state.get("yours")
    if not chosen:
        return
    with st.container(border=True, key="yours"):
        head, end = st.columns([6, 1], vertical_alignment="center")
        head.subheader("Your data", anchor=False)
        end.button(
            "Close", icon=":material/close:", key="yours-close", on_click=close, width="stretch"
        )
        pending = Pending.find(chosen) if chosen != NEW else None
        if pending is None:
            _ask()
        else:
            with errors.shown("The look at your data"):
                _look(pending)


# What is to be looked at --------------------------------------------------------------------------


def _ask() -> None:
    """Take files, or a path."""
    drop, name = st.columns(2, gap="large")
    with drop:
        files = st.file_uploader(
            "Drop images, an archive of a folder, an array, or a table",
            accept_multiple_files=True,
            key="yours-files",
        )
        component("gather", "sculpt")(key="yours-gather", data={"into": "yours-files"})
        st.caption(
            "PNG, JPEG, WebP, TIFF, BMP and GIF in any number; a zip or tar with a folder for each "
            "class; NPY, NPZ, safetensors or Parquet; CSV in any dialect, Excel, Arrow, JSON Lines."
        )
    with name, st.form("yours-path", border=False):
        st.text_input(
            "Or a path on the machine that runs the app",
            placeholder="/data/photographs",
            key="yours-typed",
        )
        st.caption("Nothing is copied from there but the images or rows as they become.")
        st.form_submit_button(
            "Look at it", icon=":material/visibility:", on_click=_keep, args=("yours-typed", _PATH)
        )
    with errors.shown("Reading your data"):
        if path := st.session_state.pop(_PATH, "").strip():
            begin(Pending.new(), path, {})
        elif files and st.session_state.get(_DROPPED) != _of(files):
            st.session_state[_DROPPED] = _of(files)
            pending = Pending.new()
            source, called = keep(files, pending.upload)
            begin(pending, str(source), {}, called)


def _of(files: Sequence[Upload]) -> tuple[str, ...]:
    return tuple(file.file_id for file in files)


def keep(files: Sequence[Upload], folder: Path) -> tuple[Path, str]:
    """Write what was dropped into a folder: where it is now, and what it is called.

    Images become the members of one archive: their names may be none that a disk takes.

    Raises:
        OSError: The disk is full.
        SculptorError: Several archives or arrays came at once.
    """
    whole = [file for file in files if not file.name.lower().endswith(sources.SUFFIXES)]
    whole = [file for file in whole if file.name not in sources.TABLES]
    if whole and len(files) > 1:
        raise SculptorError(
            f"Expected images alone, or one archive or array, received {len(files):,} files, among "
            f"them {shown(whole[0].name)}. Drop that one alone, or none such."
        )
    if whole:
        suffix = next((end for end in READ if whole[0].name.lower().endswith(end)), ".bin")
        place = folder / f"upload{suffix}"
        with place.open("wb") as target:
            shutil.copyfileobj(whole[0], target)
        return place, whole[0].name
    place, seen = folder / "upload.zip", set[str]()
    with zipfile.ZipFile(place, "w", zipfile.ZIP_STORED) as archive:
        for number, file in enumerate(files):
            name = shown(file.name, 400)
            name = f"{number} {name}" if name in seen else name
            seen.add(name)
            with archive.open(name, "w") as member:
                shutil.copyfileobj(io.BytesIO(file.getbuffer()), member)
    return place, f"{count(len(files), 'dropped file')}"


def begin(pending: Pending, source: str, options: dict[str, Any], called: str = "") -> None:
    """Have a source read by a process of its own, and show it."""
    pending.stop()
    pending.ask(source, options, called)
    launcher.spawn("sculptor.data.own.work", pending.folder, 1, places.home())
    state.put(yours=pending.folder.name)
    st.rerun()


# The look -----------------------------------------------------------------------------------------


def _look(pending: Pending) -> None:
    """What is seen so far; it is read again while the process goes on."""
    progress = pending.progress()
    st.fragment(_seen, run_every=POLL if progress.live else None)(pending.folder.name)


def _seen(identity: str) -> None:
    pending = Pending.find(identity)
    if pending is None:
        return
    progress, look = pending.progress(), pending.look()
    above = st.container()  # has a place at all times: what is below stays what it is as it empties
    if progress.state == "failed":
        above.error(errors.escape(progress.message), icon=":material/error:")
    elif progress.live:
        with above:
            _bar(progress)
    elif st.session_state.get("yours:ended") != (identity, pending.request["options"]):
        # The end of the process ends the rhythm of this part.
        st.session_state["yours:ended"] = identity, pending.request["options"]
        st.rerun()
    if look is None:
        return
    # Once it is whole and at rest: nothing that is to be clicked moves as more comes above it.
    manifest = None if progress.live else pending.ready()
    if look.get("kind") == "rows":
        table.show(pending, look, manifest, partial(_again, pending))
        _end(pending, manifest)
        return
    with images.show(pending, look, manifest, partial(_again, pending)):
        _end(pending, manifest)


def _bar(progress: Progress) -> None:
    if progress.state == "reading":
        words = f"Reading: {progress.done:,} of {progress.total:,}"
        st.progress(progress.done / max(1, progress.total), text=words)
    else:
        found = f"{progress.done:,} images so far" if progress.done else "a moment"
        st.progress(0.0, text=f"Looking what is there: {found}")


def _end(pending: Pending, manifest: Manifest | None) -> None:
    """What was found on the way, and how to use what was looked at."""
    if manifest is not None:
        _lists(pending)
        _use(pending)


def _lists(pending: Pending) -> None:
    """What was left out and what is alike, to download; the first of each."""
    for title, (name, form) in LISTS.items():
        lines = [legible(form.format(*row)) for row in pending.lines(name)]
        if not lines:
            continue
        with st.expander(f"{title}: {len(lines):,}"):
            for line in lines[:5]:
                st.caption(errors.escape(line))
            st.download_button(
                "Download the list",
                "\n".join([*lines, ""]).encode("utf-8", "replace"),
                f"{title.lower().replace(' ', '-')}.txt",
                "text/plain",
                icon=":material/download:",
                key=f"yours-{name}",
                on_click="ignore",
            )


def _again(pending: Pending, name: str, value: Any) -> None:
    """Read the source again in another way."""
    request = pending.request
    options = {**request["options"], name: value}
    st.session_state.pop("yours:ended", None)
    begin(pending, request["source"], options, request["called"])


def _use(pending: Pending) -> None:
    key = f"yours-name-{pending.folder.name}"
    st.text_input("Name", pending.suggestion, key=key)
    st.button(
        "Use it",
        type="primary",
        icon=":material/check:",
        key="yours-use",
        on_click=_keep,
        args=(key, _NAME),
        width="stretch",
    )
    if (name := st.session_state.pop(_NAME, None)) is not None:
        with errors.shown("Adding your data"):
            made = pending.use(name)
            state.put(dataset=made.name, yours="")
            st.rerun()


# Clicks -------------------------------------------------------------------------------------------


def _keep(widget: str, key: str) -> None:
    """Keep what a widget holds for the run of the page that gets to it."""
    st.session_state[key] = st.session_state[widget]


def close() -> None:
    """Close the panel; what was looked at is let go."""
    pending = Pending.find(state.get("yours"))
    if pending is not None:
        pending.discard()
    for asked in (_PATH, _NAME):
        st.session_state.pop(asked, None)
    state.put(yours="")


def _open() -> None:
    close()
    state.put(yours=NEW)
