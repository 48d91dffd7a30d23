"""The card of a pretrained model: what it is, what it scores and what made it, as JSON."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from sculptor.errors import SculptorError
from sculptor.files import read_json, sha256, write_json
from sculptor.home import pretrained_dir

FORMAT = 1
"""The version of the cards. Readers refuse newer ones."""

Card = dict[str, Any]

_NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_FILE = re.compile(r"[a-z0-9-]+\.(safetensors|npz)")
_SHA256 = re.compile(r"[0-9a-f]{64}")


def names(folder: Path | None = None) -> tuple[str, ...]:
    """The names of the models in a folder, in alphabetical order.

    Args:
        folder: With the cards; that of the repository where None.
    """
    paths = (folder or pretrained_dir()).glob("*.json")
    return tuple(sorted(path.stem for path in paths if _NAME.fullmatch(path.stem)))


def read(name: str, folder: Path) -> Card:
    """The card of a model.

    Raises:
        SculptorError: There is no such model, or its card is damaged or of a newer format.
    """
    if not isinstance(name, str) or not _NAME.fullmatch(name) or name not in names(folder):
        raise SculptorError(_absent(name, folder))
    path = folder / f"{name}.json"
    card = read_json(path)
    version = card.get("format") if isinstance(card, dict) else None
    if isinstance(version, int) and version > FORMAT:
        raise SculptorError(
            f"Expected the card of {name} in format {FORMAT}, received format {version}. "
            "Update Sculptor to use it."
        )
    if version != FORMAT or not _complete(card):
        raise SculptorError(
            f"Expected the card of a pretrained model in {path}, but it is damaged. "
            f"Restore the file, or make the model anew: sculptor pretrain {name}"
        )
    return dict(card)


def write(card: Card, folder: Path) -> None:
    """Write a card beside the files that it names."""
    write_json(folder / f"{card['name']}.json", card)


def file(name: str, content: bytes) -> dict[str, Any]:
    """How a card names a file: its name, and the SHA-256 and the size of its content."""
    return {"file": name, "sha256": sha256(content), "bytes": len(content)}


def _absent(name: Any, folder: Path) -> str:
    shipped = names(folder)
    if not shipped:
        return (
            f"Expected pretrained models in {folder}, but there are none. They come with Sculptor: "
            "install it anew, or make them: sculptor pretrain --all"
        )
    return f"Expected a pretrained model out of {', '.join(shipped)}; received {name!r:.80}."


def _complete(card: Card) -> bool:
    """Whether all is there that a reader needs, in its form."""
    files = [card.get(part) for part in ("weights", "view", "data")]
    named = all(
        isinstance(item, dict)
        and _FILE.fullmatch(str(item.get("file")))
        and _SHA256.fullmatch(str(item.get("sha256")))
        for item in files
    )
    figures = card.get("figures")
    listed = isinstance(figures, list) and all(isinstance(row, dict) for row in figures)
    return named and listed and isinstance(card.get("config"), dict)
