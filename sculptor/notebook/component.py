"""A component of the app as a widget: bytes go to the browser, what it says comes back."""

from __future__ import annotations

import itertools
from typing import Any

import traitlets
from anywidget import AnyWidget

from sculptor.ui.frontend.encoding import packed

_numbers = itertools.count(1)


class Component(AnyWidget):
    """A widget whose picture is drawn by one of the app's components.

    Attributes:
        data: What the browser is told, as `sculptor.ui.frontend.encoding.packed` writes it: a
            header of JSON, and arrays as bytes.
        said: What it says: by name the last value of each kind, such as ``drawing`` or ``point``.
    """

    data = traitlets.Bytes().tag(sync=True)
    said = traitlets.Dict().tag(sync=True)

    def __init__(self, content: dict[str, Any]) -> None:
        super().__init__(data=packed(content))

    def tell(self, content: dict[str, Any]) -> None:
        """Show something else."""
        self.data = packed(content)


def key(kind: str) -> str:
    """A name of a widget that no other has: ``pad-1``, ``pad-2``, ``cloud-3``."""
    return f"{kind}-{next(_numbers)}"
