"""What can be chosen of a table that becomes a data set."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from typing import Any

from sculptor import spec
from sculptor.columns import LEARNED, check_variance
from sculptor.errors import SculptorError, brief
from sculptor.parameter import is_number
from sculptor.tables.reading import How

USES = ("number", "category", "label", "known", "split", "out")
"""What a column may be used for: as numbers or categories of the data; as the classes; as a factor
that is known of each row and is no part of the data; as the split that a row is in; not at all."""

READ = {"number": "number", "category": "category", "label": "label"}
"""What a use says of how a column is read."""


@dataclass(frozen=True)
class Options:
    """How a table is read and what its columns are used for.

    >>> Options.from_dict({"columns": "age=out, kind=label", "delimiter": ";"}).columns
    {'age': 'out', 'kind': 'label'}

    Attributes:
        columns: Use by name, out of `USES`; others are decided by what they hold. A text
            ``name=use, name=use`` or JSON will do.
        labels: The column of the classes, the same as the use ``label``.
        variance: Of p(x|z) in columns of numbers: ``learned``, or a number in units of a column's
            squared scale.
        validation: Share of the rows that is looked at while a run trains.
        test: Share of the rows for studies.
        encoding: Of a text; see `sculptor.tables.reading.How`, as of the next four.
        delimiter: Between cells.
        decimal: The decimal sign.
        header: Whether the first line names the columns.
        part: The sheet or the array that is meant.

    Raises:
        SculptorError: A value is none of these.
    """

    columns: Mapping[str, str] = field(default_factory=dict)
    labels: str = ""
    variance: float | str = LEARNED
    validation: float = 0.1
    test: float = 0.1
    encoding: str | None = None
    delimiter: str | None = None
    decimal: str | None = None
    header: bool | None = None
    part: str | None = None

    def __post_init__(self) -> None:
        columns = _columns(self.columns)
        if self.labels:
            columns[self.labels] = "label"
        object.__setattr__(self, "columns", columns)
        object.__setattr__(self, "variance", check_variance(_plain(self.variance)))
        for name in ("validation", "test"):
            if not is_number(getattr(self, name), 0.0, 0.9):
                raise SculptorError(
                    f"Expected the share {name} from 0 to 0.9, "
                    f"received {brief(getattr(self, name))}."
                )
        if self.validation + self.test > 0.9:
            raise SculptorError("Expected a tenth of the rows or more to train on.")
        if isinstance(self.header, str):
            object.__setattr__(self, "header", _truth(self.header))
        named = {"tab": "\t", "comma": ",", "semicolon": ";", "space": " ", "bar": "|"}
        delimiter = self.delimiter
        if isinstance(delimiter, str) and delimiter in named:
            object.__setattr__(self, "delimiter", named[delimiter])
        if self.decimal in ("comma", "point"):
            object.__setattr__(self, "decimal", {"comma": ",", "point": "."}[self.decimal])
        _ = self.how

    @property
    def how(self) -> How:
        """How the file is read."""
        kinds = {name: READ[use] for name, use in self.columns.items() if use in READ}
        return How(self.encoding, self.delimiter, self.decimal, self.header, self.part, kinds)

    def to_dict(self) -> dict[str, Any]:
        """The options as JSON; `from_dict` reads it back."""
        return {**asdict(self), "columns": dict(self.columns)}

    @classmethod
    def from_dict(cls, value: Mapping[str, Any]) -> Options:
        """Read options.

        Raises:
            SculptorError: There is no option of a name, or a value is none.
        """
        known = [item.name for item in fields(cls)]
        unknown = sorted(f"{name!s:.40}" for name in set(value) - {*known})
        if unknown:
            raise SculptorError(
                f"Expected options of a table {spec.one_of(known)}; received {unknown[0]}."
            )
        return cls(**value)


def _columns(value: Any) -> dict[str, str]:
    if isinstance(value, str):
        value = _parsed(value)
    if not isinstance(value, Mapping):
        raise SculptorError(f"Expected uses by name of column, received {brief(value)}.")
    for name, use in value.items():
        if use not in USES:
            raise SculptorError(
                f"Expected the use of column {name!s:.40} as {spec.one_of(USES)}; received "
                f"{brief(use)}."
            )
    return dict(value)


def _parsed(text: str) -> Any:
    if text.lstrip().startswith("{"):
        try:
            return json.loads(text)
        except ValueError as error:
            raise SculptorError(f"Expected columns as JSON, but: {error}.") from error
    pairs = [part.rpartition("=") for part in text.split(",") if part.strip()]
    return {name.strip(): use.strip() for name, _, use in pairs}


def _plain(value: Any) -> Any:
    if isinstance(value, str) and value != LEARNED:
        try:
            return float(value)
        except ValueError:
            return value
    return value


def _truth(text: str) -> bool:
    if text.lower() not in ("yes", "no", "true", "false"):
        raise SculptorError(f"Expected header as yes or no, received {brief(text)}.")
    return text.lower() in ("yes", "true")
