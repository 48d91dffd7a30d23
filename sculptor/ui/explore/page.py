"""The Explore page: the gallery of shipped models, or one space to explore."""

from __future__ import annotations

from sculptor.ui.app import errors
from sculptor.ui.explore import choosing, gallery


def show() -> None:
    """Show the space of the address; the gallery is the front door."""
    key = choosing.chosen()
    if not key:
        gallery.show()
        return
    with errors.shown("The Explore page"):
        from sculptor.ui.explore import space

        space.show(key)
