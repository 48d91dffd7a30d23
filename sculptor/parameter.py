"""One thing about a kind that can be set, and the check of a value of it."""

from __future__ import annotations

import difflib
import sys
from collections.abc import Iterable
from dataclasses import KW_ONLY, dataclass
from typing import Any, TypeAlias

from sculptor.errors import SculptorError, brief

LONGEST = 1_000
"""Numbers of a list, at most."""

LARGEST = sys.float_info.max
"""The largest number that there is in double precision."""

Value: TypeAlias = int | float | str | tuple[float, ...]


@dataclass(frozen=True)
class Parameter:
    """One thing about a kind that can be set; made by `number`, `whole`, `choice` and `numbers`.

    The type of the default is the type of the parameter: a whole number, a number, a word, or a
    list of numbers (as a tuple).

    Attributes:
        name: As in the JSON.
        default: Its value where the JSON does not say.
        low: The least number.
        high: The largest; where it is not above ``low``, no number will do.
        step: A sensible change of it.
        description: What it is, with its unit.
        words: Words that it may be, in place of a number or instead of any.
        whole: Whether a number must be whole.
        adjustable: Whether it may be changed while a run trains.
        label: What it is called in a form; its name where empty.
    """

    name: str
    default: Value
    low: float = 0.0
    high: float = 0.0
    step: float = 0.0
    description: str = ""
    _: KW_ONLY
    words: tuple[str, ...] = ()
    whole: bool = False
    adjustable: bool = False
    label: str = ""

    @property
    def title(self) -> str:
        """What it is called in a form."""
        return self.label or self.name.replace("_", " ").capitalize()

    @property
    def expected(self) -> str:
        """What may be given, in words."""
        kinds = [repr(word) for word in self.words]
        if self.high > self.low:
            noun = "a whole number" if self.whole else "a number"
            if isinstance(self.default, tuple):
                noun = "a list of numbers"
            kinds.append(f"{noun} from {self.low:g} to {self.high:g}")
        return one_of(kinds)


def number(
    name: str,
    default: float | str,
    low: float,
    high: float,
    step: float,
    description: str,
    *,
    words: tuple[str, ...] = (),
    adjustable: bool = False,
    label: str = "",
) -> Parameter:
    """A number from ``low`` to ``high``, or one of some words in its place."""
    return Parameter(
        name, default, low, high, step, description, words=words, adjustable=adjustable, label=label
    )


def whole(
    name: str, default: int, low: int, high: int, step: int, description: str, *, label: str = ""
) -> Parameter:
    """A whole number from ``low`` to ``high``."""
    return Parameter(name, default, low, high, step, description, whole=True, label=label)


def choice(name: str, words: tuple[str, ...], description: str, *, label: str = "") -> Parameter:
    """One of some words; the first is the default."""
    return Parameter(name, words[0], description=description, words=words, label=label)


def numbers(
    name: str, low: float, high: float, step: float, description: str, *, label: str = ""
) -> Parameter:
    """A list of numbers from ``low`` to ``high``; empty where it is left out."""
    return Parameter(name, (), low, high, step, description, label=label)


def checked(item: Parameter, value: Any, *, of: str = "", exact: bool = False) -> Value:
    """A value of a parameter, if it is one.

    >>> checked(number("weight", "auto", 0, 9, 1, "Nats", words=("auto",)), 3)
    3.0

    Args:
        item: The parameter.
        value: What was given.
        of: Whose parameter it is, for the message.
        exact: Whether 64.0 is no whole number.

    Raises:
        SculptorError: It is neither a number of the range nor one of the words.
    """
    if isinstance(value, str) and value in item.words:
        return value
    if item.high > item.low:
        if isinstance(item.default, tuple):
            listed = isinstance(value, list | tuple) and len(value) <= LONGEST
            if listed and all(_within(item, part) for part in value):
                return tuple(float(part) for part in value)
        elif _within(item, value):
            if not item.whole:
                return float(value)
            if isinstance(value, int) or (not exact and value == int(value)):
                return int(value)
    about = item.description.rstrip(".")
    raise SculptorError(
        f"Expected {item.name}{of and f' of {of}'} as {item.expected}, received {brief(value)}."
        + (f" It is: {about[0].lower()}{about[1:]}." if about else "")
    )


def _within(item: Parameter, value: Any) -> bool:
    return is_number(value) and item.low <= value <= item.high


def is_number(value: Any, low: float = -LARGEST, high: float = LARGEST) -> bool:
    """Whether ``value`` is a finite number within finite limits, and not a truth value.

    >>> is_number(1), is_number(float("nan")), is_number(10**400), is_number("1"), is_number(True)
    (True, False, False, False, False)
    """
    return isinstance(value, int | float) and not isinstance(value, bool) and low <= value <= high


def one_of(words: Iterable[str]) -> str:
    """Words as a choice.

    >>> one_of(["mlp", "conv"]), one_of(["a", "b", "c"])
    ('mlp or conv', 'a, b or c')
    """
    *most, last = [*words] or [""]
    return f"{', '.join(most)} or {last}" if most else last


def closest(name: str, known: Iterable[str]) -> str:
    """A question that names what was probably meant; empty where nothing is near."""
    near = difflib.get_close_matches(name[:80].lower().replace("_", "-"), list(known), 1)
    return f" Did you mean {near[0]}?" if near else ""
