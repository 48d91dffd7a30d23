"""What the browser of a board is told."""

from collections.abc import Iterator
from typing import Any

from sculptor.notebook.board import Board
from tests.ui.frontend.test_encoding import unpacked


def blocks(board: Board) -> list[dict[str, Any]]:
    """All blocks, those in rows and columns too."""

    def within(some: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
        for each in some:
            yield each
            yield from within(each.get("of", []))

    return [*within(unpacked(board.data)["blocks"])]


def block(board: Board, name: str) -> dict[str, Any]:
    """The block of a name."""
    return next(each for each in blocks(board) if each.get("name") == name)


def words(board: Board) -> str:
    """All that it says."""
    return "\n".join(each["html"] for each in blocks(board) if each["kind"] == "words")
