"""A component of the app as a widget: bytes go to the browser, what it says comes back."""

from __future__ import annotations

import itertools
from typing import Any, ClassVar

import traitlets
from anywidget import AnyWidget
from IPython.display import display

from sculptor.notebook.pictures import image_html
from sculptor.notebook.still import Still
from sculptor.ui.frontend.encoding import packed

_numbers = itertools.count(1)


class Component(AnyWidget):
    """A widget whose picture is drawn by one of the app's components.

    Attributes:
        data: What the browser is told, as `sculptor.ui.frontend.encoding.packed` writes it: a
            header of JSON, and arrays as bytes.
        said: What it says: by name the last value of each kind, such as ``drawing`` or ``point``.
        still: By which its picture in a saved notebook is found.
    """

    NAME: ClassVar[str] = ""
    """Of the component."""

    HEARS: ClassVar[tuple[str, ...]] = ()
    """The kinds of what its browser says."""

    data = traitlets.Bytes().tag(sync=True)
    said = traitlets.Dict().tag(sync=True)
    still = traitlets.Unicode().tag(sync=True)

    def __init__(self, content: dict[str, Any]) -> None:
        self._still = Still(self._kept)
        super().__init__(data=packed(content), still=self._still.id)

    def tell(self, content: dict[str, Any]) -> None:
        """Show something else."""
        self.data = packed(content)

    def picture(self) -> bytes | None:
        """What it shows as a PNG; None if it shows nothing yet."""
        return None

    def keep(self) -> None:
        """Write its picture in the notebook now; some seconds after a change it comes by itself."""
        self._still.keep()

    def close(self) -> None:
        """Take it out of the notebook; its last picture stays."""
        self._still.keep()
        self._still.close()
        super().close()

    def __del__(self) -> None:
        if hasattr(self, "_still"):  # else its constructor has raised, and there is nothing to end
            self.close()

    def _ipython_display_(self) -> None:
        """Show it, and a picture beneath for when the notebook is opened without a kernel."""
        bundle = self._repr_mimebundle_()
        assert bundle is not None
        data, metadata = bundle
        display(data, metadata=metadata, raw=True)  # type: ignore[no-untyped-call]
        self._still.show()

    def _kept(self) -> tuple[str, bytes | None]:
        """Its last state: as HTML, and as a PNG."""
        png = self.picture()
        return ("" if png is None else image_html(png, repr(self))), png


class Part(Component):
    """One that is shown on a board alone, and has no model of its own in the browser."""

    def open(self) -> None:
        """Open nothing: the board's model has its data."""

    def _ipython_display_(self) -> None:
        self._still.show()


def key(kind: str) -> str:
    """A name of a widget that no other has: ``pad-1``, ``pad-2``, ``cloud-3``."""
    return f"{kind}-{next(_numbers)}"
