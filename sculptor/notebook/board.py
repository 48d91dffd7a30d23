"""Several components and what is around them as one widget, so that every notebook can show it."""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence
from typing import Any

import traitlets

from sculptor.errors import SculptorError
from sculptor.names import legible
from sculptor.notebook.component import Component
from sculptor.notebook.pictures import image_html

Block = dict[str, Any]
"""Something that stands on a board, as ``board.js`` takes it."""


def words(text: str) -> Block:
    """HTML."""
    return {"kind": "words", "html": text}


def part(component: Component) -> Block:
    """A component."""
    return {"kind": "part", "name": component.NAME}


def button(label: str, about: str, *, shown: bool) -> Block:
    """A button, pressed by its label."""
    return {"kind": "button", "name": label, "label": label, "about": about, "hidden": not shown}


def choice(
    name: str, label: str, options: Mapping[str, str], value: str, *, shown: bool = True
) -> Block:
    """One of some values, each with the title that is shown."""
    pairs = [[key, title] for key, title in options.items()]
    looks = {"label": label, "options": pairs, "value": value, "hidden": not shown}
    return {"kind": "choice", "name": name, **looks}


def picture(png: bytes | None, about: str, wide: int) -> Block:
    """A PNG, or the place of one that is still to come."""
    return {"kind": "picture", "png": png or b"", "about": about, "wide": wide, "hidden": not png}


def row(*blocks: Block) -> Block:
    """Blocks beside each other."""
    return {"kind": "row", "of": list(blocks)}


def column(wide: int, *blocks: Block) -> Block:
    """Blocks below each other, about so many CSS pixels wide."""
    return {"kind": "column", "of": list(blocks), "wide": wide}


class Board(Component):
    """A widget of several parts.

    Each part is a component with a trait of its own, ``NAME_data``, so that a point under the
    pointer does not send all the rest; `data` are the blocks around them. Of what the browser
    says, each part hears its own, and the board what was ``pressed`` and ``chosen``.

    Args:
        parts: The components.
    """

    def __init__(self, *parts: Component) -> None:
        self._parts = parts
        self._pressed: Any = None
        data = {f"{each.NAME}_data": traitlets.Bytes(each.data) for each in parts}
        self.add_traits(**{name: trait.tag(sync=True) for name, trait in data.items()})
        super().__init__({"blocks": self._blocks()})
        for each in parts:
            each.observe(self._passed_on, "data")
        self.observe(self._heard, "said")

    def _blocks(self) -> list[Block]:
        """What stands on it: the same blocks each time, which show something else."""
        raise NotImplementedError

    def _press(self, label: str) -> None:
        """Do what a button asks for."""

    def _choose(self, chosen: dict[str, Any]) -> None:
        """Take what is chosen, by name; it may be anything."""

    def refresh(self) -> None:
        """Show what is there now."""
        self.tell({"blocks": self._blocks()})
        self._still.changed()

    def picture(self) -> bytes | None:
        """What its first part that shows something shows, as a PNG."""
        return next((png for each in self._parts if (png := each.picture())), None)

    def close(self) -> None:
        """End its parts, and take it out of the notebook; its last picture stays."""
        super().close()
        for each in self._parts:
            each.close()

    def _passed_on(self, change: dict[str, Any]) -> None:
        self.set_trait(f"{change['owner'].NAME}_data", change["new"])

    def _heard(self, change: dict[str, Any]) -> None:
        for each in self._parts:
            each.said = {name: self.said[name] for name in each.HEARS if name in self.said}
        match self.said.get("chosen"):
            case dict(chosen) if chosen != (change["old"] or {}).get("chosen"):
                self._choose(chosen)
        match self.said.get("pressed"):
            case {"name": str(label)} as pressed if pressed != self._pressed:
                self._pressed = pressed
                self._press(label)

    def _kept(self) -> tuple[str, bytes | None]:
        pictures = {each.NAME: each.picture() for each in self._parts}
        return _static(self._blocks(), pictures), self.picture()


def _static(blocks: Sequence[Block], parts: Mapping[str, bytes | None]) -> str:
    """Blocks as HTML that needs no script."""
    return "".join(_still(block, parts) for block in blocks if not block.get("hidden"))


def _still(block: Block, parts: Mapping[str, bytes | None]) -> str:
    match block:
        case {"kind": "words", "html": text}:
            return f"<div>{text}</div>"
        case {"kind": "part", "name": name}:
            png = parts[name]
            return "" if png is None else image_html(png, name)
        case {"kind": "picture", "png": png, "about": about}:
            return image_html(png, about)
        case {"kind": "row" | "column" as kind, "of": of}:
            inner = _static(of, parts)
            style = "display:flex;flex-wrap:wrap;gap:16px" if kind == "row" else ""
            return f'<div style="{style}">{inner}</div>' if inner else ""
    return ""


def said_in_place(error: SculptorError) -> str:
    """An error as HTML: a widget has no cell to put a traceback under."""
    return f"<br><b>{html.escape(legible(str(error)))}</b>"
