"""Names and other text of people: checked where it comes in, and safe where it is shown.

A name is seen as it is written: no control character, which a terminal would obey, and nothing
that hides or turns round what stands beside it. What is already in a folder may hold anything; it
is shown with a mark in place of each such character, as a terminal, a page and a file can take it.
"""

from __future__ import annotations

import json
import re
import unicodedata
from typing import Any

from sculptor.errors import SculptorError

LONGEST = 120
"""Characters of a name, at most."""

MARK = "\N{REPLACEMENT CHARACTER}"
"""Stands in the place of a character that is not shown."""

JOINERS = "\N{ZERO WIDTH NON-JOINER}\N{ZERO WIDTH JOINER}"

SELECTORS = frozenset(
    chr(number)
    for first, last in ((0x180B, 0x180D), (0x180F, 0x180F), (0xFE00, 0xFE0F), (0xE0100, 0xE01EF))
    for number in range(first, last + 1)
)
"""Which of its forms the character before is to have: those of Mongolian, emoji and ideographs."""

JOINED = {"Lo", "Lm", "Mn", "Mc", "So", "Sk", "Sm"}
"""Categories of the characters that a joiner shapes: letters without case, such as those of Persian
and Hindi, with their marks, and the pictures that emoji are put together of."""

BLANK = "\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0"
"""Letters, marks and symbols that leave no trace on the paper, though Unicode calls them none of
the format characters: a grapheme joiner, fillers of Hangul, two vowels of Khmer, empty Braille."""

_SPECIAL = SELECTORS | {*JOINERS, *BLANK}
_SPACES = re.compile("[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")
_ODD = re.compile("[^ -~]")
_ODD_BUT_LINES = re.compile("[^ -~\n\t]")

_RAW = 16 * LONGEST
"""Characters of what is normalised, at most: it takes the square of the time where many marks
follow each other, and no more than a few become one."""


def check_name(value: Any, *, empty: bool = False) -> str:
    r"""A name in Unicode's form C, without spaces around it, if it is one.

    >>> check_name("  Zoe\u0308\u2019s ring ") == "Zo\u00eb\u2019s ring"
    True
    >>> check_name("ring\u202egnp.exe")  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    sculptor.errors.SculptorError: Expected a name of visible characters, received U+202E...

    Every kind of space becomes the usual one. Refused are control characters, halves of surrogate
    pairs, as which bytes come in that are not UTF-8, what is not assigned or private, and what
    hides or reorders text: bidirectional controls, tags and everything of no width. A joiner and a
    variation selector are kept after a character that they can shape, since emoji and the scripts
    of Persia and India are written with them.

    Args:
        value: What somebody wrote.
        empty: Whether there may be none.

    Raises:
        SculptorError: It is no text, empty, longer than `LONGEST`, or holds one of these.
    """
    if not isinstance(value, str):
        raise SculptorError(f"Expected a name as text, received {value!r:.80}.")
    name = _plain(value)
    if len(name) > LONGEST or len(value.strip()) > _RAW:
        raise SculptorError(
            f"Expected a name of up to {LONGEST} characters, received "
            f"{max(len(name), len(value.strip())):,}: {name!r:.80}. Shorten it."
        )
    if not (name or empty):
        raise SculptorError("Expected a name, received none. Type one.")
    for match in _ODD.finditer(name):
        if _hidden(name, match.start()):
            raise SculptorError(
                f"Expected a name of visible characters, received {_called(match[0])} as "
                f"its character {match.start() + 1}, in {name!r:.80}. Remove it, or type the name "
                "anew."
            )
    return name


def shown(text: str, longest: int = LONGEST) -> str:
    r"""A name that was not checked, as it can be shown: one line, cut where it is too long.

    It is a name that `check_name` takes, unless nothing is left of it.

    >>> shown("\x1b[31mred\ud800") == f"{MARK}[31mred{MARK}"
    True
    >>> shown("rings and moons", 9)
    'rings an\u2026'
    """
    whole = _ODD.sub(_replaced, _plain(text))
    return whole if len(whole) <= longest else f"{whole[: longest - 1].rstrip()}…"


def legible(text: str) -> str:
    r"""Text of any length as a terminal, a page and a file can take it; its lines stay.

    >>> legible("one\ntwo\r\x9b2J") == f"one\ntwo{MARK}{MARK}2J"
    True
    """
    return _ODD_BUT_LINES.sub(_replaced, text)


def escape(text: str) -> str:
    r"""Text as Markdown that shows it letter for letter: file names and values may hold anything.

    What no page can take, or what would hide or turn round the rest, is replaced by a mark.

    >>> print(escape("a_b [0, 1] $x$"))
    a\_b \[0, 1\] \$x\$
    """
    # The name of an icon is one with a backslash as well.
    plain = legible(text).replace(":material/", ":\u2060material/")
    return "".join(f"\\{letter}" if letter in r"\`*_[]<>$~#:|" else letter for letter in plain)


def well_formed(value: Any) -> Any:
    r"""A value of JSON whose texts can be written as UTF-8, as JSON itself does not ask for.

    >>> well_formed({"name": "\ud800", "step": 3}) == {"name": MARK, "step": 3}
    True
    """
    text = json.dumps(value, ensure_ascii=False)
    try:
        text.encode()
    except UnicodeEncodeError:
        return json.loads(text.encode("utf-16", "surrogatepass").decode("utf-16", "replace"))
    return value


# Within -------------------------------------------------------------------------------------------


def _plain(text: str) -> str:
    composed = unicodedata.normalize("NFC", text.strip()[:_RAW])
    return _SPACES.sub(" ", composed).strip()


def _replaced(match: re.Match[str]) -> str:
    return MARK if _hidden(match.string, match.start()) else match[0]


def _hidden(text: str, place: int) -> bool:
    """Whether a character is none that can be seen, judged by those beside it."""
    letter = text[place]
    if letter not in _SPECIAL:
        return not letter.isprintable() and unicodedata.category(letter) != "Zs"
    if letter in BLANK or place == 0:
        return True
    before, after = text[place - 1], text[place + 1 : place + 2]
    category = unicodedata.category(before)
    if letter in JOINERS:
        return category not in JOINED or not after or after.isspace()
    shapes = category[0] in "LMNPS" and before not in SELECTORS
    return not shapes or (before.isascii() and before.isalpha())


def _called(letter: str) -> str:
    r"""A character by its number, and the name of it if Unicode has one.

    >>> _called("\x1b"), _called("\u200b")
    ('U+001B', 'U+200B (zero width space)')
    """
    name = unicodedata.name(letter, "").lower()
    return f"U+{ord(letter):04X}" + (f" ({name})" if name else "")
