"""Adding what a person names, of whatever kind it is, under a name or for a path."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from typing import Any

from sculptor import spec
from sculptor.data.own import stamp, store
from sculptor.data.own.manifest import LONGEST, Manifest, check_set_name, suggested
from sculptor.data.registry import SOURCES
from sculptor.errors import SculptorError
from sculptor.home import expanded

KINDS = {
    "images": "sculptor.data.images.adding:make",
    "rows": "sculptor.data.rows.adding:make",
}
"""What reads each kind into a draft: ``make(name, source, options, draft, progress)``, a
`Manifest`."""

PREPARED = {
    "images": "sculptor.data.images.adding:look_at",
    "rows": "sculptor.data.rows.adding:look_at",
}
"""What reads each kind for a look: ``look_at(source, options, pending, tell)``; see `Pending`."""


def add(
    name: str,
    source: Any,
    *,
    kind: str = "",
    replace: bool = False,
    progress: Callable[[int, int], None] | None = None,
    **options: Any,
) -> Manifest:
    """Add data of one's own as a set that is found by its name from now on.

    Args:
        name: Letters, digits, spaces and ``. _ - + ( )``, up to 80.
        source: What is read; see `from_images` and `from_table`.
        kind: ``images`` or ``rows``; found out by the content where it is empty.
        replace: Whether it may take the place of a set of that name that was added before.
        progress: Called with the items that are done and all of them.
        **options: Of the kind.

    Returns:
        What is known of the set: sizes, splits, what was left out, and what must be said.

    Raises:
        SculptorError: The name is none or is taken, or nothing can be read.
    """
    check_set_name(name)
    if name in SOURCES and store.find(name) is None:
        raise SculptorError(
            f"Expected another name for the data set: {name} is one of Sculptor's or of a plug-in."
        )
    store.check_new(name, replace=replace)
    kind = kind or kind_of(source)
    if kind not in KINDS:
        raise SculptorError(f"Expected a kind {spec.one_of(KINDS)}, received {kind!r:.80}.")
    make = spec.load(KINDS[kind], f"reader of {kind}")
    with store.adding(name, replace=replace) as draft:
        manifest: Manifest = make(name, source, options, draft, progress)
        draft.keep(manifest)
    return manifest


def kind_of(source: Any) -> str:
    """What a source holds.

    Raises:
        SculptorError: It is not there, or nothing that is read.
    """
    from sculptor.data.images.opening import is_images
    from sculptor.data.rows.adding import is_table

    if isinstance(source, str | os.PathLike) and not expanded(os.fspath(source)).exists():
        raise SculptorError(f"Expected a folder or a file, but {os.fspath(source)} is not there.")
    if is_images(source):
        return "images"
    if is_table(source):
        return "rows"
    raise SculptorError(
        "Expected images: a folder, a zip or tar of one, Parquet, or an array of three dimensions "
        "or more; or a table: CSV, Excel, Parquet, Arrow, JSON Lines, or an array of two."
    )


def known_as(path: str) -> tuple[str, Manifest | None]:
    """The name of the set that a path is added as, if nobody names it, and the set if it is there.

    The name is like the file's, with a few digits if another file has that one.
    """
    plain, place = suggested(path), stamp.place(path)
    digits = hashlib.sha256(os.fsencode(expanded(path).absolute())).hexdigest()[:4]
    name = plain if _fits(plain, place) else f"{plain[: LONGEST - 5]}-{digits}"
    return name, store.find(name)


def _fits(name: str, place: str) -> bool:
    """Whether a name is free, or that of what was added from the same place."""
    manifest = store.find(name)
    return name not in SOURCES if manifest is None else manifest.source == place
