"""The one error that a user is meant to read."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager


def brief(value: object, most: int = 80) -> str:
    """A value of anyone's in a message, shortened; Python does not write out every one.

    >>> brief("red"), brief(10**5000)
    ("'red'", 'a value of type int that is too long to show')
    """
    try:
        return f"{value!r:.{most}}"
    except (ValueError, RecursionError):  # thousands of digits, or lists within lists
        return f"a value of type {type(value).__name__} that is too long to show"


class SculptorError(ValueError):
    """Something that the user can mend.

    The message is complete by itself: what was expected, what came, and how to mend it. The command
    line prints it as one line, a page shows it in place; neither shows a traceback.
    """


@contextmanager
def trying(deed: str, remedy: str = "") -> Iterator[None]:
    """Say what was to be done, and how to mend it, where the system refuses.

    >>> with trying("read the page", "Turn it."):
    ...     raise OSError("no light")
    Traceback (most recent call last):
    sculptor.errors.SculptorError: Expected to read the page, but: no light. Turn it.
    """
    try:
        yield
    except OSError as error:
        reason = f"Expected to {deed}, but: {error.strerror or error}. {remedy}"
        raise SculptorError(reason.rstrip()) from error
