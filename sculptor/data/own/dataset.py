"""A set that was added as a `Dataset`, and as a source of the registry."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from sculptor.columns import Layout
from sculptor.data.dataset import Dataset, Images
from sculptor.data.own import store
from sculptor.data.own.manifest import Manifest
from sculptor.data.source import Files, Source
from sculptor.errors import SculptorError
from sculptor.words import count


def load(name: str) -> Dataset:
    """A set by its name; the images stay in their file and are mapped into memory.

    Raises:
        SculptorError: There is none of that name, or its files are damaged.
    """
    manifest = store.read(name)
    try:
        return of(store.arrays(manifest), manifest)
    except SculptorError:
        again = store.read(name)
        if again == manifest:
            raise
        return of(store.arrays(again), again)  # it was replaced in between


def of(arrays: Mapping[str, npt.NDArray[Any]], manifest: Manifest) -> Dataset:
    """Arrays by part as what a manifest says of them."""
    layout = layout_of(manifest)
    return Dataset(
        name=manifest.name,
        images=arrays["images"] if layout is None else arrays["rows"][:, None, None],
        train=manifest.n_train,
        validation=manifest.n_validation,
        factors=arrays.get("factors"),
        factor_names=manifest.factor_names,
        factor_kinds=manifest.factor_kinds,
        labels=arrays.get("labels"),
        label_names=manifest.label_names,
        fingerprint=manifest.fingerprint,
        layout=layout,
    )


def copied(draft: store.Draft, manifest: Manifest) -> Dataset:
    """What was read into a draft as a data set in memory, which stays when the draft is gone."""
    arrays = store.arrays_in(draft.folder, manifest)
    return of({part: np.array(values) for part, values in arrays.items()}, manifest)


def layout_of(manifest: Manifest) -> Layout | None:
    """What the numbers of rows stand for; None of images.

    Raises:
        SculptorError: The manifest does not say so of rows, or of other ones.
    """
    if manifest.kind != "rows":
        return None
    layout = Layout.from_dict(manifest.about.get("layout"))
    if (layout.width,) != tuple(manifest.shape):
        raise SculptorError(
            f"Expected columns for {manifest.shape} numbers in the data set {manifest.name}, "
            f"received {layout.width}. Remove it and add it again."
        )
    return layout


def source(manifest: Manifest) -> Source:
    """How the registry knows a set."""

    def build(files: Files) -> Dataset:
        return load(manifest.name)

    def preview(files: Files, n: int) -> Images:
        return load(manifest.name).images[:n]

    layout = layout_of(manifest)
    channels, height, width = manifest.shape if layout is None else layout.shape
    what = f"images of {channels} x {height} x {width}"
    if layout is not None:
        what = f"rows of {count(len(layout.columns), 'column')}"
    return Source(
        name=manifest.name,
        title=f"Yours: {len(manifest):,} {what}",
        shape=(channels, height, width),
        layout=layout,
        n_train=manifest.n_train,
        n_validation=manifest.n_validation,
        n_test=manifest.n_test,
        source=manifest.source,
        factor_names=manifest.factor_names,
        factor_kinds=manifest.factor_kinds,
        label_names=manifest.label_names,
        make=build,
        preview=preview,
        yours=True,
    )
