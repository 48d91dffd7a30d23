"""Priors and sketches that were saved for another time, one file each."""

from __future__ import annotations

import contextlib
import re
import secrets
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sculptor import home as places
from sculptor import priors
from sculptor.errors import SculptorError
from sculptor.files import read_bytes, read_json, write_atomic, write_json
from sculptor.runs import schema
from sculptor.runs.folder import FORMAT, SMALL, check_format, make_dir
from sculptor.words import slug

SKETCHES = "sketches"

SKETCH = 2**25
"""Bytes of a kept drawing, at most."""

_ID = re.compile(r"[a-z0-9-]{1,64}")


@dataclass(frozen=True)
class SavedPrior:
    """A named prior.

    Attributes:
        id: Its id, the name of its file.
        name: For people.
        spec: What `sculptor.priors.from_spec` makes the prior of.
        created: When it was saved, in seconds since 1970.
    """

    id: str
    name: str
    spec: dict[str, Any]
    created: float


def save_prior(name: str, spec: dict[str, Any], key: str = "") -> str:
    """Save a prior under a name and return its id.

    Args:
        name: For people.
        spec: The prior.
        key: The id that it had, if it is brought back; else it gets one of its name.

    Raises:
        SculptorError: The name is empty or too long, or the prior or the id is not one.
    """
    name = name.strip()
    if not 0 < len(name) <= 100:
        raise SculptorError(f"Expected a name of 1 to 100 characters, received {name!r:.120}.")
    priors.from_spec(spec)
    start = slug(name.replace(".", " "), 40) or "prior"
    key = check_id(key) if key else f"{start}-{secrets.token_hex(2)}"
    value = {"format": FORMAT, "id": key, "name": name, "spec": spec, "created": time.time()}
    write_json(make_dir(places.library_dir()) / f"{key}.json", value)
    return key


def list_priors() -> list[SavedPrior]:
    """The saved priors, the newest first; files that cannot be read are left out."""
    saved = []
    for path in places.library_dir().glob("*.json"):
        with contextlib.suppress(SculptorError):
            saved.append(_read(path))
    return sorted(saved, key=lambda prior: prior.created, reverse=True)


def load_prior(key: str) -> SavedPrior:
    """A saved prior.

    Raises:
        SculptorError: It is not an id of a saved prior, or its file cannot be read.
    """
    return _read(places.library_dir() / f"{check_id(key)}.json")


def delete_prior(key: str) -> None:
    """Remove a saved prior."""
    with contextlib.suppress(FileNotFoundError):
        (places.library_dir() / f"{check_id(key)}.json").unlink()


def save_sketch(key: str, png: bytes) -> None:
    """Keep a drawing under an id, in place of the one before."""
    write_atomic(make_dir(places.library_dir() / SKETCHES) / f"{check_id(key)}.png", png)


def load_sketch(key: str) -> bytes | None:
    """A kept drawing as a PNG, None if there is none of this id."""
    path = places.library_dir() / SKETCHES / f"{check_id(key)}.png"
    try:
        return read_bytes(path, SKETCH)
    except SculptorError:
        return None


def check_id(key: str) -> str:
    """An id of a saved prior or sketch, if it is one.

    Raises:
        SculptorError: It is none.
    """
    if not isinstance(key, str) or not _ID.fullmatch(key):
        raise SculptorError(
            f"Expected an id of lower-case letters, digits and hyphens, received {key!r:.80}."
        )
    return key


def _read(path: Path) -> SavedPrior:
    match value := read_json(path, SMALL):
        case {"name": str(name), "spec": dict(spec), "created": created} if schema.TIME.fits(
            created
        ):
            check_format(value, path)
            return SavedPrior(path.stem, name, spec, float(created))
    raise SculptorError(f"Expected a saved prior in {path}, received something else. Delete it.")
