"""The one function that writes every format."""

from __future__ import annotations

from pathlib import Path

from sculptor.errors import SculptorError
from sculptor.exports.formats import FOLDER, FORMATS
from sculptor.exports.space import Space
from sculptor.runs import RunRecord
from sculptor.runs.exporting import export as write_folder
from sculptor.runs.exporting import new_folder
from sculptor.spec import one_of


def export(space: Space, to: Path | str, format: str = FOLDER) -> Path:
    """Write a model or its latent space into a new folder, whole or not at all.

    Args:
        space: A run, a shipped model, or one that `load` has read.
        to: The folder, which is not there yet or empty.
        format: Out of `FORMATS`.

    Returns:
        The folder.

    Raises:
        SculptorError: There is no such format, an extra is missing, the folder holds something or
            cannot be written, or the run has no weights yet.
    """
    if format not in FORMATS:
        raise SculptorError(f"Expected a format out of {one_of(FORMATS)}, received {format!r:.80}.")
    to = Path(to).expanduser().absolute()
    if format == FOLDER:
        if not isinstance(space, RunRecord):
            others = one_of(name for name in FORMATS if name != FOLDER)
            raise SculptorError(
                f"Expected a run for the format {FOLDER}, received the model {space.name}. Choose "
                f"another format: {others}."
            )
        return write_folder(space, to)
    write = FORMATS[format].writer()
    with new_folder(to) as made:
        write(space, made)
    return to
