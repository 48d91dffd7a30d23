"""The one error that a user is meant to read."""

from __future__ import annotations


class SculptorError(ValueError):
    """Something that the user can mend.

    The message is complete by itself: what was expected, what came, and how to mend it. The command
    line prints it as one line, a page shows it in place; neither shows a traceback.
    """
