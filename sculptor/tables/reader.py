"""Tables of samples out of files that people upload: CSV, TSV, NPY, NPZ, Parquet.

What a file is, is read off its content; its name is a hint only. Sizes are read from headers before
anything is decoded, and nothing is ever unpickled.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from sculptor.errors import SculptorError, trying
from sculptor.tables.arrays import read_npy, read_npz
from sculptor.tables.limits import MAX_BYTES, Columns, Unlike
from sculptor.tables.lines import MARKS
from sculptor.tables.numbers import check_numbers
from sculptor.tables.parquet import read_parquet
from sculptor.tables.text import read_text

SUFFIXES = (".csv", ".tsv", ".npy", ".npz", ".parquet")
"""How the names of such files end."""


@dataclass(frozen=True)
class Table:
    """Numbers in named columns.

    Attributes:
        names: One name a column, all different.
        values: ``(rows, columns)`` float64, none beyond `sculptor.tables.LARGEST`.
        left_out: Names of columns that hold only text, or labels of rows.
    """

    names: tuple[str, ...]
    values: npt.NDArray[np.float64]
    left_out: tuple[str, ...] = ()

    @property
    def omission(self) -> str:
        r"""What was left out, in a sentence; empty where nothing was.

        >>> read_table(b"x,kind\n1,cat\n2,dog\n", "animals.csv").omission
        'Left out, as they hold text or labels of rows: kind.'
        """
        if not self.left_out:
            return ""
        names = ", ".join(self.left_out[:5]) + (", …" if len(self.left_out) > 5 else "")
        return f"Left out, as they hold text or labels of rows: {names}."


def read_table(content: bytes, name: str) -> Table:
    r"""The table in a file.

    >>> table = read_table(b"x,y\n1,2\n3,4\n", "points.csv")
    >>> table.names, table.values.tolist()
    (('x', 'y'), [[1.0, 2.0], [3.0, 4.0]])

    Args:
        content: The bytes of the file.
        name: Its name, for messages.

    Raises:
        SculptorError: There is no such table in it.
    """
    try:
        columns = _columns(content)
        names = _distinct(columns.names)
        check_numbers(columns.values, names)
        return Table(names, columns.values, tuple(columns.left_out))
    except Unlike as error:
        expected, received, mend = error.args
        raise SculptorError(
            f"Expected {expected} in {name!r:.80}, received {received}. {mend}."
        ) from error


def read_file(path: Path) -> Table:
    """The table in a file of this computer.

    Raises:
        SculptorError: It cannot be read, is larger than any table, or there is no table in it.
    """
    if not path.exists():
        raise SculptorError(f"Expected the file {path}, but it is not there.")
    with trying(f"read {path}"):
        if (size := path.stat().st_size) > MAX_BYTES:
            raise SculptorError(
                f"Expected a file of at most {MAX_BYTES >> 20:,} MiB in {path}, "
                f"received {size >> 20:,} MiB. Keep a random part of the rows."
            )
        content = path.read_bytes()
    return read_table(content, path.name)


def _columns(content: bytes) -> Columns:
    if content.startswith(b"\x93NUMPY"):
        return read_npy(content)
    if content.startswith(b"PK"):
        return read_npz(content)
    if content.startswith(b"PAR1"):
        return read_parquet(content)
    if b"\x00" in content[:4096] and not content.startswith(MARKS):
        raise Unlike(
            "CSV, TSV, NPY, NPZ or Parquet",
            "a file of another kind",
            "Save the samples as one of these",
        )
    return read_text(content)


def _distinct(names: list[str]) -> tuple[str, ...]:
    """Names that are all different; one that comes again gets its number."""
    distinct: list[str] = []
    for place, name in enumerate(names):
        distinct.append(f"{name} ({place + 1})" if name in distinct else name)
    return tuple(distinct)
