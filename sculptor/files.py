"""Files that are written whole or not at all, and lines that are read whole or not at all."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import secrets
import time
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, Any, TypeVar

import numpy as np
import numpy.typing as npt

from sculptor.errors import SculptorError, trying

Made = TypeVar("Made")

PATIENCE = 1.0
"""Seconds for which a file is waited for that another process has open where that hinders."""

HELD = (5, 32)
"""ERROR_ACCESS_DENIED and ERROR_SHARING_VIOLATION: on Windows a file that anyone has open, a reader
or a virus scanner, can be neither replaced nor moved, and one being replaced cannot be opened."""

DAMAGE = (OSError, ValueError, EOFError, zipfile.BadZipFile, KeyError)
"""What reading arrays raises where a file is cut short, or is another."""


FREE = "Free some disk space or make the folder writable, then try again."
"""What helps where writing fails."""


def patiently(action: Callable[[], Made]) -> Made:
    """Do what an open file of another process can hinder on Windows, again until it succeeds.

    Elsewhere no error has a code of Windows, so that each is raised at once.

    Raises:
        OSError: It failed for another reason, or still does after `PATIENCE` seconds.
    """
    end, pause = time.monotonic() + PATIENCE, 0.001
    while True:
        try:
            return action()
        except PermissionError as error:
            if getattr(error, "winerror", None) not in HELD or time.monotonic() > end:
                raise
        time.sleep(pause)
        pause = min(2 * pause, 0.1)


def move(source: Path, target: Path) -> None:
    """Give a file or a folder another name on the same disk; a file takes the place of another.

    Raises:
        OSError: It is not there, a folder is in the way, or another process holds it for long.
    """
    patiently(lambda: source.replace(target))


def write_atomic(path: Path, content: bytes) -> None:
    """Write a file so that a reader sees the old content or the new, never a part of it.

    Raises:
        SculptorError: The disk is full, or the folder is missing or cannot be written.
    """
    with replacing(path) as file:
        file.write(content)


@contextlib.contextmanager
def replacing(path: Path) -> Iterator[IO[bytes]]:
    """A file to write into, which takes the place of the one at ``path`` once it is whole.

    The content goes to a temporary file beside the target, reaches the disk, and then takes the
    target's name (POSIX ``rename``, atomic within one folder). Nothing is left of it where an
    error ends the writing.

    Raises:
        SculptorError: The disk is full, or the folder is missing or cannot be written.
    """
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(4)}.tmp")
    try:
        with trying(f"write {path}", FREE):
            with temporary.open("wb") as file:
                yield file
                file.flush()
                os.fsync(file.fileno())
            move(temporary, path)
    finally:
        with contextlib.suppress(OSError):
            patiently(temporary.unlink)


def write_json(path: Path, value: Any) -> None:
    """Write ``value`` as indented JSON, whole or not at all. NaN and infinity are refused."""
    write_atomic(path, as_json(value))


def as_json(value: Any) -> bytes:
    """The content of a JSON file; NaN and infinity are refused."""
    return json.dumps(value, indent=2, allow_nan=False).encode() + b"\n"


def read_json(path: Path) -> Any:
    """Read a JSON file.

    Raises:
        SculptorError: The file is missing, cannot be read, or is not JSON.
    """
    with trying(f"read {path}"), _there(path):
        content = patiently(path.read_bytes)
    try:
        return json.loads(content)
    except ValueError as error:
        raise SculptorError(
            f"Expected JSON in {path}, but it does not parse ({error}). "
            "Restore the file, or delete what it belongs to."
        ) from error


@contextlib.contextmanager
def _there(path: Path, what: str = "", damage: tuple[type[Exception], ...] = ()) -> Iterator[None]:
    """Say of a file that is read within that it is not there, or not ``what`` it should be."""
    try:
        yield
    except FileNotFoundError as error:
        raise SculptorError(f"Expected the file {path}, but it is not there.") from error
    except damage as error:
        raise SculptorError(f"Expected {what} in {path}, but: {error}.") from error


def append_line(path: Path, value: Any) -> None:
    """Append ``value`` as one line of JSON. A crash can leave a part of the last line only."""
    line = json.dumps(value, allow_nan=False) + "\n"
    with trying(f"append to {path}", FREE), patiently(lambda: path.open("ab")) as file:
        # A part of a line that a crash left behind must not swallow this one.
        if file.tell() and not _ends_with_newline(path):
            line = "\n" + line
        file.write(line.encode())
        file.flush()


def _ends_with_newline(path: Path) -> bool:
    with path.open("rb") as file:
        file.seek(-1, os.SEEK_END)
        return file.read(1) == b"\n"


def read_lines(path: Path) -> list[Any]:
    """Every whole line of JSON in a file; a missing file has none, broken lines are left out."""
    values = []
    try:
        content = patiently(path.read_bytes)
    except OSError:
        return []
    for line in content.split(b"\n")[:-1]:
        with contextlib.suppress(ValueError):
            values.append(json.loads(line))
    return values


def write_array(path: Path, array: npt.NDArray[Any]) -> None:
    """Write one array as ``.npy``, whole or not at all."""
    with replacing(path) as file:
        np.save(file, array, allow_pickle=False)


def read_array(path: Path) -> npt.NDArray[Any]:
    """Read one array from ``.npy``; an array of objects is refused, never unpickled.

    Raises:
        SculptorError: The file is missing, cut short, or holds Python objects.
    """
    with _there(path, "an array of numbers", DAMAGE):
        return np.asarray(patiently(lambda: np.load(path, allow_pickle=False)))


def write_arrays(path: Path, arrays: dict[str, Any], *, compressed: bool = False) -> None:
    """Write arrays as ``.npz``, whole or not at all.

    Args:
        path: The file.
        arrays: By name.
        compressed: Whether to make it small rather than quickly.
    """
    write = np.savez_compressed if compressed else np.savez
    with replacing(path) as file:
        write(file, allow_pickle=False, **arrays)


def read_arrays(path: Path, begins: tuple[str, ...] = ("",)) -> dict[str, Any]:
    """The arrays of a ``.npz`` file; objects are refused, never unpickled.

    Args:
        path: The file.
        begins: How the names begin of those that are read; by default all are.

    Raises:
        SculptorError: The file is missing or cut short.
    """
    archive: Any
    with (
        _there(path, "arrays of numbers", DAMAGE),
        patiently(lambda: np.load(path, allow_pickle=False)) as archive,
    ):
        return {name: archive[name] for name in archive.files if name.startswith(begins)}


def sha256(content: bytes) -> str:
    """The SHA-256 of ``content``, as 64 hexadecimal digits."""
    return hashlib.sha256(content).hexdigest()
