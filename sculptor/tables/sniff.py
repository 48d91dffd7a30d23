"""How a text is written, by its first lines: delimiter, decimal sign, thousands, header."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from sculptor.tables.dialect import MISSING, NO_NUMBER, SPACES, Dialect
from sculptor.tables.lines import Lines
from sculptor.tables.reading import DECIMALS, DELIMITERS, How

LOOKED_AT, LETTERS = 100, 1 << 19
"""Lines that are looked at, and letters of these together, at most."""

_EXPONENT = r"(?:[eE][+-]?\d+)?"
_PLAIN = re.compile(rf"[+-]?\d+{_EXPONENT}")
_SIGN = re.compile(r"\d([.,])\d|\d([.,])$|^[+-]?([.,])\d")
_BETWEEN = re.compile(rf"(?<=\d)[{SPACES}](?=\d{{3}}(?!\d))")
_SET_OFF = re.compile(rf"\d([{SPACES}])\d{{3}}(?!\d)")


class Sniffed(NamedTuple):
    """What was found.

    Attributes:
        dialect: How cells are told apart and read.
        notes: What could be read in another way.
        rows: The first rows, by which it is told what columns hold.
    """

    dialect: Dialect
    notes: tuple[str, ...]
    rows: list[list[str]]


def sniff(content: bytes, how: How) -> Sniffed:
    r"""The dialect of a text in UTF-8.

    >>> sniff(b"x;y\n1;2,5\n", How()).dialect
    Dialect(separator=';', decimal=',', thousands='')
    >>> sniff(b'x,y\n"1,234.5",2\n', How()).dialect
    Dialect(separator=',', decimal='.', thousands=',')
    """
    lines = list(_first(content))
    separator = how.delimiter or _separator(lines)
    rows = split(lines, separator)
    cells = [cell.strip() for row in rows for cell in row]
    decimal, thousands, notes = _signs(cells, separator, how.decimal)
    if how.delimiter is None and separator == "," and how.decimal is None:
        notes += _one_or_two(lines)
    return Sniffed(Dialect(separator, decimal, thousands), notes, rows)


def split(lines: Sequence[str], separator: str) -> list[list[str]]:
    """The cells of some lines; what does not parse has none."""
    plain = [" ".join(line.split()) for line in lines] if separator == " " else lines
    rows: list[list[str]] = []
    try:
        for row in csv.reader(plain, delimiter=separator, skipinitialspace=True):
            rows.append(row)
    except csv.Error:  # told where it is read
        return rows
    return [row for row in rows if row]


def _first(content: bytes) -> Iterator[str]:
    text = Lines(content)
    letters = 0
    for _ in range(LOOKED_AT):
        line = next(text, "")
        text.begin_row()
        letters += len(line)
        if line.strip():
            yield line
        if letters > LETTERS:
            return


def _separator(lines: Sequence[str]) -> str:
    """The delimiter that splits all lines into as many cells, of which most are numbers.

    Where none does, the first of tab, semicolon and comma that occurs: then a row is told that is
    longer or shorter than the first.
    """
    best, most = "", -1.0
    for separator in ("\t", ";", ",", "|", " "):
        rows = split(lines, separator)
        widths = {len(row) - (len(row) > 1 and not row[-1].strip()) for row in rows}
        if len(widths) != 1 or widths == {1}:
            continue
        numeric = _numeric([cell for row in rows[1:] or rows for cell in row])
        if numeric > most + 0.05:
            best, most = separator, numeric
    if best:
        return best
    return next((each for line in lines for each in "\t;,|" if each in line), " ")


def _numeric(cells: Sequence[str]) -> float:
    """The part of cells that are numbers with either decimal sign; of those that have a value."""
    cells = [cell for cell in map(str.strip, cells) if cell.lower() not in NO_NUMBER]
    readers = (Dialect(";", ".", ","), Dialect(";", ",", "."))
    return max(sum(map(each.is_number, cells)) for each in readers) / max(1, len(cells))


def _signs(
    cells: Sequence[str], separator: str, said: str | None
) -> tuple[str, str, tuple[str, ...]]:
    """Decimal sign, what sets off thousands, and what is ambiguous of these."""
    odd = [cell for cell in cells if cell.lower() not in MISSING and not _PLAIN.fullmatch(cell)]
    odd = [cell for cell in odd if not re.search(r"[^\d.,+\-eE" + SPACES + "]", cell)]
    odd = [cell for cell in odd if _SIGN.search(cell) or _SET_OFF.search(cell)]
    together = [_BETWEEN.sub("", cell) for cell in odd]
    point, comma = (
        [cell for cell in together if _only(cell, sign, other)]
        for sign, other in ((".", ","), (",", "."))
    )
    either = [cell for cell in odd if re.fullmatch(r"[+-]?[1-9]\d{0,2}[.,]\d{3}", cell)]
    decimal, notes = said, []
    if decimal is None:
        bare = not point and separator != "," and any("," in cell for cell in either)
        decimal = "," if bare or len(comma) > len(point) else "."
        if point and comma:
            notes.append(
                f"Some numbers are written as {point[0]!r:.24} and some as {comma[0]!r:.24}: the "
                f"decimal sign was taken to be a {DECIMALS[decimal]}."
            )
    other = "." if decimal == "," else ","
    grouped = Dialect(separator, decimal, other)
    set_off = [cell for cell in odd if other in cell and grouped.is_number(cell)]
    thousands = other if set_off else ""
    if not thousands:
        marks = [match[1] for match in map(_SET_OFF.search, odd) if match]
        thousands = next((mark for mark in marks if mark != separator), "")
    certain = point if decimal == "." else comma
    if said is None and either and not certain:
        cell = either[0]
        is_decimal = decimal in cell
        meant = cell.replace(",", ".") if is_decimal else re.sub(r"[.,]", "", cell)
        notes.append(
            f"{cell!r} can be read in two ways; it was taken for {meant}. If that is wrong, change "
            "the decimal sign."
        )
    return decimal, thousands, tuple(notes)


def _only(cell: str, sign: str, other: str) -> bool:
    """Whether a cell is a number with one decimal sign and none with the other."""
    as_sign = Dialect(";", sign, other if other in cell else "")
    as_other = Dialect(";", other, sign if sign in cell else "")
    return sign in cell and as_sign.is_number(cell) and not as_other.is_number(cell)


def _one_or_two(lines: Sequence[str]) -> tuple[str, ...]:
    """Lines such as ``1,5`` are two whole numbers, or one with a decimal comma."""
    if lines and all(re.fullmatch(r"\s*[+-]?\d+,\d+\s*", line) for line in lines):
        return (
            f"{lines[0].strip()!r:.24} was taken for two numbers. If it is one with a decimal "
            f"comma, change the delimiter to a {DELIMITERS[';']} and the decimal sign.",
        )
    return ()


def is_header(dialect: Dialect, first: Sequence[str], second: Sequence[str]) -> bool:
    """Whether the first line names the columns and is not a sample.

    It is if some cell of it is text above a number, or if all of it is text; and if it counts
    0, 1, 2, ... above fractions, as pandas names columns.

    >>> point = Dialect(",")
    >>> [is_header(point, *rows) for rows in ((["x", "y"], ["1", "2"]), (["a", "1"], ["b", "2"]))]
    [True, False]
    """
    if [cell.strip() for cell in first] == [str(place) for place in range(len(first))]:
        return len(first) > 1 and any("." in cell or "," in cell for cell in second)
    text = [
        not dialect.is_number(cell) and cell.strip().lower() not in ("nan", "na") for cell in first
    ]
    above = any(
        is_text and dialect.is_number(cell) for is_text, cell in zip(text, second, strict=True)
    )
    return above or all(text)
