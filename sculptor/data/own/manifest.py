"""What is known of a data set that was added, and its name."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from typing import Any, Literal, TypeAlias

from sculptor.data.dataset import FactorKind
from sculptor.errors import SculptorError, brief
from sculptor.names import check_name

Kind: TypeAlias = Literal["images", "rows"]

FORMAT = 1
LONGEST = 80
"""Characters of a name, at most."""

_NAME = re.compile(r"\w[\w .()+-]*")
"""Letters and digits of any script: nothing that a shell, a list, a path or Markdown would read."""

DIMENSIONS = {"images": 3, "rows": 1}


@dataclass(frozen=True)
class Manifest:
    """What is known of a set without reading its arrays.

    Attributes:
        name: By which it is found.
        kind: ``images`` or ``rows``.
        shape: Of an item: channels, height and width, or the number of columns.
        n_train: Items in the training split, which come first.
        n_validation: Items in the validation split, which follow.
        n_test: Items in the test split.
        fingerprint: SHA-256 of arrays and splits, in hexadecimal: `Dataset.digest`.
        source: Where it was read from, for people.
        options: How it was read, so that it can be read again in the same way.
        skipped: Items that were left out; ``skipped.jsonl`` says which and why.
        notes: What was decided and must be said, a sentence each.
        label_names: A name a class.
        factor_names: A name a factor, or of a column that is known of each item.
        factor_kinds: How two values of each compare.
        about: What only the kind of data needs, as JSON: the columns of rows, for one.
    """

    name: str
    kind: Kind
    shape: tuple[int, ...]
    n_train: int
    n_validation: int
    n_test: int
    fingerprint: str
    source: str = ""
    options: dict[str, Any] = field(default_factory=dict)
    skipped: int = 0
    notes: tuple[str, ...] = ()
    label_names: tuple[str, ...] = ()
    factor_names: tuple[str, ...] = ()
    factor_kinds: tuple[FactorKind, ...] = ()
    about: dict[str, Any] = field(default_factory=dict)

    def __len__(self) -> int:
        return self.n_train + self.n_validation + self.n_test

    def to_dict(self) -> dict[str, Any]:
        """The manifest as JSON; `from_dict` reads it back."""
        return {"format": FORMAT, **asdict(self)}

    @classmethod
    def from_dict(cls, value: Any, where: str) -> Manifest:
        """Read a manifest from JSON of anyone's.

        Args:
            value: What was read.
            where: The file, for the message.

        Raises:
            SculptorError: It is none, or one of a newer format.
        """
        fault = _fault(value)
        if fault:
            raise SculptorError(
                f"Expected a data set in {where}, but {fault}. Remove it and add it again."
            )
        known = {item.name for item in fields(cls)}
        return cls(**{name: _read(part) for name, part in value.items() if name in known})


def _read(part: Any) -> Any:
    return tuple(part) if isinstance(part, list) else part


def _fault(value: Any) -> str:
    """What is wrong with the JSON of a manifest; empty if nothing is."""
    if not isinstance(value, Mapping):
        return f"received {brief(value)}"
    version = value.get("format")
    if version != FORMAT:
        return f"its format is {brief(version)} and not {FORMAT}"
    if value.get("kind") not in DIMENSIONS:
        return f"its kind is {brief(value.get('kind'))}"
    shape = value.get("shape")
    sizes = isinstance(shape, list) and all(map(_is_count, shape))
    if not sizes or len(shape or ()) != DIMENSIONS[value["kind"]] or 0 in (shape or ()):
        return f"its shape is {brief(shape)}"
    for name in ("n_train", "n_validation", "n_test", "skipped"):
        if not _is_count(value.get(name)):
            return f"its {name} is {brief(value.get(name))}"
    for name in ("name", "fingerprint", "source"):
        if not isinstance(value.get(name), str):
            return f"its {name} is {brief(value.get(name))}"
    for name in ("notes", "label_names", "factor_names", "factor_kinds"):
        texts = value.get(name)
        if not isinstance(texts, list) or not all(isinstance(text, str) for text in texts):
            return f"its {name} are {brief(texts)}"
    for name in ("options", "about"):
        if not isinstance(value.get(name), dict):
            return f"its {name} are {brief(value.get(name))}"
    if not re.fullmatch(r"[0-9a-f]{64}", value["fingerprint"]):
        return f"its fingerprint is {brief(value['fingerprint'])}"
    return ""


def _is_count(value: Any) -> bool:
    return type(value) is int and 0 <= value < 2**48


def check_set_name(value: Any) -> str:
    """A name for a data set, if it is one.

    >>> check_set_name("Holiday photos (2024)")
    'Holiday photos (2024)'

    Raises:
        SculptorError: It is empty, longer than `LONGEST`, or holds what a list, a path or a shell
            would read.
    """
    name = check_name(value)
    if len(name) > LONGEST or not _NAME.fullmatch(name):
        raise SculptorError(
            f"Expected a name for the data set of up to {LONGEST} letters, digits, spaces and "
            f". _ - + ( ), a letter or digit first; received {brief(name)}. Choose another."
        )
    return name


def suggested(text: str) -> str:
    """A name that `check_set_name` takes, as like a file's as may be.

    >>> suggested("../my $cats$.tar.gz"), suggested("***")
    ('my cats', 'data')
    """
    last = re.split(r"[/\\]", text.rstrip("/\\"))[-1]
    stem = re.sub(r"(\.(tar|jpeg|[a-z0-9]{2,7}))+$", "", last, flags=re.IGNORECASE) or last
    words = re.sub(r"[^\w.()+-]+", " ", stem).strip(" .()+-_")[:LONGEST].strip()
    try:
        return check_set_name(words)
    except SculptorError:
        return "data"
