"""The latent scatter in a cell: q(z) of a snapshot over p(z), a point under the pointer decoded."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from sculptor.notebook.component import Part, key
from sculptor.notebook.pictures import cloud_png
from sculptor.runs import Frame
from sculptor.ui.frontend import scatter as scatters
from sculptor.ui.frontend.cloud import Cloud, project
from sculptor.ui.frontend.colouring import Colouring
from sculptor.ui.frontend.scatter import Decoded, ScatterEvent


def plane(frame: Frame) -> Cloud | None:
    """The means of a snapshot as a cell shows them: two latents, or the principal components."""
    view = "pca" if frame.target.shape[1] > 2 else "axes"
    return project(frame, view, (0, 1), "mean")


class Scatter(Part):
    """A cloud of points in a plane; new points flow to their places.

    Args:
        decode: The image at a point of the plane; called in a thread, one point at a time.
    """

    NAME, HEARS = "scatter", ("point",)

    def __init__(self, decode: Callable[[float, float], Decoded] | None = None) -> None:
        self._decode = decode
        self._looks: dict[str, Any] = {}
        self._decoded: dict[str, Any] | None = None
        self._thread = ThreadPoolExecutor(1, "sculptor-decode")
        super().__init__(scatters.content(key("cloud"), points=[[0.0, 0.0]]))
        self.observe(self._asked, "said")

    @property
    def point(self) -> ScatterEvent | None:
        """The point under the pointer or pinned; None if there is none."""
        asked = scatters.read(self.said.get("point"))
        return None if asked is None else asked[0]

    def show(
        self, cloud: Cloud, colour: Colouring | None, *, identity: str, step: int, height: int
    ) -> None:
        """Show a cloud.

        Args:
            cloud: The points and the target.
            colour: What the colour of a point means; None for one colour.
            identity: While it stays, the n-th point is the same image.
            step: Of the snapshot.
            height: Of the canvas in CSS pixels, at most.
        """
        self._looks = {
            "points": cloud.latents,
            "target": cloud.target,
            "names": cloud.names,
            "colour": colour,
            "identity": identity,
            "step": step,
            "height": height,
        }
        self._refresh()
        self._still.changed()

    def picture(self) -> bytes | None:
        """The cloud over its target as a PNG."""
        if not self._looks:
            return None
        return cloud_png(self._looks["points"], self._looks["target"])

    def close(self) -> None:
        """End its thread, and take it out of the notebook."""
        self._thread.shutdown(wait=False, cancel_futures=True)
        super().close()

    def _refresh(self) -> None:
        decodes = self._decode is not None
        self.tell(scatters.content("cloud", decodes=decodes, decoded=self._decoded, **self._looks))

    def _asked(self, change: dict[str, Any]) -> None:
        asked = scatters.read(self.said.get("point"))
        if self._decode is None or asked is None or not self._looks:
            return
        self._thread.submit(self._answer, *asked)

    def _answer(self, event: ScatterEvent, number: int) -> None:
        assert self._decode is not None
        self._decoded = scatters.answer(self._decode, event, number)
        self._refresh()
