"""Data that is looked at before it is a set: a folder in which a process of its own reads it.

.datasets/.looks/20261127-1101-3fa2/
request.json        where it is, and how it is to be read
upload/             what was dropped, if it was
progress.json       how far the process is
look.json, grid.png what is seen of it
arrays/, ready.json the set, which needs a name only
"""

from __future__ import annotations

import contextlib
import json
import os
import secrets
import shutil
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from sculptor import drafts, processes
from sculptor.data.own import store
from sculptor.data.own.manifest import Manifest, suggested
from sculptor.errors import SculptorError, trying
from sculptor.files import FREE, read_bytes, read_json, write_atomic, write_json
from sculptor.home import datasets_dir

LOOKS = ".looks"
REQUEST, PROGRESS, LOOK, GRID, READY = (
    *("request.json", "progress.json", "look.json"),
    *("grid.png", "ready.json"),
)
ARRAYS, UPLOAD = "arrays", "upload"

OLD = 7 * 86_400.0
"""Seconds after which what nobody used is removed."""

PICTURE = 2**26
"""Bytes of a picture, at most."""


@dataclass(frozen=True)
class Progress:
    """How far the reading is.

    Attributes:
        state: ``waiting``, ``listing``, ``reading``, ``ready`` or ``failed``.
        done: Items that are done.
        total: All of them; 0 where that is not known yet.
        message: Why it failed.
    """

    state: str = "waiting"
    done: int = 0
    total: int = 0
    message: str = ""

    @property
    def live(self) -> bool:
        """Whether it goes on."""
        return self.state in ("waiting", "listing", "reading")


class Pending:
    """Data that is looked at.

    Args:
        folder: Of it.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @classmethod
    def new(cls) -> Pending:
        """An empty folder; what is old is swept.

        Raises:
            SculptorError: The home cannot be written.
        """
        place = datasets_dir() / LOOKS
        with trying(f"write into {place}", FREE):
            place.mkdir(parents=True, exist_ok=True)
            for entry in place.iterdir():
                with contextlib.suppress(OSError):
                    if time.time() - entry.stat().st_mtime > OLD:
                        drafts.remove(entry)
            folder = place / f"{time.strftime('%Y%m%d-%H%M%S')}-{secrets.token_hex(4)}"
            (folder / UPLOAD).mkdir(parents=True)
        return cls(folder)

    @classmethod
    def find(cls, identity: str) -> Pending | None:
        """The one of an id, None if there is none."""
        folder = datasets_dir() / LOOKS / identity
        return cls(folder) if folder.parent.name == LOOKS and folder.is_dir() else None

    # What is asked for ---------------------------------------------------------------------------

    @property
    def upload(self) -> Path:
        """The folder of what was dropped."""
        return self.folder / UPLOAD

    def ask(self, source: str, options: Mapping[str, Any], called: str = "") -> None:
        """Say what is to be read, and how; what was read before is let go.

        Args:
            source: A path.
            options: Of its kind.
            called: What it is called for people, unless by its path.
        """
        for name in (PROGRESS, LOOK, GRID, READY):
            (self.folder / name).unlink(missing_ok=True)
        value = {"source": source, "options": dict(options), "called": called}
        write_json(self.folder / REQUEST, value)

    @property
    def request(self) -> dict[str, Any]:
        """What was asked for."""
        found: dict[str, Any] = read_json(self.folder / REQUEST)
        return found

    @property
    def suggestion(self) -> str:
        """A name for it that is free."""
        request = self.request
        plain = name = suggested(request["called"] or request["source"])
        number = 2
        while store.find(name) is not None:
            name, number = f"{plain[:70]} {number}", number + 1
        return name

    # What the process tells ----------------------------------------------------------------------

    def tell(self, state: str, done: int = 0, total: int = 0, message: str = "") -> None:
        """Say how far the process is."""
        value = {"state": state, "done": done, "total": total, "message": message}
        write_json(self.folder / PROGRESS, {**value, "process": processes.identity()})

    def show(self, look: Mapping[str, Any], grid: bytes | None = None) -> None:
        """Say what is seen."""
        if grid is not None:
            write_atomic(self.folder / GRID, grid)
        write_json(self.folder / LOOK, dict(look))

    def draft(self) -> store.Draft:
        """A new draft for the arrays."""
        arrays = self.folder / ARRAYS
        if arrays.exists():
            shutil.rmtree(arrays)
        arrays.mkdir()
        return store.Draft(arrays)

    def finish(self, manifest: Manifest) -> None:
        """Say that the set is whole."""
        write_json(self.folder / READY, manifest.to_dict())
        n = len(manifest)
        self.tell("ready", n, n)

    # What is seen --------------------------------------------------------------------------------

    def progress(self) -> Progress:
        """How far the reading is; failed where its process is gone."""
        try:
            value = read_json(self.folder / PROGRESS)
            found = Progress(*(value[name] for name in ("state", "done", "total", "message")))
        except (SculptorError, KeyError, TypeError):
            return Progress()
        if found.live and processes.lives(value["process"]) is False:
            return replace(found, state="failed", message="Its process was ended. Look again.")
        return found

    def stop(self) -> None:
        """End the process, if it still reads."""
        with contextlib.suppress(SculptorError, KeyError, TypeError, OSError):
            value = read_json(self.folder / PROGRESS)
            if value["state"] != "ready" and processes.lives(value["process"]):
                os.kill(value["process"]["pid"], 15)

    def look(self) -> dict[str, Any] | None:
        """What is seen, as soon as anything is."""
        with contextlib.suppress(SculptorError):
            found: dict[str, Any] = read_json(self.folder / LOOK)
            return found
        return None

    def grid(self) -> bytes | None:
        """The picture of what is seen."""
        with contextlib.suppress(SculptorError):
            return read_bytes(self.folder / GRID, PICTURE)
        return None

    def ready(self) -> Manifest | None:
        """What the set is, once it is whole."""
        path = self.folder / READY
        with contextlib.suppress(SculptorError):
            return Manifest.from_dict(read_json(path), str(path))
        return None

    def lines(self, name: str, most: int = 1_000_000) -> list[list[Any]]:
        """The lines of a list that stands beside the arrays."""
        found: list[list[Any]] = []
        with contextlib.suppress(OSError), (self.folder / ARRAYS / name).open("rb") as file:
            for line in file:
                with contextlib.suppress(ValueError):
                    found.append(json.loads(line))
                if len(found) >= most:
                    break
        return found

    def use(self, name: str) -> Manifest:
        """Let it be a set of a name; the folder is then gone.

        Raises:
            SculptorError: It is not whole yet, or the name is none or is taken.
        """
        manifest = self.ready()
        if manifest is None:
            raise SculptorError("Expected data that was read to its end. Wait, or look again.")
        made = replace(manifest, name=name)
        store.publish(self.folder / ARRAYS, made)
        self.discard()
        return made

    def discard(self) -> None:
        """Let go of it."""
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)
