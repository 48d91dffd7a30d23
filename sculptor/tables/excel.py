"""Rows out of Excel workbooks (.xlsx), read one by one."""

from __future__ import annotations

import datetime
import io
from collections.abc import Iterator
from typing import Any

from sculptor import unpack
from sculptor.tables import MAX_ROWS
from sculptor.tables.limits import Unlike, check_shape, check_unpacked, decoding

STRINGS = 1 << 24
"""Bytes of all texts of a workbook, which are held at once."""

EMPTY = 1_000
"""Empty rows after which a sheet is at its end."""

BATCH = 2_048


def sheets(content: bytes) -> list[str] | None:
    """The names of the sheets of a workbook; None if a zip file is none.

    Raises:
        Unlike: It is damaged, or meant to fill the memory.
    """
    with decoding("Excel"):
        with unpack.open_archive(content) as archive:
            items = {item.filename: item for item in archive.infolist()}
            if "xl/workbook.xml" not in items:
                return None
            # A member gives no more than its directory says, which is all that is believed.
            check_unpacked(sum(item.file_size for item in items.values()), len(content))
            if sum(i.file_size for name, i in items.items() if "sheet" not in name) > STRINGS:
                raise Unlike(
                    f"a workbook with at most {STRINGS >> 20} MiB of text", "more", "Save it as CSV"
                )
        book = _open(content)
        names = list(book.sheetnames)
        book.close()
        return names


def rows(content: bytes, sheet: str) -> Iterator[list[list[str]]]:
    """The rows of a sheet as text, some at a time, all as long as the first.

    Raises:
        Unlike: There is no table in it.
    """
    with decoding("Excel"):
        book = _open(content)
        page = book[sheet]
        page.reset_dimensions()
        width, held, empty, count = 0, [], 0, 0
        for cells in page.iter_rows(values_only=True):
            texts = [_text(cell) for cell in cells]
            while texts and not texts[-1]:
                texts.pop()
            if not texts:
                empty += 1
                if empty > EMPTY:
                    break
                continue
            if not width:
                width = len(texts)
                check_shape(2, width)
            if len(texts) > width:
                raise Unlike(
                    f"{width:,} cells in each row, as in the first",
                    f"{len(texts):,} in row {count + 1:,}",
                    "Mend that row, or give each column a name",
                )
            held.append(texts + [""] * (width - len(texts)))
            count += 1
            check_shape(max(2, min(count - 1, MAX_ROWS + 1)), 1)
            if len(held) >= BATCH:
                yield held
                held = []
        book.close()
        yield held


def _open(content: bytes) -> Any:
    from openpyxl import load_workbook

    return load_workbook(io.BytesIO(content), read_only=True, data_only=True)


def _text(cell: Any) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return str(int(cell))
    if isinstance(cell, int | float):
        return repr(float(cell)) if isinstance(cell, float) else str(cell)
    if isinstance(cell, datetime.datetime | datetime.date):
        return cell.isoformat()
    return str(cell).strip()
