"""A run in a cell with a pad beside it: the target is redrawn, and the worker follows."""

from __future__ import annotations

import base64
import html
import threading
from typing import Any

from sculptor import data
from sculptor.errors import SculptorError
from sculptor.jobs import Run
from sculptor.names import legible
from sculptor.notebook.board import Block, column, part, words
from sculptor.notebook.bundle import board
from sculptor.notebook.component import Part
from sculptor.notebook.pad import Pad
from sculptor.notebook.watching import Watch
from sculptor.ui.frontend.scatter import fit
from sculptor.ui.frontend.sketch import EXTENT, SIDE, from_png
from sculptor.ui.plots import paintings, reader

REST = 0.4
"""Seconds without a stroke after which the drawing becomes the target."""

DOTS = 1_000
"""Codes that are shown on the pad."""


class Drawing(Part, Pad):
    """A pad on a board."""


class Sculpt(Watch):
    """A pad over the live cloud of a run of two latents; what is drawn becomes its target.

    Attributes:
        pad: The pad, with the run's codes as dots.
    """

    _esm = board("sketch", "scatter")

    def __init__(self, run: Run) -> None:
        self._timer = threading.Timer(0, lambda: None)
        self._said = "Draw: half a second after a stroke the run follows."
        aim = run.aim
        if aim["kind"] == "by-label":
            self.pad = _painted(run, aim)
        else:
            drawn = aim["kind"] == "image" and not aim.get("rotation")
            start = from_png(base64.b64decode(aim["png"])) if drawn else None
            steps = run.snapshots()
            seen = fit(run.snapshot(steps[-1]).target) if steps else EXTENT
            left, right, bottom, top = aim["extent"] if drawn else seen
            self.pad = Drawing(start, (left, right, bottom, top), dots=None, height=400)
        super().__init__(run, self.pad)
        self.pad.observe(self._drawn_on, "drawn")
        self.observe(lambda change: self._dot(change["new"]), "step")
        if self.step is not None:
            self._dot(self.step)

    def close(self) -> None:
        """End its threads, and take it out of the notebook; the run goes on."""
        self._timer.cancel()
        super().close()

    def _blocks(self) -> list[Block]:
        return [words(self._said), column(560, part(self.pad)), *super()._blocks()]

    def _drawn_on(self, change: dict[str, Any]) -> None:
        self._timer.cancel()
        self._timer = threading.Timer(REST, self._take_up)
        self._timer.daemon = True
        self._timer.start()

    def _take_up(self) -> None:
        """Aim the run at what is drawn, or say why not."""
        try:
            self.run.set(prior=self.pad.prior.spec)
            self._said = "The run follows your sketch."
        except SculptorError as error:
            self._said = html.escape(legible(str(error)))
        self.refresh()

    def _dot(self, step: int) -> None:
        """Show the codes of a snapshot on the pad."""
        frame = reader.frame(self.run, step)
        self.pad.show(dots=frame.codes("mean")[:DOTS])


def _painted(run: Run, aim: dict[str, Any]) -> Drawing:
    """A pad with the drawings of a target by label; classes without one have a brush too."""
    names = paintings.brushes(data.describe(run.config.dataset).label_names, aim)
    start = paintings.drawings(aim, names).reshape(-1, SIDE)
    labels = aim.get("labels", 1.0)
    return Drawing(start, EXTENT, dots=None, height=400, classes=names, labels=labels, before=aim)


def sculpt(run: Run) -> Sculpt:
    """The pad over a run that trains; see `Sculpt`.

    Raises:
        SculptorError: The run has another number of latents, or has finished.
    """
    dim = run.config.latent_dim
    if dim != 2:
        raise SculptorError(
            f"Expected a run of 2 latents to draw its target, received one of {dim}. "
            "Change its prior by run.set(prior=...)."
        )
    if run.status == "finished":
        raise SculptorError(
            f"Expected a run that goes on, but {run.id} has finished. Train one like it: "
            "sculptor.launch(run.config)"
        )
    return Sculpt(run)
