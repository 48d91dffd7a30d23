"""What differs between the configurations of several runs."""

from __future__ import annotations

import hashlib
import html
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

IGNORED = ("name", "device")
"""What changes nothing that is learnt, but for rounding."""

EXPECTED = ("objective", "seed")
"""What runs may differ in and still be comparable."""

FINGERPRINT = "fingerprint"
"""Of the data: in which images and splits two sets of one name differ."""

ABSENT = "–"  # noqa: RUF001
LONGEST = 40


@dataclass(frozen=True)
class Difference:
    """One value that is not the same in all configurations.

    Attributes:
        name: Where it is, such as ``objective · weight``.
        values: In words, one a configuration.
        expected: Whether it is of the objective or the seed.
    """

    name: str
    values: tuple[str, ...]
    expected: bool


def differences(configs: Sequence[Mapping[str, Any]]) -> list[Difference]:
    """Every value in which some configurations differ, the unexpected ones first.

    >>> differing = differences([
    ...     {"objective": {"kind": "vae", "beta": 1.0}, "steps": 300, "name": "a"},
    ...     {"objective": {"kind": "mmd"}, "steps": 400, "name": "b"},
    ... ])
    >>> for each in differing:
    ...     print(each.name, each.values, each.expected)
    steps ('300', '400') False
    objective · kind ('vae', 'mmd') True
    objective · beta ('1', '–') True

    Args:
        configs: JSON objects with all defaults stated.
    """  # noqa: RUF002
    flat = [dict(_leaves(config)) for config in configs]
    names = dict.fromkeys(name for leaves in flat for name in leaves)
    differing = []
    for leaf in names:
        values = [leaves.get(leaf, _MISSING) for leaves in flat]
        first = leaf.split(" · ")[0]
        if first in IGNORED or all(value == values[0] for value in values):
            continue
        if leaf == FINGERPRINT and len({leaves.get("dataset") for leaves in flat}) > 1:
            continue  # the data sets differ, which says all
        name = f"dataset · {leaf}" if leaf == FINGERPRINT else leaf
        differing.append(Difference(name, tuple(map(words, values)), first in EXPECTED))
    return sorted(differing, key=lambda difference: difference.expected)


def warning(differing: Sequence[Difference]) -> str:
    """What more than the objective differs, in a sentence; empty where nothing does.

    >>> warning([Difference("network · width", ("16", "64"), False)])
    'These runs differ in more than the objective: network. What you see may come from that.'
    """
    other = dict.fromkeys(
        difference.name.split(" · ")[0] for difference in differing if not difference.expected
    )
    if not other:
        return ""
    names = ", ".join(name.replace("_", " ") for name in other)
    return (
        f"These runs differ in more than the objective: {names}. What you see may come from that."
    )


def table(differing: Sequence[Difference], titles: Sequence[str]) -> str:
    """Differences as an HTML table with a column for each configuration."""
    head = "".join(f"<th>{html.escape(title)}</th>" for title in titles)
    rows = "".join(
        f'<tr class="{"" if difference.expected else "unexpected"}">'
        f"<th>{html.escape(difference.name)}</th>"
        + "".join(f"<td>{html.escape(value)}</td>" for value in difference.values)
        + "</tr>"
        for difference in differing
    )
    return (
        f'<table class="facts"><thead><tr><th></th>{head}</tr></thead><tbody>{rows}</tbody></table>'
    )


_MISSING = object()


def _leaves(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    if isinstance(value, Mapping):
        for name, part in value.items():
            yield from _leaves(part, f"{path} · {name}" if path else str(name))
    else:
        yield path, value


def words(value: Any) -> str:
    """A value in words; a drawing or a list of blocks by its fingerprint, so that two differ."""
    if value is _MISSING:
        return ABSENT
    if isinstance(value, bool) or not isinstance(value, int | float):
        text = (value or ABSENT) if isinstance(value, str) else json.dumps(value)
        if len(text) > LONGEST:
            return f"#{hashlib.sha256(text.encode()).hexdigest()[:6]}"
        return text
    return f"{value:g}" if isinstance(value, float) else f"{value:,}"
