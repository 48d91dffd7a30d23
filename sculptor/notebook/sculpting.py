"""A run in a cell with a pad beside it: the target is redrawn, and the worker follows."""

from __future__ import annotations

import base64
import html
import threading
from typing import Any

import ipywidgets

from sculptor.errors import SculptorError
from sculptor.jobs import Run
from sculptor.names import legible
from sculptor.notebook.pad import Pad
from sculptor.notebook.watching import Watch
from sculptor.ui.frontend.scatter import fit
from sculptor.ui.frontend.sketch import from_png
from sculptor.ui.plots import reader

REST = 0.4
"""Seconds without a stroke after which the drawing becomes the target."""

DOTS = 1_000
"""Codes that are shown on the pad."""


class Sculpt(ipywidgets.VBox):  # type: ignore[misc]
    """A pad over the live cloud of a run of two latents; what is drawn becomes its target.

    Attributes:
        pad: The pad, with the run's codes as dots.
        watch: The run as it trains.

    Raises:
        SculptorError: The run has another number of latents, or has finished.
    """

    def __init__(self, run: Run) -> None:
        config = run.config
        if config.latent_dim != 2:
            raise SculptorError(
                f"Expected a run of 2 latents to draw its target, received one of "
                f"{config.latent_dim}. Change its prior by run.set(prior=...)."
            )
        if run.status == "finished":
            raise SculptorError(
                f"Expected a run that goes on, but {run.id} has finished. Train one like it: "
                "sculptor.launch(run.config)"
            )
        self.run, self._timer = run, threading.Timer(0, lambda: None)
        self.watch = Watch(run)
        aim = run.aim
        drawn = aim["kind"] == "image" and not aim.get("rotation")
        start = from_png(base64.b64decode(aim["png"])) if drawn else None
        steps = run.snapshots()
        seen = fit(run.snapshot(steps[-1]).target) if steps else (-3.0, 3.0, -3.0, 3.0)
        left, right, bottom, top = aim["extent"] if drawn else seen
        self.pad = Pad(start, (left, right, bottom, top), dots=None, height=400)
        self._said = ipywidgets.HTML("Draw: half a second after a stroke the run follows.")
        self.pad.observe(self._drawn, "drawn")
        self.watch.observe(self._shown, "step")
        super().__init__([self._said, self.pad, self.watch])

    def close(self) -> None:
        """End its threads, and take it out of the notebook; the run goes on."""
        self._timer.cancel()
        self.watch.close()
        super().close()

    def _drawn(self, change: dict[str, Any]) -> None:
        self._timer.cancel()
        self._timer = threading.Timer(REST, self._take_up)
        self._timer.daemon = True
        self._timer.start()

    def _take_up(self) -> None:
        """Aim the run at what is drawn, or say why not."""
        try:
            self.run.set(prior=self.pad.prior.spec)
            self._said.value = "The run follows your sketch."
        except SculptorError as error:
            self._said.value = html.escape(legible(str(error)))

    def _shown(self, change: dict[str, Any]) -> None:
        frame = reader.frame(self.run, change["new"])
        self.pad.show(dots=frame.codes("mean")[:DOTS])


def sculpt(run: Run) -> Sculpt:
    """The pad over a run that trains; see `Sculpt`."""
    return Sculpt(run)
