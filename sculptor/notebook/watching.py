"""A run in a cell, live: its cloud, figures, curves and pictures, and what can be asked of it."""

from __future__ import annotations

import contextlib
import html
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import TYPE_CHECKING, Any

import ipywidgets
import traitlets
from IPython.display import display

from sculptor.errors import SculptorError
from sculptor.jobs import Run
from sculptor.names import legible
from sculptor.notebook.cloud import Scatter, plane
from sculptor.notebook.pictures import curve_svg, figures_html
from sculptor.runs import describe, snapshots
from sculptor.ui.frontend.cloud import Cloud, colour_choices, under
from sculptor.ui.frontend.scatter import Decoded
from sculptor.ui.plots import decode, reader

if TYPE_CHECKING:
    from sculptor.training.snapshot import Snapshot

POLL = 0.2
"""Seconds between two looks at the folder of a run that is live; a look costs two stats."""

DRAWN = 1.5
"""Seconds between two drawings of the curves, which take a tenth of one."""

CURVES = ("mmd2", "lps", "reconstruction")

HEIGHT = 460

WIDE = {"traversal": "440px", "reconstruction": "560px", "samples": "560px"}
"""Of the pictures, at most."""

ASKED = {
    "Pause": ("pause", "write a checkpoint and free the device"),
    "Resume": ("play", "go on from the checkpoint"),
    "Stop": ("stop", "end the training here; what it has learnt stays"),
}
"""What can be asked of a run: the icon, and what it does."""


class Watch(ipywidgets.VBox):  # type: ignore[misc]
    """A run as it trains.

    A thread looks at the run's folder while it is live, and rests when it has ended; the kernel
    stays free. A point under the pointer is decoded by the newest weights.

    Attributes:
        run: The run.
        step: Of the snapshot that is shown, None before the first; it can be observed.
        cloud: The scatter, whose `point` is under the pointer or pinned.
    """

    step = traitlets.Int(None, allow_none=True)

    def __init__(self, run: Run) -> None:
        self.run = run
        self._plane: Cloud | None = None
        self._drawn = 0.0
        self._looking = threading.RLock()  # a new choice of colours looks again
        self._closed = threading.Event()
        self._head = ipywidgets.HTML()
        self._buttons = {name: self._button(name, *ASKED[name]) for name in ASKED}
        self._colour = ipywidgets.Dropdown(description="Colour by", options=[("One colour", "")])
        self._colour.observe(lambda _: self.look(again=True), "value")
        self.cloud = Scatter(self._decode)
        self._figures, self._curves = ipywidgets.HTML(), ipywidgets.HTML()
        self._pictures = {kind: ipywidgets.Image(format="png") for kind in snapshots.PICTURES}
        for kind, picture in self._pictures.items():
            picture.layout = ipywidgets.Layout(width=WIDE[kind], max_width="100%", display="none")
        bar = ipywidgets.HBox([*self._buttons.values(), self._colour])
        left = ipywidgets.VBox([self.cloud], layout={"flex": "1 1 420px", "max_width": "560px"})
        right = ipywidgets.VBox([self._figures, self._curves], layout={"flex": "1 1 320px"})
        middle = ipywidgets.HBox([left, right], layout={"flex_flow": "row wrap"})
        below = ipywidgets.HBox([*self._pictures.values()], layout={"flex_flow": "row wrap"})
        super().__init__([self._head, bar, middle, below])
        self.look()
        self._follow()

    def __repr__(self) -> str:
        return f"Watch({self.run.id!r}, {self.run.status})"

    def look(self, *, again: bool = False) -> None:
        """Show the newest snapshot, if it is not shown already.

        Args:
            again: Show it even so.
        """
        with self._looking, self._said_in_place():
            progress = self.run.progress()
            self._show_head()
            steps = reader.steps(self.run)
            if steps and (again or steps[-1] != self.step):
                self._show_cloud(steps[-1])
                self._show_pictures(steps[-1])
                self._show_figures(steps[-1], now=not progress.live)
                self.step = steps[-1]

    def wait(self, timeout: float | None = None) -> str:
        """Wait for the run's end, and show it; returns the run's status."""
        status = self.run.wait(timeout)
        self.look(again=True)
        return status

    def close(self) -> None:
        """End its thread, and take it out of the notebook; the run goes on."""
        self._closed.set()
        self.cloud.close()
        super().close()

    def _follow(self) -> None:
        """Look at the run in a thread until it has ended."""

        def follow() -> None:
            while not self._closed.wait(POLL):
                live = self.run.progress().live if self.run.folder.is_dir() else False
                self.look(again=not live)  # the last look draws all that has come
                if not live:
                    return

        if not self._closed.is_set():
            threading.Thread(target=follow, name=f"watch-{self.run.id}", daemon=True).start()

    def _show_head(self) -> None:
        progress = self.run.progress()
        words = [describe.pace(progress)] if progress.steps else []
        if progress.message:
            words.append(legible(progress.message))
        about = html.escape(" · ".join([progress.status.capitalize(), *words]))
        name = html.escape(legible(self.run.name))
        setup = html.escape(describe.summary(self.run.config))
        self._head.value = f"<b>{name}</b> {setup}<br><small>{about}</small>"
        shown = {
            "Pause": progress.live,
            "Resume": not progress.live and progress.status != "finished",
            "Stop": progress.live or progress.status in ("paused", "interrupted"),
        }
        for name, button in self._buttons.items():
            button.layout.display = "" if shown[name] else "none"

    def _show_cloud(self, step: int) -> None:
        frame = reader.frame(self.run, step)
        self._plane = plane(frame)
        if self._plane is None:
            return
        choices = colour_choices(reader.colours(self.run))
        options = [(title, name) for name, title in choices.items()]
        if len(options) != len(self._colour.options):
            self._colour.options = options
        self._colour.layout.display = "" if len(options) > 1 else "none"
        n = len(self._plane.latents)
        colour = reader.colouring(self.run, self._colour.value or "", n)
        identity = f"{self.run.id}-{self._plane.dims}"
        self.cloud.show(self._plane, colour, identity=identity, step=step, height=HEIGHT)

    def _show_pictures(self, step: int) -> None:
        for kind, picture in self._pictures.items():
            png = reader.image(self.run, step, kind)
            if png is not None and picture.value != png:
                picture.value = png
                picture.layout.display = ""

    def _show_figures(self, step: int, *, now: bool) -> None:
        """Figures and curves; the latter now and then, as they take a while to draw."""
        rows, config = reader.rows(self.run), self.run.config
        n = len(self._plane.latents) if self._plane else 0
        self._figures.value = figures_html(rows, step, config.latent_dim, n, self.run.split)
        if now or time.monotonic() - self._drawn > DRAWN:
            self._curves.value = "".join(curve_svg(name, rows, config.steps) for name in CURVES)
            self._drawn = time.monotonic()

    def _decode(self, x: float, y: float) -> Decoded:
        assert self._plane is not None
        z, note = under(self._plane, x, y)
        return Decoded(decode.decode(self.run, z), note)

    def _button(self, name: str, icon: str, about: str) -> ipywidgets.Button:
        button = ipywidgets.Button(description=name, icon=icon, tooltip=about)
        act: Callable[[], None] = getattr(self.run, name.lower())
        button.on_click(partial(self._ask, act))
        return button

    def _ask(self, act: Callable[[], None], _: Any) -> None:
        with self._said_in_place():
            act()
            self._follow()

    @contextlib.contextmanager
    def _said_in_place(self) -> Iterator[None]:
        """An error as a line of the head: a widget has no cell to put a traceback under."""
        try:
            yield
        except SculptorError as error:
            self._head.value += f"<br><b>{html.escape(legible(str(error)))}</b>"


def watch(run: Run | Iterable[Snapshot]) -> Watch | Iterator[Snapshot]:
    """A run in a cell, live; or the snapshots of a training in this process, shown as they come.

    >>> for snapshot in sculptor.watch(sculptor.train(config)):  # doctest: +SKIP
    ...     pass

    Args:
        run: A run, or what `sculptor.train` yields.

    Returns:
        Of a run its widget, which shows itself as the last line of a cell. Of snapshots the same
        ones: it is over them that one goes.
    """
    return Watch(run) if isinstance(run, Run) else _shown(run)


def _shown(taken: Iterable[Snapshot]) -> Iterator[Snapshot]:
    """The same snapshots, each shown in one cell."""
    from sculptor.runs.snapshots import Frame

    cloud, figures = Scatter(), ipywidgets.HTML()
    display(  # type: ignore[no-untyped-call]
        ipywidgets.VBox([cloud, figures], layout={"max_width": "560px"})
    )
    rows: list[dict[str, Any]] = []
    for taken_now in taken:
        parts = taken_now.projections, taken_now.metrics, taken_now.details
        frame = Frame(taken_now.step, taken_now.latents, taken_now.target, *parts)
        shown = plane(frame)
        rows.append({"step": taken_now.step, **taken_now.metrics})
        if shown is not None:
            cloud.show(shown, None, identity="train", step=taken_now.step, height=HEIGHT)
            dim, n = frame.target.shape[1], len(shown.latents)
            figures.value = figures_html(rows, taken_now.step, dim, n)
        yield taken_now
