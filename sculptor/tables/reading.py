"""How a file is to be read, and how it was: what a page shows and lets a person change."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any

from sculptor.errors import SculptorError, brief

ENCODINGS = ("utf-8", "utf-16", "windows-1252", "latin-1")
"""Encodings that may be named; others are converted before they come here."""

DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar", " ": "white space"}
DECIMALS = {".": "point", ",": "comma"}
KINDS = ("number", "label", "category", "date", "text", "list", "id")
"""What a column may be said to be; see `sculptor.tables.table.Column`."""


@dataclass(frozen=True)
class How:
    """What a person says of a file; whatever is None is found from its content.

    >>> How(delimiter=";", decimal=",").to_dict()
    {'delimiter': ';', 'decimal': ','}

    Attributes:
        encoding: Of a text, out of `ENCODINGS`.
        delimiter: Between the cells of a text, out of `DELIMITERS`; a space is any white space.
        decimal: The decimal sign of a text, out of `DECIMALS`.
        header: Whether the first line of a text or a sheet names the columns.
        part: The sheet of a workbook, or the array of an archive, by its name.
        kinds: What columns are, by their names.

    Raises:
        SculptorError: A value is none of these.
    """

    encoding: str | None = None
    delimiter: str | None = None
    decimal: str | None = None
    header: bool | None = None
    part: str | None = None
    kinds: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        choices: tuple[tuple[str, Any], ...] = (
            ("encoding", ENCODINGS),
            ("delimiter", tuple(DELIMITERS)),
            ("decimal", tuple(DECIMALS)),
            ("header", (True, False)),
        )
        for name, allowed in choices:
            if (value := getattr(self, name)) is not None and value not in allowed:
                raise SculptorError(
                    f"Expected {name} out of {', '.join(map(repr, allowed))}; "
                    f"received {brief(value)}."
                )
        for name, kind in self.kinds.items():
            if kind not in KINDS:
                raise SculptorError(
                    f"Expected the kind of column {name!r:.40} out of {', '.join(KINDS)}; "
                    f"received {brief(kind)}."
                )
        if self.delimiter == self.decimal == ",":
            raise SculptorError(
                "Expected a decimal sign other than the delimiter, received a comma for both. "
                "Choose a point, or another delimiter."
            )

    def to_dict(self) -> dict[str, Any]:
        """What was said, as JSON."""
        found = {item.name: getattr(self, item.name) for item in fields(self)}
        return {name: value for name, value in found.items() if value is not None and value != {}}

    @classmethod
    def from_dict(cls, value: Any) -> How:
        """Read what `to_dict` gave.

        Raises:
            SculptorError: It is something else.
        """
        known = {item.name for item in fields(cls)}
        if not isinstance(value, dict) or set(value) - known:
            raise SculptorError(
                f"Expected how to read a file as an object with {', '.join(sorted(known))}; "
                f"received {brief(value)}."
            )
        kinds = value.get("kinds", {})
        if not isinstance(kinds, dict):
            raise SculptorError(f"Expected kinds by name of column, received {brief(kinds)}.")
        return cls(**value)


@dataclass(frozen=True)
class Reading:
    """How a file was read.

    Attributes:
        format: Such as ``CSV`` or ``Parquet``.
        encoding: Of a text, else empty.
        delimiter: Of a text, else empty.
        decimal: Of a text, else empty.
        thousands: What sets off thousands, empty if nothing does.
        header: Whether the first line names the columns; None where a format names them itself.
        part: The sheet or the array that was read, else empty.
        parts: All that there are to choose from.
        notes: What a person should know of it, such as what could be read in another way.
    """

    format: str
    encoding: str = ""
    delimiter: str = ""
    decimal: str = ""
    thousands: str = ""
    header: bool | None = None
    part: str = ""
    parts: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def sentence(self) -> str:
        """The same in one sentence.

        >>> Reading("CSV", "utf-8", ";", ",", header=True).sentence
        'Read as CSV: utf-8, semicolon between cells, decimal comma, names in the first line.'
        """
        parts = [self.encoding]
        if self.delimiter:
            parts.append(f"{DELIMITERS[self.delimiter]} between cells")
        if self.decimal:
            parts.append(f"decimal {DECIMALS[self.decimal]}")
        if self.thousands:
            parts.append(f"thousands set off by {self.thousands!r}")
        if self.part:
            parts.append(f"the part {self.part!r:.60}")
        if self.header is not None:
            parts.append("names in the first line" if self.header else "no line of names")
        said = ", ".join(filter(None, parts))
        return f"Read as {self.format}: {said}." if said else f"Read as {self.format}."
