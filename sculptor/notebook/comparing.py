"""Runs side by side in a cell: one scrubber, and a brush whose rows the next cell reads."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import traitlets

from sculptor.errors import SculptorError
from sculptor.jobs import Run, open_run
from sculptor.notebook.board import Block, Board, choice, part, row
from sculptor.notebook.bundle import board
from sculptor.notebook.component import Part
from sculptor.notebook.pictures import png
from sculptor.ui.frontend.cloud import PLANES, colour_choices
from sculptor.ui.frontend.compare import ALIGNMENTS, MOST, Compared, read
from sculptor.ui.plots import panels, reader, sides
from sculptor.ui.plots.feed import Feed
from sculptor.ui.plots.panels import Looks
from sculptor.views.clouds import side_by_side
from sculptor.words import latent

POLL = 0.5
"""Seconds between two looks while a run is live."""

REPRESENTATIONS = {"sample": "samples", "mean": "means"}


class Panels(Part):
    """The panels alone: points of each run, which one scrubber and one brush go through.

    Args:
        runs: The runs, in their order.
    """

    NAME, HEARS = "compare", ("have", "brush", "holes", "place")

    def __init__(self, runs: Sequence[Run]) -> None:
        self.runs, self.looks = tuple(runs), Looks()
        self._feed, self._looking = Feed(), threading.RLock()
        self._sides = sides.of_runs(self.runs)
        super().__init__(panels.told(self._sides, self.looks, self._feed, Compared()))
        self.observe(lambda _: self.look(), "said")

    @property
    def sides(self) -> list[sides.Side]:
        """The runs, as they were at the last look."""
        return self._sides

    def look(self) -> bool:
        """Show what there is now; whether a run is live, so that more comes."""
        with self._looking:
            self._sides = sides.of_runs(self.runs)
            said = read(self.said)
            looks = Looks(**{**vars(self.looks), "place": said.place})
            self.tell(panels.told(self._sides, looks, self._feed, said))
            return any(side.live for side in self._sides)

    def picture(self) -> bytes | None:
        """The newest clouds side by side, as a PNG."""
        shown = [side for side in self._sides if side.steps]
        if not shown:
            return None
        planes = [panels.of_frame(side.frame(), self.looks.seen) for side in shown]
        titles = [" · ".join(filter(None, (side.title, side.note))) for side in shown]
        named = zip(titles, planes, strict=True)
        return png(side_by_side([(title, each.latents, each.target) for title, each in named]))


class Compare(Board):
    """Runs side by side and in step.

    Attributes:
        runs: The runs.
        selected: Counts the selections, so that ``view.observe(f, "selected")`` is called with
            each.
    """

    _esm = board("compare")

    selected = traitlets.Int(0).tag(sync=True)

    def __init__(self, runs: Sequence[Run]) -> None:
        self.runs = tuple(runs)
        self.panels = Panels(self.runs)
        self._closed = threading.Event()
        self._thread: threading.Thread | None = None
        super().__init__(self.panels)
        self._follow()

    def __repr__(self) -> str:
        return f"Compare({', '.join(run.id for run in self.runs)})"

    @property
    def selection(self) -> npt.NDArray[np.int64]:
        """The rows that are selected, in their order: ``(n,)``, empty if none are.

        They are rows of the held-out images that snapshots look at, the same in each run of a data
        set: of ``run.colours()["label"]``, and of ``run.snapshot().latents["mean"]``.
        """
        brush = read(self.panels.said).brush
        return np.sort(np.array([] if brush is None else brush.rows, np.int64))

    def look(self) -> None:
        """Show what there is now, and follow runs that go on again."""
        self.panels.look()
        self.refresh()
        self._follow()

    def close(self) -> None:
        """End its thread, and take it out of the notebook; the runs go on."""
        self._closed.set()
        super().close()

    def _follow(self) -> None:
        """Look at the runs in a thread until all of them have ended."""

        def follow() -> None:
            while not self._closed.wait(POLL) and self.panels.look():
                self.refresh()
            self.keep()

        followed = self._thread is not None and self._thread.is_alive()
        if not followed and any(side.live for side in self.panels.sides):
            self._thread = threading.Thread(target=follow, name="compare", daemon=True)
            self._thread.start()

    def _heard(self, change: dict[str, Any]) -> None:
        super()._heard(change)
        if self.said.get("brush") != (change["old"] or {}).get("brush"):
            self.selected += 1

    def _choose(self, chosen: dict[str, Any]) -> None:
        now: dict[str, Any] = {**self._chosen()}
        for name, options in self._options().items():
            if isinstance(chosen.get(name), str) and chosen[name] in options:
                now[name] = chosen[name]
        axes = int(now.pop("first")), int(now.pop("second"))
        self.panels.looks = Looks(axes=axes, **now)
        self.panels.look()
        self.refresh()

    def _chosen(self) -> dict[str, str]:
        """What is chosen now, by the same names."""
        looks = self.panels.looks
        first, second = map(str, looks.axes)
        chosen = {name: getattr(looks, name) for name in LABELS if hasattr(looks, name)}
        return {**chosen, "first": first, "second": second}

    def _options(self) -> dict[str, dict[str, str]]:
        """What can be chosen of what all panels show, by name."""
        shown = [side for side in self.panels.sides if side.steps]
        columns: dict[str, Any] = {}
        for side in shown:
            columns |= reader.colours(side.opened)
        stochastic = any("sample" in side.frame().latents for side in shown)
        dim = max((side.frame().target.shape[1] for side in shown), default=2)
        axes = {str(i): latent(i) for i in range(dim)} if dim > 2 else {}
        axes = axes if self.panels.looks.view == "axes" else {}
        return {
            "colour": colour_choices(columns),
            "representation": REPRESENTATIONS if stochastic else {},
            "view": PLANES if dim > 2 else {},
            "first": axes,
            "second": axes,
            "align": ALIGNMENTS,
        }

    def _blocks(self) -> list[Block]:
        chosen = self._chosen()
        choices = [
            choice(name, LABELS[name], options, chosen[name], shown=len(options) > 1)
            for name, options in self._options().items()
        ]
        return [row(*choices), part(self.panels)]


LABELS = {
    "colour": "Colour by",
    "representation": "Representation",
    "view": "View",
    "first": "Across",
    "second": "Up",
    "align": "In step by",
}
"""What can be chosen, in words."""


def compare(*runs: Run | str) -> Compare:
    """Runs side by side in a cell: panels in step, one scrubber, a brush that is linked.

    >>> view = sculptor.compare(run_a, run_b)  # doctest: +SKIP
    >>> view.selection  # doctest: +SKIP
    array([ 12,  40, 113])

    Args:
        runs: One to six runs, or their ids; of a study ``*study.runs``.

    Returns:
        The panels, which show themselves as the last line of a cell. `Compare.selection` are the
        rows under the brush.

    Raises:
        SculptorError: There are none or too many, or there is no such run.
    """
    if not 1 <= len(runs) <= MOST:
        raise SculptorError(
            f"Expected one to {MOST} runs side by side, received {len(runs)}. "
            "Choose some: sculptor.compare(*sculptor.list_runs()[:2])"
        )
    opened = [open_run(run) if isinstance(run, str) else run for run in runs]
    return Compare([*{run.folder: run for run in opened}.values()])
