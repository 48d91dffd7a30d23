"""Numbers, times and names in words for people, the same on pages, in reports and in a terminal."""

from __future__ import annotations

import re
import time

SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")


def count(n: int, noun: str) -> str:
    """So many of something.

    >>> count(1, "run"), count(2, "seed"), count(1500, "step")
    ('1 run', '2 seeds', '1,500 steps')
    """
    return f"{n:,} {noun}" if n == 1 else f"{n:,} {noun}s"


def duration(seconds: float | None) -> str:
    """A span of time, to about two figures; nothing where it is not known.

    >>> [duration(seconds) for seconds in (0.4, 42, 95, 3700, 200000, None)]
    ['1 s', '42 s', '1 min 35 s', '1 h 1 min', '2 days', '']
    """
    if seconds is None:
        return ""
    whole = max(1, round(seconds))
    if whole < 60:
        return f"{whole} s"
    minutes, rest = divmod(whole, 60)
    if minutes < 10:
        return f"{minutes} min {rest} s" if rest else f"{minutes} min"
    if minutes < 60:
        return f"{minutes} min"
    hours, minutes = divmod(minutes, 60)
    if hours < 10:
        return f"{hours} h {minutes} min" if minutes else f"{hours} h"
    return f"{hours} h" if hours < 48 else f"{hours // 24} days"


def estimate(seconds: float) -> str:
    """A span of time that is only guessed, to 5 seconds.

    >>> estimate(4.2), estimate(75), estimate(5400)
    ('About 5 s', 'About 1 min 15 s', 'About 1 h 30 min')
    """
    return f"About {duration(max(5, 5 * round(seconds / 5)))}"


_OF_ROWS = (
    ("Bernoulli negative log-likelihood", "negative log-likelihood"),
    (r"\ban image", "a row"),
    ("image", "row"),
    ("pixels", "columns"),
    ("pixel", "column"),
)


def about(text: str, *, rows: bool = False, split: str = "") -> str:
    """A text about held-out images as one about what it was that was held out.

    >>> about("Held-out images, summed over pixels; of an image", rows=True, split="validation")
    'Validation rows, summed over columns; of a row'

    Args:
        text: About images.
        rows: Whether the data are rows of a table.
        split: Which was held out, ``validation`` or ``test``; empty where that is not known.
    """
    if split:
        text = text.replace("held-out", split).replace("Held-out", split.capitalize())
    for image, row in _OF_ROWS if rows else ():
        text = re.sub(image, row, text)
    return text


def size(n: int) -> str:
    """So many bytes, about; nothing for none.

    >>> size(0), size(348), size(26_700_000), size(12_740_000_000)
    ('', '1 MB', '27 MB', '12.7 GB')
    """
    if n >= 1e9:
        return f"{n / 1e9:,.1f} GB"
    return f"{max(1, round(n / 1e6)):,} MB" if n else ""


def age(created: float, now: float | None = None) -> str:
    """How long ago something was made, in seconds since 1970.

    >>> age(0, 30), age(0, 3700), age(0, 200000), age(100, 0)
    ('just now', '1 hour ago', '2 days ago', 'just now')
    """
    seconds = (time.time() if now is None else now) - created
    for unit, name in ((86_400, "day"), (3_600, "hour"), (60, "minute")):
        if seconds >= unit:
            return f"{count(int(seconds // unit), name)} ago"
    return "just now"


def slug(text: str, longest: int = 80) -> str:
    """A text as part of a file's name: letters, digits and points of ASCII, and dashes between.

    >>> slug("beta-vae 0.5 (16 latents)"), slug("My moons, again", 8)
    ('beta-vae-0.5-16-latents', 'my-moons')
    """
    return "-".join(re.findall(r"[a-z0-9.]+", text.lower()))[:longest]


def labels(known: float) -> str:
    """How many labels are known, a share up to 1 or a number.

    >>> labels(1.0), labels(0.015), labels(4000)
    ('all labels', '1.5 % of labels', '4,000 labels')
    """
    if known == 1:
        return "all labels"
    return f"{100 * known:g} % of labels" if known < 1 else f"{known:,.0f} labels"


def latent(index: int) -> str:
    """The name of a latent dimension, of which the first has the index 0.

    >>> latent(0), latent(11)
    ('z₁', 'z₁₂')
    """
    return f"z{index + 1}".translate(SUBSCRIPTS)


def signed(number: str) -> str:
    """A number with a proper minus sign.

    >>> signed("-0.5") == "\N{MINUS SIGN}0.5"
    True
    """
    return number.replace("-", "\N{MINUS SIGN}")
