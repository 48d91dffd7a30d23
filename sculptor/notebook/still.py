"""The picture that a saved notebook keeps of a widget: what it showed last, where no kernel is.

Notebooks save outputs, and not what a widget has become since. So a picture is put beneath each
widget as an output of its own, which the widget hides while it lives and which is written anew as
it changes.
"""

from __future__ import annotations

import threading
import uuid
from collections.abc import Callable
from typing import Any

from IPython.display import DisplayHandle, display

REST = 5.0
"""Seconds from a change to its picture; those within are in it."""


class Still:
    """The last state of a widget as a picture beneath it.

    Attributes:
        id: By which the widget hides it: ``sculptor-still-ID`` is its class.
    """

    def __init__(self, make: Callable[[], tuple[str, bytes | None]]) -> None:
        """What makes it: its HTML, and a PNG for readers that show no HTML."""
        self.id = uuid.uuid4().hex[:12]
        self._make = make
        self._handle: DisplayHandle | None = None
        self._lock = threading.Lock()
        self._timer: threading.Timer | None = None

    def show(self) -> None:
        """Put it into the cell that runs."""
        self._handle = display(self._bundle(), raw=True, display_id=True)  # type: ignore[no-untyped-call]

    def changed(self) -> None:
        """Write it anew, soon."""
        with self._lock:
            if self._handle is not None and self._timer is None:
                self._timer = threading.Timer(REST, self.keep)
                self._timer.daemon = True
                self._timer.start()

    def keep(self) -> None:
        """Write it anew, now."""
        with self._lock:
            if self._timer is not None:
                self._timer.cancel()
            self._timer = None
        if self._handle is not None:
            self._handle.update(self._bundle(), raw=True)  # type: ignore[no-untyped-call]

    def close(self) -> None:
        """Write it no more."""
        with self._lock:
            if self._timer is not None:
                self._timer.cancel()
            self._handle = self._timer = None

    def _bundle(self) -> dict[str, Any]:
        html, png = self._make()
        bundle: dict[str, Any] = {
            "text/html": f'<div class="sculptor-still-{self.id}">{html}</div>'
        }
        return bundle if png is None else {**bundle, "image/png": png}
