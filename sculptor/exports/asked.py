"""What a page has asked to take along: ``python -m sculptor.exports.asked FOLDER``.

It is a process of its own, so that no page loads torch for it. The folder says what is wanted, in
`ASKED`, and gets the archive `MADE`, or in `PROBLEM` why there is none.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from sculptor import pretrained
from sculptor.errors import SculptorError
from sculptor.exports.space import Space
from sculptor.exports.writing import export
from sculptor.files import read_json, replacing, write_atomic, write_zip
from sculptor.runs.folder import SMALL
from sculptor.words import slug

ASKED, MADE, PROBLEM = "asked.json", "made.zip", "problem.txt"


def space(identity: str) -> Space:
    """The shipped model of a name, or the run of an id.

    Raises:
        SculptorError: There is no such run.
    """
    from sculptor import jobs

    if identity in pretrained.names():
        return pretrained.load(identity)
    return jobs.open_run(identity)


def answer(folder: Path) -> None:
    """Make the archive that is asked for, or write down why not."""
    asked: dict[str, Any] = read_json(folder / ASKED, SMALL)
    identity = str(asked["identity"])
    try:
        made = export(space(identity), folder / (slug(identity) or "export"), str(asked["format"]))
    except SculptorError as error:
        write_atomic(folder / PROBLEM, str(error).encode())
        return
    with replacing(folder / MADE) as file:
        write_zip(made, file)


if __name__ == "__main__":
    answer(Path(sys.argv[1]))
