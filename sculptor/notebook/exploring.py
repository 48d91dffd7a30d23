"""A space in a cell: its plane, and a slider a latent; what is chosen in either is decoded."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import traitlets

from sculptor.explore import starting
from sculptor.explore.decoding import decode, influences, png
from sculptor.explore.dimensions import densities
from sculptor.explore.opened import Explored, open_space
from sculptor.explore.planes import Plane, along, principal, principal_directions
from sculptor.jobs import Run
from sculptor.models import Autoencoder
from sculptor.notebook.board import Block, Board, choice, column, part, row, words
from sculptor.notebook.bundle import board
from sculptor.notebook.cloud import Scatter
from sculptor.notebook.component import Part
from sculptor.ui.frontend import editor
from sculptor.ui.frontend.cloud import Cloud, colour_choices, colouring
from sculptor.ui.frontend.scatter import Decoded, ScatterEvent, answer

Floats = npt.NDArray[np.float32]

HEIGHT = 460

SIDE = 160
"""Pixels of what is decoded, at least."""


class Sliders(Part):
    """A slider a latent, what changes the output most first, and what is decoded of the code.

    Args:
        explored: The space.
        model: Its model.
    """

    NAME, HEARS = "editor", ("code",)

    def __init__(self, explored: Explored, model: Autoencoder) -> None:
        self._explored, self._model = explored, model
        likely = densities(explored.items.of("mean"), explored.target)
        self._sliders, self._order = editor.sliders(likely, influences(explored, model))
        self.code = starting.of_mean(explored)
        self._rev = 0
        self._asked: editor.Edited | None = None
        super().__init__(self._content())
        self.observe(self._heard, "said")

    def put(self, code: npt.ArrayLike) -> None:
        """Move the sliders to a code ``(latent_dim,)``."""
        self.code = np.asarray(code, np.float32)
        self._rev += 1
        self.tell(self._content())
        self._still.changed()

    def picture(self) -> bytes | None:
        """What is decoded of the code."""
        return png(self._explored, decode(self._model, self.code[None])[0], SIDE)

    def _content(self, asked: editor.Edited | None = None) -> dict[str, Any]:
        image = self.picture() or b""
        decoded = None
        if asked is not None:
            event = ScatterEvent(0.0, 0.0, asked.done)
            decoded = answer(lambda _x, _y: Decoded(image), event, asked.n)
        return editor.content(
            self.code.tolist(),
            self._sliders,
            self._order,
            rev=self._rev,
            png=image,
            rows=self._explored.layout is not None,
            about=", ".join(f"{value:.2f}" for value in self.code[:4]),
            decoded=decoded,
        )

    def _heard(self, _: dict[str, Any]) -> None:
        asked = editor.read(self.said.get("code"), self._explored.dim)
        if asked is not None and asked != self._asked:
            self._asked = asked
            self.code = np.array(asked.code, np.float32)
            self.tell(self._content(asked))
            self._still.changed()


class Explore(Board):
    """The latent space of a run, with the weights and the snapshot that it has now.

    Attributes:
        run: The run.
        moved: Counts the codes that were chosen, so that ``view.observe(f, "moved")`` is called
            with each.
    """

    _esm = board("scatter", "editor")

    moved = traitlets.Int(0).tag(sync=True)

    def __init__(self, run: Run) -> None:
        self.run = run
        self._explored = open_space(f"run:{run.id}")
        self._model = self._explored.model()
        self._plane = _plane(self._explored)
        self._colour, self._colours = "", colour_choices(self._explored.items.columns)
        self.cloud, self.sliders = Scatter(self._decode), Sliders(self._explored, self._model)
        super().__init__(self.cloud, self.sliders)
        self._show()

    def __repr__(self) -> str:
        return f"Explore({self.run.id!r})"

    @property
    def code(self) -> Floats:
        """The code that is decoded, ``(latent_dim,)``; another one moves the sliders."""
        return self.sliders.code.copy()

    @code.setter
    def code(self, code: npt.ArrayLike) -> None:
        self.sliders.put(code)
        self.moved += 1

    def _show(self) -> None:
        explored = self._explored
        items, target = explored.items.of("mean"), explored.target
        cloud = Cloud(
            self._plane.place(items), self._plane.place(target), self._plane.names, items, None
        )
        values = explored.items.columns.get(self._colour)
        colour = colouring(self._colour, values, explored.label_names)
        step = explored.step
        self.cloud.show(cloud, colour, identity=explored.key, step=step, height=HEIGHT)

    def _decode(self, x: float, y: float) -> Decoded:
        z = self._plane.lift(x, y, self.sliders.code)
        note = "all else as the sliders are" if len(z) > 2 else ""
        return Decoded(png(self._explored, decode(self._model, z[None])[0]), note)

    def _blocks(self) -> list[Block]:
        items = self._explored.items
        some = ", a random subset" if len(items) < items.total else ""
        many = len(self._colours) > 1
        return [
            row(choice("colour", "Colour by", self._colours, self._colour, shown=many)),
            row(column(420, part(self.cloud)), column(320, part(self.sliders))),
            words(
                f"<small>{len(items):,} of {items.total:,} {items.what}{some}. A click in the "
                "plane moves the sliders there.</small>"
            ),
        ]

    def _choose(self, chosen: dict[str, Any]) -> None:
        if chosen.get("colour") in self._colours:
            self._colour = chosen["colour"]
            self._show()
            self.refresh()

    def _heard(self, change: dict[str, Any]) -> None:
        super()._heard(change)
        old = change["old"] or {}
        point = self.cloud.point
        if point is not None and point.pinned and self.said.get("point") != old.get("point"):
            self.code = self._plane.lift(point.x, point.y, self.sliders.code)
        if self.said.get("code") != old.get("code"):
            self.moved += 1


def _plane(explored: Explored) -> Plane:
    """Two latents, or of more the first two principal components."""
    if explored.dim <= 2:
        return along((0, 1), explored.dim)
    return principal((0, 1), principal_directions(explored.items.of("mean"), explored.target))


def explore(run: Run) -> Explore:
    """The latent space of a run in a cell.

    A plane of its two latents, or the first two principal components, over the prior; a place under
    the pointer is decoded, a click moves the sliders there, and ``view.code`` is what they say.

    Args:
        run: The run; it may still train.

    Raises:
        SculptorError: It has no snapshot or no weights yet.
    """
    return Explore(run)
