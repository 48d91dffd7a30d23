"""Images that a person names, made a set or a `Dataset`."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace as replaced
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sculptor.data.dataset import Dataset
from sculptor.data.images.look import look
from sculptor.data.images.opening import Named, open_source
from sculptor.data.images.options import Options
from sculptor.data.images.preparing import prepare
from sculptor.data.own import dataset, stamp, store
from sculptor.data.own.manifest import Manifest, suggested
from sculptor.data.own.pending import Pending

Progress = Callable[[int, int], None]


def make(
    name: str,
    named: Named,
    options: dict[str, Any],
    draft: store.Draft,
    progress: Progress | None = None,
) -> Manifest:
    """Read what a person names into a draft.

    Raises:
        SculptorError: It holds no images that can be read, a table does not fit, or an option is
            none.
    """
    chosen = Options.from_dict(options)
    about = {"stamp": stamp.stamp(named)}  # before it is read: it may change meanwhile
    source = open_source(named, chosen.layout)
    try:
        _, shape = look(source, chosen)
        manifest = prepare(source, chosen, shape, draft, name, progress or (lambda *_: None))
    finally:
        source.close()
    return replaced(manifest, source=stamp.place(named), about=about)


def look_at(
    named: str, options: dict[str, Any], pending: Pending, tell: Callable[[str, int, int], None]
) -> None:
    """Show what a person wants to look at as soon as it is listed, then read all of it.

    Raises:
        SculptorError: It holds no images that can be read, or a table does not fit.
    """
    chosen = Options.from_dict(options)
    about = {"stamp": stamp.stamp(named)}
    source = open_source(named, chosen.layout, lambda n: tell("listing", n, 0))
    try:
        seen, shape = look(source, chosen)
        pending.show({"kind": "images", **seen.to_dict()}, seen.grid)
        pending.tell("reading", 0, seen.n)
        draft = pending.draft()
        made = prepare(source, chosen, shape, draft, "data", partial(tell, "reading"))
        draft.close()
    finally:
        source.close()
    called = pending.request["called"] or stamp.place(named)
    pending.finish(replaced(made, source=called, about=about))


def from_images(
    source: Named, *, name: str = "", progress: Progress | None = None, **options: Any
) -> Dataset:
    """Images of one's own as a data set in memory; `add` keeps one on disk, to be found by a name.

    >>> import numpy as np
    >>> dataset = from_images(np.zeros((50, 8, 10, 3), np.uint8), validation=0.2, test=0.2)
    >>> dataset.shape
    (1, 8, 10)

    Args:
        source: A folder of any depth, a zip or tar of such, a file of one array (NPY, NPZ,
            safetensors, Parquet), Parquet with encoded images, or an array ``(n, h, w)``,
            ``(n, h, w, c)`` or ``(n, c, h, w)``.
        name: Of the data set; by default like the source's.
        progress: Called with the images that are done and all of them.
        **options: See `sculptor.data.images.options.Options`: ``size``, ``fit``, ``channels``,
            ``background``, ``labels``, ``known``, ``validation``, ``test``, ``layout``.

    Returns:
        Training, validation and test images, with labels and factors where they are known.

    Raises:
        SculptorError: There are no images that can be read, or an option is none.
    """
    if not name:
        name = suggested(os.fspath(source)) if isinstance(source, str | os.PathLike) else "array"
    with TemporaryDirectory() as folder, store.drafted(Path(folder) / "images") as draft:
        return dataset.copied(draft, make(name, source, options, draft, progress))
