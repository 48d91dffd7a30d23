"""A run in a cell, live: its cloud, figures, curves and pictures, and what can be asked of it."""

from __future__ import annotations

import contextlib
import html
import threading
import time
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

import traitlets
from IPython.display import display

from sculptor.errors import SculptorError
from sculptor.jobs import Run
from sculptor.names import legible
from sculptor.notebook.board import (
    Block,
    Board,
    button,
    choice,
    column,
    part,
    picture,
    row,
    said_in_place,
    words,
)
from sculptor.notebook.bundle import board
from sculptor.notebook.cloud import Scatter, plane
from sculptor.notebook.component import Component
from sculptor.notebook.pictures import curve_svg, figures_html
from sculptor.runs import Frame, describe, snapshots
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

WIDE = {"traversal": 440, "reconstruction": 560, "samples": 560}
"""CSS pixels of the pictures, at most."""

ABOUT = {
    "traversal": "What the decoder makes of places in the latent space",
    "reconstruction": "Held-out images above what the model makes of them",
    "samples": "Samples of the prior, decoded",
}

ASKED = {
    "Pause": "Write a checkpoint and free the device",
    "Resume": "Go on from the checkpoint",
    "Stop": "End the training here; what it has learnt stays",
}
"""What can be asked of a run, and what it does."""


class Watch(Board):
    """A run as it trains.

    A thread looks at the run's folder while it is live, and rests when it has ended; the kernel
    stays free. A point under the pointer is decoded by the newest weights.

    Attributes:
        run: The run.
        step: Of the snapshot that is shown, None before the first; it can be observed.
        cloud: The scatter, whose `point` is under the pointer or pinned.
    """

    _esm = board("scatter")

    step = traitlets.Int(None, allow_none=True).tag(sync=True)

    def __init__(self, run: Run, *more: Component) -> None:
        self.run = run
        self._plane: Cloud | None = None
        self._drawn = 0.0
        self._looking = threading.RLock()  # a new choice of colours looks again
        self._closed = threading.Event()
        self._offered = dict.fromkeys(ASKED, False)
        self._head = self._figures = self._curves = ""
        self._colour, self._colours = "", colour_choices({})
        self._pictures: dict[str, bytes | None] = dict.fromkeys(snapshots.PICTURES)
        self.cloud = Scatter(self._decode)
        super().__init__(*more, self.cloud)
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
            anew = bool(steps) and (again or steps[-1] != self.step)
            if anew:
                self._show_cloud(steps[-1])
                for kind in snapshots.PICTURES:
                    self._pictures[kind] = reader.image(self.run, steps[-1], kind)
                self._show_figures(steps[-1], now=not progress.live)
            self.refresh()
            if anew:
                self.step = steps[-1]

    def wait(self, timeout: float | None = None) -> str:
        """Wait for the run's end, and show it; returns the run's status."""
        status = self.run.wait(timeout)
        self.look(again=True)
        self.keep()
        return status

    def close(self) -> None:
        """End its thread, and take it out of the notebook; the run goes on."""
        self._closed.set()
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
        self._head = f"<b>{name}</b> {setup}<br><small>{about}</small>"
        self._offered = {
            "Pause": progress.live,
            "Resume": not progress.live and progress.status != "finished",
            "Stop": progress.live or progress.status in ("paused", "interrupted"),
        }

    def _show_cloud(self, step: int) -> None:
        frame = reader.frame(self.run, step)
        self._plane = plane(frame)
        if self._plane is None:
            return
        self._colours = colour_choices(reader.colours(self.run))
        colour = reader.colouring(self.run, self._colour, len(self._plane.latents))
        identity = f"{self.run.id}-{self._plane.dims}"
        self.cloud.show(self._plane, colour, identity=identity, step=step, height=HEIGHT)

    def _show_figures(self, step: int, *, now: bool) -> None:
        """Figures and curves; the latter now and then, as they take a while to draw."""
        rows, config = reader.rows(self.run), self.run.config
        n = len(self._plane.latents) if self._plane else 0
        self._figures = figures_html(rows, step, config.latent_dim, n, self.run.split)
        if now or time.monotonic() - self._drawn > DRAWN:
            self._curves = "".join(curve_svg(name, rows, config.steps) for name in CURVES)
            self._drawn = time.monotonic()

    def _decode(self, x: float, y: float) -> Decoded:
        assert self._plane is not None
        z, note = under(self._plane, x, y)
        return Decoded(decode.decode(self.run, z), note)

    def _blocks(self) -> list[Block]:
        buttons = [button(name, ASKED[name], shown=self._offered[name]) for name in ASKED]
        many = len(self._colours) > 1
        colour = choice("colour", "Colour by", self._colours, self._colour, shown=many)
        pictures = [picture(png, ABOUT[kind], WIDE[kind]) for kind, png in self._pictures.items()]
        right = column(320, words(self._figures), words(self._curves))
        return [
            words(self._head),
            row(*buttons, colour),
            row(column(420, part(self.cloud)), right),
            row(*pictures),
        ]

    def _press(self, label: str) -> None:
        if label in ASKED:
            with self._said_in_place():
                getattr(self.run, label.lower())()
                self._follow()

    def _choose(self, chosen: dict[str, Any]) -> None:
        if chosen.get("colour") in self._colours:
            self._colour = chosen["colour"]
            self.look(again=True)

    @contextlib.contextmanager
    def _said_in_place(self) -> Iterator[None]:
        try:
            yield
        except SculptorError as error:
            self._head += said_in_place(error)
            self.refresh()


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


class Shown(Board):
    """The snapshots of a training in this process: the cloud and the figures of the newest."""

    _esm = board("scatter")

    def __init__(self) -> None:
        self._figures = ""
        self._rows: list[dict[str, Any]] = []
        self.cloud = Scatter()
        super().__init__(self.cloud)

    def take(self, snapshot: Snapshot) -> None:
        """Show a snapshot."""
        parts = snapshot.projections, snapshot.metrics, snapshot.details
        frame = Frame(snapshot.step, snapshot.latents, snapshot.target, *parts)
        self._rows.append({"step": snapshot.step, **snapshot.metrics})
        if (shown := plane(frame)) is not None:
            self.cloud.show(shown, None, identity="train", step=snapshot.step, height=HEIGHT)
            dim, n = frame.target.shape[1], len(shown.latents)
            self._figures = figures_html(self._rows, snapshot.step, dim, n)
            self.refresh()

    def _blocks(self) -> list[Block]:
        return [column(560, part(self.cloud), words(self._figures))]


def _shown(taken: Iterable[Snapshot]) -> Iterator[Snapshot]:
    """The same snapshots, each shown in one cell."""
    cell = Shown()
    display(cell)  # type: ignore[no-untyped-call]
    for snapshot in taken:
        cell.take(snapshot)
        yield snapshot
    cell.keep()
