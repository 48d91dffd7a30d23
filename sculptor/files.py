"""Files that are read within limits, and written whole or not at all.

What lies in a folder of the project may have been edited, cut short, or put there by others. So
only regular files are opened, at most so many bytes of them are read, and whatever is wrong with
one is said by a `SculptorError`, which is all that a caller has to know.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import json
import os
import re
import stat
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, NoReturn, TypeVar

from sculptor import drafts
from sculptor.errors import SculptorError, trying
from sculptor.names import well_formed

if TYPE_CHECKING:
    import numpy.typing as npt

# NumPy is imported where arrays are read or written: a list of runs is there before it is.

Made = TypeVar("Made")

PATIENCE = 1.0
"""Seconds for which a file is waited for that another process has open where that hinders."""

HELD = (5, 32)
"""ERROR_ACCESS_DENIED and ERROR_SHARING_VIOLATION: on Windows a file that anyone has open, a reader
or a virus scanner, can be neither replaced nor moved, and one being replaced cannot be opened."""

JSON = 2**25
"""Bytes of a JSON file, at most."""

LINES = 2**26
"""Bytes of a file of JSON lines that are read at once, at most."""

LINE = 2**22
"""Bytes of one such line, at most."""

ARRAYS = 2**29
"""Bytes of a file of several arrays, and of what it unpacks to, at most."""

NUMBERS, TEXT = "biuf", "U"
"""Kinds of NumPy types that are read; all others are refused."""

DEPTH = 64
"""Objects and lists within one another in JSON, at most."""

FREE = "Free some disk space or make the folder writable, then try again."
"""What helps where writing fails."""

RESTORE = "Restore the file, or delete what it belongs to."
"""What helps where a file holds something else."""

_OPENING = 0
# Some of these exist on POSIX only, others on Windows only.
for _name in ("O_NONBLOCK", "O_NOCTTY", "O_CLOEXEC", "O_BINARY", "O_NOINHERIT"):
    _OPENING |= getattr(os, _name, 0)

_NO_LINK = getattr(os, "O_NOFOLLOW", 0)

_BRACKETS = re.compile(r'"(?:[^"\\]++|\\.)*+"?|[\[\]{}]', re.DOTALL)


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
    error ends the writing; what a kill leaves, `drafts.sweep` removes.

    Raises:
        SculptorError: The disk is full, or the folder is missing or cannot be written.
    """
    temporary = drafts.name(path)
    try:
        with trying(f"write {path}", FREE):
            with temporary.open("xb") as file:
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


def opened(path: Path, most: int | None = None, *, follow_links: bool = True) -> IO[bytes]:
    """Open a regular file for reading, without ever waiting for somebody to write into it.

    Args:
        path: The file.
        most: Bytes that it may have, unless any number will do.
        follow_links: Whether it, and the folder that it lies in, may be links.

    Raises:
        SculptorError: It is not there, cannot be read, is a link, a folder, a pipe or a device, or
            is larger.
    """
    with trying(f"read {path}"):
        try:
            file = _opened(path, os.O_RDONLY, "rb", follow_links=follow_links)
        except FileNotFoundError as error:
            raise SculptorError(f"Expected the file {path}, but it is not there.") from error
        size = os.fstat(file.fileno()).st_size
    if most is not None and size > most:
        file.close()
        raise SculptorError(
            f"Expected at most {most:,} bytes in {path}, received {size:,}. {RESTORE}"
        )
    return file


def _opened(path: Path, flags: int, mode: str, *, follow_links: bool) -> IO[bytes]:
    if not follow_links:
        if path.parent.is_symlink() or (not _NO_LINK and path.is_symlink()):
            raise _irregular(path, "a link")
        flags |= _NO_LINK
    try:
        descriptor = patiently(lambda: os.open(path, flags | _OPENING, 0o666))
    except OSError as error:
        if error.errno != errno.ELOOP:
            raise
        raise _irregular(path, "a link") from error
    kind = os.fstat(descriptor).st_mode
    if not stat.S_ISREG(kind):
        os.close(descriptor)
        raise _irregular(path, "a folder" if stat.S_ISDIR(kind) else "a pipe or a device")
    return os.fdopen(descriptor, mode)


def _irregular(path: Path, what: str) -> SculptorError:
    return SculptorError(f"Expected the file {path}, received {what}. {RESTORE}")


def read_bytes(path: Path, most: int, *, follow_links: bool = True) -> bytes:
    """The content of a regular file of at most ``most`` bytes; for the rest see `opened`.

    Raises:
        SculptorError: As there, or it is longer.
    """
    with opened(path, most, follow_links=follow_links) as file, trying(f"read {path}"):
        return file.read(os.fstat(file.fileno()).st_size)  # one that grows is read as it was


def parse_json(content: bytes | str, where: str, remedy: str = "") -> Any:
    """Read JSON in UTF-8 that anyone may have written, the whole of it or none.

    >>> parse_json(b'{"step": 1}', "status.json")
    {'step': 1}
    >>> parse_json('{"step": 1, "step": 2}', "status.json")
    Traceback (most recent call last):
    sculptor.errors.SculptorError: Expected JSON in status.json, but it has 'step' twice.

    Args:
        content: What to read.
        where: What it is of, for the message.
        remedy: What helps, likewise.

    Raises:
        SculptorError: It does not parse, is not UTF-8, is nested deeper than 64, has a name twice,
            a number of thousands of digits, or NaN or Infinity.
    """
    try:
        # Editors on Windows begin a file with a mark of its encoding.
        text = content if isinstance(content, str) else content.decode("utf-8-sig")
        if text.count("[") + text.count("{") > DEPTH and _too_deep(text):
            raise _Refused(f"it is nested deeper than {DEPTH}")
        value = _JSON.decode(text)
        # Halves of surrogate pairs, which nothing that shows text can take.
        return well_formed(value) if isinstance(content, str) or "\\u" in text else value
    except _Refused as error:
        reason = str(error)
    except UnicodeDecodeError:
        reason = "it is not in UTF-8"
    except json.JSONDecodeError as error:
        reason = f"it does not parse ({error})"
    except (ValueError, RecursionError, MemoryError) as error:
        reason = f"it does not parse ({str(error) or type(error).__name__})"
    raise SculptorError(f"Expected JSON in {where}, but {reason}. {remedy}".rstrip())


class _Refused(ValueError):
    """JSON that parses but is refused."""


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise _Refused(f"it has {twice!r:.80} twice")
    return found


def _constant(name: str) -> NoReturn:
    raise _Refused(f"it has the number {name}")


_JSON = json.JSONDecoder(object_pairs_hook=_object, parse_constant=_constant)


def _too_deep(text: str) -> bool:
    """Whether JSON is nested deeper than `DEPTH`."""
    depth = 0
    for match in _BRACKETS.finditer(text):
        mark = match[0]
        depth += (mark in "[{") - (mark in "]}")
        if depth > DEPTH:
            return True
    return False


def read_json(path: Path, most: int = JSON, *, follow_links: bool = True) -> Any:
    """Read a JSON file.

    Raises:
        SculptorError: The file is missing, cannot be read, is longer than ``most`` bytes, or is
            not JSON; see `opened` and `parse_json`.
    """
    return parse_json(read_bytes(path, most, follow_links=follow_links), str(path), RESTORE)


def append_line(path: Path, value: Any, *, durable: bool = False) -> None:
    """Append ``value`` as one line of JSON. A crash can leave a part of the last line only.

    Args:
        path: The file.
        value: What to append.
        durable: Whether it must outlast a power cut.

    Raises:
        SculptorError: The disk is full, or the file cannot be written or is a link.
    """
    line = json.dumps(value, allow_nan=False).encode() + b"\n"
    with appending(path) as file, trying(f"append to {path}", FREE):
        # A part of a line that a crash left behind must not swallow this one.
        if file.seek(0, os.SEEK_END) and not _ends_with_newline(file):
            line = b"\n" + line
        file.write(line)
        file.flush()
        if durable:
            os.fsync(file.fileno())


def appending(path: Path) -> IO[bytes]:
    """Open a regular file, made where it is not there, that everything is written to the end of.

    Raises:
        SculptorError: It cannot be written, or it or its folder is a link.
    """
    flags = os.O_RDWR | os.O_CREAT | os.O_APPEND
    with trying(f"append to {path}", FREE):
        return _opened(path, flags, "a+b", follow_links=False)


def _ends_with_newline(file: IO[bytes]) -> bool:
    file.seek(-1, os.SEEK_END)
    return file.read(1) == b"\n"


def read_lines(path: Path, most: int = LINES) -> list[Any]:
    """Every whole line of JSON in a file that is no link; broken lines are left out.

    Raises:
        SculptorError: The file cannot be read, or is longer than ``most`` bytes. One that is not
            there has no lines.
    """
    if not os.path.lexists(path):
        return []
    values = []
    for line in read_bytes(path, most, follow_links=False).split(b"\n")[:-1]:
        if line and len(line) <= LINE:
            with contextlib.suppress(SculptorError):
                values.append(parse_json(line, path.name))
    return values


def write_array(path: Path, array: npt.NDArray[Any]) -> None:
    """Write one array as ``.npy``, whole or not at all."""
    import numpy as np

    with replacing(path) as file:
        np.save(file, array, allow_pickle=False)


def read_array(path: Path, *, follow_links: bool = True) -> npt.NDArray[Any]:
    """Read one array of numbers from ``.npy``; an array of objects is refused, never unpickled.

    Raises:
        SculptorError: The file is missing, cut short, holds something else, or its header tells of
            more or less than it holds.
    """
    with opened(path, follow_links=follow_links) as file, _numbers(path, "an array"):
        return _array(file, os.fstat(file.fileno()).st_size, NUMBERS)


def write_arrays(path: Path, arrays: dict[str, Any], *, compressed: bool = False) -> None:
    """Write arrays of numbers as ``.npz``, whole or not at all.

    As `numpy.savez` does, which pickles objects: older versions of it can't be kept from it.

    Args:
        path: The file.
        arrays: By name.
        compressed: Whether to make it small rather than quickly.
    """
    import zipfile

    import numpy as np

    packing = zipfile.ZIP_DEFLATED if compressed else zipfile.ZIP_STORED
    with replacing(path) as file, zipfile.ZipFile(file, "w", packing) as archive:
        for name, array in arrays.items():
            with archive.open(f"{name}.npy", "w", force_zip64=True) as member:
                np.lib.format.write_array(member, np.asanyarray(array), allow_pickle=False)


def read_arrays(
    path: Path, begins: tuple[str, ...] = ("",), *, follow_links: bool = True
) -> dict[str, Any]:
    """The arrays of numbers or text in a ``.npz`` file; objects are refused, never unpickled.

    Args:
        path: The file.
        begins: How the names begin of those that are read; by default all are.
        follow_links: Whether it, and the folder that it lies in, may be links.

    Raises:
        SculptorError: The file is missing, cut short, holds something else, or unpacks to more than
            `ARRAYS` bytes.
    """
    from sculptor import unpack

    content = read_bytes(path, ARRAYS, follow_links=follow_links)
    found, left = {}, ARRAYS
    with _numbers(path, "arrays"), unpack.open_archive(content) as archive:
        for member in archive.infolist():
            name = member.filename.removesuffix(".npy")
            if name.startswith(begins):
                with unpack.open_member(archive, member) as file:
                    size = min(member.file_size, left)
                    found[name] = _array(file, size, NUMBERS + TEXT)
                left -= size
    return found


def _array(file: IO[bytes], size: int, kinds: str) -> npt.NDArray[Any]:
    """An array of which all is said to have so many bytes; no more is allocated for it."""
    from sculptor import unpack

    header = unpack.read_header(file)
    if header.dtype.kind not in kinds:
        raise ValueError(f"elements of type {header.dtype!s:.40}")
    if file.tell() + header.size != size:
        raise ValueError(f"its header tells of {header.size:.3g} bytes, but it has other ones")
    return unpack.read_numbers(file, header)


@contextlib.contextmanager
def _numbers(path: Path, what: str) -> Iterator[None]:
    try:
        yield
    except Exception as error:  # each layer of a decoder has errors of its own
        reason = (str(error).splitlines() or [type(error).__name__])[0]
        raise SculptorError(
            f"Expected {what} of numbers in {path}, but: {reason:.200}. {RESTORE}"
        ) from error


def write_zip(folder: Path, to: IO[bytes]) -> None:
    """Write a folder with all that is in it as a ZIP archive."""
    import zipfile

    with zipfile.ZipFile(to, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(folder.rglob("*")):
            archive.write(path, path.relative_to(folder.parent))


def sha256(content: bytes) -> str:
    """The SHA-256 of ``content``, as 64 hexadecimal digits."""
    return hashlib.sha256(content).hexdigest()
