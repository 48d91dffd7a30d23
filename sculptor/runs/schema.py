"""What the small files of a run may hold: their fields, each with its type and range.

Anyone may have edited them. What leaves `sculptor.runs` has been held against these tables: what a
reader needs one by one is left out where it does not fit (`kept`), and what makes a folder broken
is named with what was expected and what came (`fault`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from sculptor.errors import brief
from sculptor.parameter import LARGEST, is_number

STEPS = 10_000_000
"""Updates of a run, at most."""

MESSAGE = 2_000
"""Characters of what a run says, at most."""

YEAR_2100 = 4_102_444_800.0
"""Seconds from 1970 to then; no file is younger."""

STATES = (
    "queued",
    "starting",
    "running",
    "paused",
    "finished",
    "stopped",
    "failed",
    "interrupted",
)
"""What a status can be."""

_NAME = re.compile(r"[\w.-]{1,80}")


class Field(NamedTuple):
    """What a field may hold.

    Attributes:
        expected: In words.
        fits: Whether a value of JSON is such.
    """

    expected: str
    fits: Callable[[Any], bool]


def is_whole(value: Any, low: int, high: int) -> bool:
    """Whether a value of JSON is a whole number within limits; True and False are none."""
    return type(value) is int and low <= value <= high


def whole(low: int, high: int) -> Field:
    """A whole number within limits."""
    return Field(f"a whole number from {low:,} to {high:,}", lambda x: is_whole(x, low, high))


def number(low: float, high: float) -> Field:
    """A finite number within limits."""
    return Field(f"a number from {low:.10g} to {high:.10g}", lambda x: is_number(x, low, high))


def text(most: int) -> Field:
    """A text of a bearable length."""
    return Field(
        f"a text of up to {most:,} characters", lambda x: isinstance(x, str) and len(x) <= most
    )


def one_of(*values: str) -> Field:
    """One of some words."""
    return Field(f"one of {', '.join(values)}", lambda x: isinstance(x, str) and x in values)


def or_none(field: Field) -> Field:
    """The same, or null."""
    return Field(f"{field.expected}, or null", lambda x: x is None or field.fits(x))


def names(most: int) -> Field:
    """A list of texts."""
    return Field(
        f"a list of up to {most:,} texts",
        lambda x: isinstance(x, list) and len(x) <= most and all(isinstance(y, str) for y in x),
    )


TIME = number(0, YEAR_2100)

STATUS: dict[str, Field] = {
    "format": whole(1, 1_000),
    "run": text(100),
    "status": one_of(*STATES),
    "step": whole(0, STEPS),
    "steps": whole(0, STEPS),
    "steps_per_second": number(0, 1e9),
    "seconds_left": or_none(number(0, 1e12)),
    "seconds": number(0, 1e12),
    "snapshot_share": number(0, 1),
    "message": or_none(text(100_000)),
    "device": or_none(text(100)),
    "precision": or_none(text(100)),
    "threads": whole(1, 4_096),
    "devices": whole(1, 1_024),
    "created": TIME,
    "launched": or_none(TIME),
    "heartbeat": TIME,
    # Who works on it, see `sculptor.processes`.
    "pid": or_none(whole(1, 2**31)),
    "host": text(255),
    "here": text(100),
    "ticks": or_none(whole(0, 2**63)),
    "process_started": number(0, YEAR_2100),
}
"""``status.json``; each field may be missing."""

COLOURS: dict[str, Field] = {
    "factors": names(10_000),
    "labels": names(100_000),
    "split": one_of("validation", "test"),
}
"""``colours.json``: the names of the columns of ``factors.npy``, of the labels 0, 1, …, and of the
split that the run is looked at on."""


def _are_changes(value: Any) -> bool:
    """Whether a value is an object of settings: numbers, texts, and a prior with a kind."""
    if not isinstance(value, dict):
        return False
    prior = value.get("prior", {"kind": ""})
    settings = [setting for name, setting in value.items() if name != "prior"]
    return (
        isinstance(prior, dict)
        and isinstance(prior.get("kind"), str)
        and all(is_number(x) or (isinstance(x, str) and len(x) <= 100) for x in settings)
    )


WISH = one_of("set", "pause", "stop")
CHANGES = Field("an object of settings", _are_changes)

COMMAND: dict[str, Field] = {"kind": WISH, "sent": TIME, "changes": CHANGES}
"""A file in ``commands/``."""

EVENT: dict[str, Field] = {
    "step": whole(0, STEPS),
    "kind": WISH,
    "changes": CHANGES,
    "commands": names(100_000),
}
"""A line of ``events.jsonl``."""


FIGURE: dict[str, Field] = {
    "metric": text(100),
    "representation": text(100),
    "value": or_none(number(-1e300, 1e300)),
    "n": whole(0, 2**40),
    "latent": or_none(whole(1, 2**20)),
    "low": or_none(number(-1e300, 1e300)),
    "high": or_none(number(-1e300, 1e300)),
}
"""An entry of ``figures.json``; see `sculptor.measure.figure.Figure`."""


def kept(fields: Mapping[str, Field], value: Any) -> dict[str, Any]:
    """The fields of an object that are what they should be; all others are left out.

    >>> kept(STATUS, {"status": "running", "step": -3, "colour": "red"})
    {'status': 'running'}
    """
    if not isinstance(value, dict):
        return {}
    return {
        name: value[name] for name in fields if name in value and fields[name].fits(value[name])
    }


def fault(fields: Mapping[str, Field], value: Mapping[str, Any]) -> str:
    """The first field that is not what it should be, in words; empty if all are.

    >>> fault(STATUS, {"status": "running", "step": -3})
    'step as a whole number from 0 to 10,000,000, received -3'
    """
    for name, field in fields.items():
        if name in value and not field.fits(value[name]):
            return f"{name} as {field.expected}, received {brief(value[name])}"
    return ""


def row(value: Any) -> dict[str, Any] | None:
    """A line of ``metrics.jsonl``: its step and its finite numbers; None where it has no step."""
    if not isinstance(value, dict) or not is_whole(value.get("step"), 0, STEPS):
        return None
    return figures(value)


def figures(value: Any) -> dict[str, Any]:
    """The finite numbers of an object, under names that a figure can have."""
    if not isinstance(value, dict):
        return {}
    return {
        name: x
        for name, x in value.items()
        if type(x) in (int, float) and -LARGEST <= x <= LARGEST and is_name(name)
    }


@lru_cache(maxsize=4_096)
def is_name(name: str) -> bool:
    """Whether a figure can have this name: letters, digits, ``_``, ``-`` and dots."""
    return _NAME.fullmatch(name) is not None
