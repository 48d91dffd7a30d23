"""Images among your data: what is seen of them, and how they are read."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any, TypeAlias

import streamlit as st

from sculptor.data.images.options import BACKGROUNDS, FITS, Options
from sculptor.data.own.manifest import Manifest
from sculptor.data.own.pending import Pending
from sculptor.names import legible
from sculptor.ui.app import errors
from sculptor.views.svg import data_uri

Change: TypeAlias = Callable[[str, Any], None]

CHANNELS = {None: "As they are", 1: "Grey", 3: "Colour", 4: "Colour and alpha"}
SIZES = ("", "28", "32", "64", "96", "128", "256")

LABELS = {"auto": "As found", "folders": "By folder", "none": "None"}
KNOWN = (".csv", ".tsv", ".jsonl", ".ndjson", ".parquet")
"""Suffixes of tables that are joined to images."""

FIT_WORDS = {"crop": "Cut at the centre", "pad": "Whole, with a border", "stretch": "Stretched"}


def show(
    pending: Pending, look: dict[str, Any], manifest: Manifest | None, change: Change
) -> AbstractContextManager[Any]:
    """Show some images, what is known of all, and choices; a change reads them again.

    Args:
        pending: What is looked at.
        look: What is seen of it.
        manifest: Of all of it, None while it is read.
        change: Called with an option and its new value.

    Returns:
        The place of what follows.
    """
    pictures, said = st.columns([3, 2], gap="large")
    with pictures:
        if (grid := pending.grid()) is not None:
            st.image(data_uri(grid), width="stretch")
        _settings(pending, look, change)
    with said:
        _facts(look, manifest)
    return said


def _facts(look: dict[str, Any], manifest: Manifest | None) -> None:
    """Counts, sizes, classes, splits, and what must be said."""
    n = len(manifest) if manifest else look["n"]
    channels, height, width = look["shape"]
    colours = {1: "grey", 3: "in colour", 4: "in colour with alpha"}[channels]
    st.markdown(f"**{n:,} images**, {height} × {width} pixels, {colours}")  # noqa: RUF001
    sizes = [f"{size} ({times:,})" for size, times in look["sizes"]]
    st.caption(f"Sizes of those looked at, height x width: {', '.join(sizes)}")
    if manifest is not None:
        st.caption(
            f"{manifest.n_train:,} to train, {manifest.n_validation:,} to look at while a run "
            f"trains, {manifest.n_test:,} to test"
        )
    if look["classes"]:
        rows = [{"Class": legible(name), "Images": times} for name, times in look["classes"]]
        height = min(220, 38 + 35 * len(rows))
        st.dataframe(rows, height=height, hide_index=True, key="yours-classes")
    if look["factors"]:
        st.caption(errors.escape(f"Factors: {', '.join(look['factors'])}"))
    for note in dict.fromkeys([*look["notes"], *(manifest.notes if manifest else ())]):
        st.caption(errors.escape(note))


def _settings(pending: Pending, look: dict[str, Any], change: Change) -> None:
    """How they are read, and what is known of them; a change reads them again."""
    options = Options.from_dict(
        {name: value for name, value in pending.request["options"].items() if name != "kind"}
    )
    size, fit, channels, ground = st.columns(4)
    _choice(
        size,
        "Size",
        SIZES,
        _size_of(options),
        change,
        "size",
        lambda text: f"{text} pixels" if text else "As it suits",
        new=True,
    )
    _choice(fit, "Fit", tuple(FITS), options.fit, change, "fit", FIT_WORDS.__getitem__)
    _choice(
        channels,
        "Channels",
        tuple(CHANNELS),
        options.channels,
        change,
        "channels",
        CHANNELS.__getitem__,
    )
    _choice(
        ground,
        "Background",
        tuple(BACKGROUNDS),
        options.background,
        change,
        "background",
        str.capitalize,
    )
    classes, second = st.columns([1, 3])
    named = (*LABELS, *(name for name in look.get("columns", ()) if name not in LABELS))
    words = {**LABELS, **{name: legible(name) for name in named if name not in LABELS}}
    _choice(classes, "Classes", named, options.labels, change, "labels", words.__getitem__)
    with second:
        _known(pending, options, change)


def _known(pending: Pending, options: Options, change: Change) -> None:
    """A second file with what is known of the images, joined by a column of file names or by row.

    While they are read again nothing of this is shown, and Streamlit forgets the file: where one is
    read beside them, it is not asked for.
    """
    if options.known:
        st.caption(errors.escape(f"Read beside them: {legible(Path(options.known).name)}"))
        if st.button("Leave it out", icon=":material/close:", key="yours-known-out"):
            change("known", "")
        return
    file = st.file_uploader(
        "What is known of each: a table with a column file_name, or a row an image",
        type=[suffix.removeprefix(".") for suffix in KNOWN],
        key=f"yours-known-{pending.folder.name}",
    )
    if file is None:
        return
    suffix = next((end for end in KNOWN if file.name.lower().endswith(end)), KNOWN[0])
    place = pending.upload / f"known{suffix}"
    with place.open("wb") as target:
        shutil.copyfileobj(file, target)
    change("known", str(place))


def _size_of(options: Options) -> str:
    if options.size is None:
        return ""
    height, width = options.size
    return str(height) if height == width else f"{height}x{width}"


def _choice(
    place: Any,
    title: str,
    values: Sequence[Any],
    chosen: Any,
    change: Change,
    name: str,
    words: Callable[[Any], str],
    *,
    new: bool = False,
) -> None:
    values = values if chosen in values else (*values, chosen)
    found = place.selectbox(
        title,
        values,
        index=values.index(chosen),
        format_func=lambda value: words(value) if value in values else str(value),
        key=f"yours-{name}-{chosen}",
        accept_new_options=new,
        help="Also 32x48, for a height of 32 pixels" if new else None,
    )
    if found != chosen:
        change(name, found or None if name in ("size", "channels") else found)
