"""The files of a data set: found in a folder, or downloaded and checked."""

from __future__ import annotations

import contextlib
import hashlib
import http.client
import os
import secrets
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TypeAlias

from sculptor.data.source import Files, RemoteFile
from sculptor.errors import SculptorError, trying
from sculptor.files import move
from sculptor.home import data_dirs

Received: TypeAlias = Callable[[int, int], None]
"""Called with the bytes that are here and the bytes in all."""

CHUNK = 1 << 18
TIMEOUT = 30
"""Seconds without a byte after which a mirror is given up."""


def locate(files: Sequence[RemoteFile], downloads: Path) -> Files | None:
    """Find all files of a data set on this machine.

    They are looked for in the folders of ``$SCULPTOR_DATA`` and in the folders directly in those,
    then among the downloads. All must lie in one folder, so that a part of one edition is never
    mixed with a part of another.

    Returns:
        A path for each `RemoteFile.key`, or None if no folder has them all.
    """
    for folder in [*_folders(), downloads]:
        paths = {file.key: _in_folder(file, folder) for file in files}
        if all(paths.values()):
            return {key: path for key, path in paths.items() if path}
    return None


def _folders() -> Iterator[Path]:
    for top in data_dirs():
        yield top
        with contextlib.suppress(OSError):
            yield from sorted(path for path in top.iterdir() if path.is_dir())


def _in_folder(file: RemoteFile, folder: Path) -> Path | None:
    with contextlib.suppress(OSError):  # a folder that cannot be read has nothing for us
        return next((path for name in file.names if (path := folder / name).is_file()), None)
    return None


def fetch(files: Sequence[RemoteFile], downloads: Path, progress: Received | None = None) -> None:
    """Download the files of a data set that are not among the downloads yet.

    Args:
        files: What to fetch.
        downloads: The folder to put it in.
        progress: Told how far it is, over all files together.

    Raises:
        SculptorError: No mirror can be reached, what came is not the file that was expected, or it
            cannot be written.
    """
    total = sum(file.size for file in files)
    done = 0
    for file in files:
        before = done

        def advance(received: int, before: int = before) -> None:
            if progress:
                progress(before + received, total)

        if _in_folder(file, downloads) is None:
            _fetch_one(file, files, downloads, advance)
        done += file.size
        advance(file.size)


def _fetch_one(
    file: RemoteFile,
    files: Sequence[RemoteFile],
    downloads: Path,
    advance: Callable[[int], None],
) -> None:
    target = downloads / file.names[0]
    temporary = target.with_name(f".{target.name}.{secrets.token_hex(4)}.part")
    mend = "Free some disk space, or name another folder in SCULPTOR_CACHE."
    try:
        with trying(f"write {target}", mend):
            downloads.mkdir(parents=True, exist_ok=True)
            _try_mirrors(file, files, temporary, advance)
            move(temporary, target)
    finally:
        with contextlib.suppress(OSError):
            temporary.unlink()


def _try_mirrors(
    file: RemoteFile,
    files: Sequence[RemoteFile],
    temporary: Path,
    advance: Callable[[int], None],
) -> None:
    """Stream the file from the first mirror that has it, and check it."""
    reasons = []
    for url in file.urls:
        received, checksum = 0, hashlib.sha256()
        with temporary.open("wb") as output:
            try:
                for chunk in _chunks(url, file.size):
                    output.write(chunk)
                    checksum.update(chunk)
                    received += len(chunk)
                    advance(received)
            except _Unreachable as error:
                reasons.append(f"{url}: {error}")
                continue
            output.flush()
            os.fsync(output.fileno())
        if received == file.size and checksum.hexdigest() == file.sha256:
            return
        reasons.append(
            f"{url}: received {received:,} bytes with SHA-256 {checksum.hexdigest()[:12]}…"
        )
    raise SculptorError(
        f"Expected to download {file.names[0]} ({file.size:,} bytes, SHA-256 {file.sha256[:12]}…), "
        f"but {'; '.join(reasons)}. Go online and try again, or put "
        f"{', '.join(part.names[0] for part in files)} in a folder and set SCULPTOR_DATA to it."
    )


class _Unreachable(Exception):
    """A mirror that does not answer, or stops."""


def _chunks(url: str, size: int) -> Iterator[bytes]:
    """The content at an address, and no more than one byte over ``size``."""
    left = size + 1
    try:
        with urllib.request.urlopen(url, timeout=TIMEOUT) as response:
            while left and (chunk := response.read(min(CHUNK, left))):
                left -= len(chunk)
                yield chunk
    except urllib.error.URLError as error:
        raise _Unreachable(str(error.reason)) from error
    except (OSError, http.client.HTTPException) as error:
        raise _Unreachable(str(error) or type(error).__name__) from error
