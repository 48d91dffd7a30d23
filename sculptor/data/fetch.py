"""The files of a data set: found in a folder, or downloaded and checked.

Checksums, and that a file is there whole or not at all, are pooch's part. It has no mirrors, and
does not go on with a download that was cut off: both are here, the latter as a downloader for it.
"""

from __future__ import annotations

import contextlib
import os
import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, TypeAlias

from filelock import FileLock

from sculptor.data.source import Files, RemoteFile
from sculptor.errors import SculptorError, trying
from sculptor.home import data_dirs

if TYPE_CHECKING:
    import requests

Received: TypeAlias = Callable[[int, int], None]
"""Called with the bytes that are here and the bytes in all."""

CHUNK = 1 << 18
TIMEOUT = 30
"""Seconds without a byte after which a mirror is given up."""
SHARED = Path("/usr/share/datasets")
"""Where packages of Linux distributions put data sets, such as Debian's dataset-fashion-mnist."""


def locate(files: Sequence[RemoteFile], downloads: Path) -> Files | None:
    """Find all files of a data set on this machine.

    They are looked for in the folders of ``$SCULPTOR_DATA`` and in the folders directly in those,
    then in the folder that the operating system's packages have for the data set, then among the
    downloads. All must lie in one folder, so that a part of one edition is never mixed with a part
    of another.

    Returns:
        A path for each `RemoteFile.key`, or None if no folder has them all. One that is optional
        may be missing.
    """
    for folder in [*_folders(), SHARED / downloads.name, downloads]:
        if not all(_may_lie_in(folder, file) for file in files):
            continue
        paths = {file.key: _in_folder(file, folder) for file in files}
        if all(paths[file.key] for file in files if not file.optional):
            return {key: path for key, path in paths.items() if path}
    return None


def _folders() -> Iterator[Path]:
    for top in data_dirs():
        yield top
        with contextlib.suppress(OSError):
            yield from sorted(path for path in top.iterdir() if path.is_dir())


def _may_lie_in(folder: Path, file: RemoteFile) -> bool:
    """Whether a folder's name is one that the files may have where others have the same names."""
    named = folder.parent if folder.name == "raw" else folder  # torchvision's MNIST/raw
    return re.search(file.folder, named.name, re.IGNORECASE) is not None


def _in_folder(file: RemoteFile, folder: Path) -> Path | None:
    with contextlib.suppress(OSError):  # a folder that cannot be read has nothing for us
        for name in file.names:
            path = folder / name
            if path.is_dir() if name.endswith("/") else path.is_file():
                return path
    return None


def fetch(files: Sequence[RemoteFile], downloads: Path, progress: Received | None = None) -> None:
    """Download the files of a data set that are not among the downloads yet.

    What was received before a download was cut off is kept, and the next one goes on from there.
    Where two processes fetch the same data set, the second waits for the first.

    Args:
        files: What to fetch.
        downloads: The folder to put it in.
        progress: Told how far it is, over all files together.

    Raises:
        SculptorError: No mirror can be reached, what came is not the file that was expected, it
            cannot be written, or it is not offered for download.
    """
    if not can_be_fetched(files):
        raise absent(downloads.name, files)
    wanted = [file for file in files if file.urls]
    total = sum(file.size for file in wanted)
    done = 0
    with trying(f"write into {downloads}", MEND):
        downloads.mkdir(parents=True, exist_ok=True)
        with FileLock(downloads / ".lock"):
            for file in wanted:

                def advance(received: int, before: int = done) -> None:
                    if progress:
                        progress(min(before + received, total), total)

                if _in_folder(file, downloads) is None:
                    _try_mirrors(file, files, downloads, advance)
                advance(file.size)
                done += file.size


def can_be_fetched(files: Sequence[RemoteFile]) -> bool:
    """Whether all files that must be there have a mirror."""
    return all(file.urls or file.optional for file in files)


def absent(name: str, files: Sequence[RemoteFile]) -> SculptorError:
    """What is said of a data set whose files are not on this machine, and which they are."""
    pages = [file.page for file in files if file.page]
    first = (
        f"Run `sculptor datasets get {name}`, or put"
        if can_be_fetched(files)
        else f"They must be got from {' and '.join(pages)}: put"
    )
    return SculptorError(
        f"Expected the files of {name} on this machine, but they are not here. {first} "
        f"{_listed(files)} into one folder and name it in SCULPTOR_DATA."
    )


MEND = "Free some disk space, or name another folder in SCULPTOR_CACHE."


def _try_mirrors(
    file: RemoteFile, files: Sequence[RemoteFile], downloads: Path, advance: Callable[[int], None]
) -> None:
    """Get the file from the first mirror that has it."""
    import pooch
    import requests

    pooch.get_logger().setLevel("ERROR")  # we say ourselves what there is to say
    reasons = []
    part = downloads / f".{file.names[0]}.part"
    for url in file.urls:
        # What does not fit after an earlier part was gone on with may have been that part.
        for _ in range(2 if part.exists() else 1):
            downloader = _Resuming(part, file.size, advance)
            try:
                pooch.retrieve(url, file.checksum, file.names[0], downloads, downloader=downloader)
            except requests.RequestException as error:
                reasons.append(f"{url}: {_reason(error)}")
                break
            except ValueError:
                reasons.append(f"{url}: it sent another file")
            else:
                return
    raise SculptorError(
        f"Expected to download {file.names[0]} ({file.size:,} bytes, {file.checksum[:19]}…), but "
        f"{'; '.join(reasons)}. Go online and try again, or put {_listed(files)} in a folder and "
        "set SCULPTOR_DATA to it."
    )


def _listed(files: Sequence[RemoteFile]) -> str:
    return ", ".join(file.names[0] for file in files if not file.optional)


def _reason(error: Exception) -> str:
    """The innermost cause of a failed request, in a few words."""
    while error.__context__ is not None:
        error = error.__context__  # type: ignore[assignment]
    return (str(error) or type(error).__name__).splitlines()[0][:200]


class _Resuming:
    """Downloads an address for pooch, from where an earlier download was cut off.

    Args:
        part: What has been received so far; it stays when the download fails.
        size: Bytes that are expected.
        advance: Told how many bytes are here.
    """

    def __init__(self, part: Path, size: int, advance: Callable[[int], None]) -> None:
        self._part, self._size, self._advance = part, size, advance

    def __call__(self, url: str, output_file: str, pooch: Any) -> None:
        """Put the content of ``url`` into ``output_file``, as pooch asks for it."""
        import requests

        here = self._part.stat().st_size if self._part.exists() else 0
        # Compressed on the way, lengths would not be those of the file.
        headers = {"Accept-Encoding": "identity"}
        if here:
            headers["Range"] = f"bytes={here}-"
        with requests.get(url, headers=headers, stream=True, timeout=TIMEOUT) as response:
            if response.status_code == requests.codes.range_not_satisfiable:
                pass  # nothing comes after what is here: the checksum will tell
            else:
                response.raise_for_status()
                goes_on = response.status_code == requests.codes.partial_content
                with self._part.open("ab" if goes_on else "wb") as file:
                    self._receive(response, file)
        self._part.replace(output_file)

    def _receive(self, response: requests.Response, file: IO[bytes]) -> None:
        import requests

        expected = int(response.headers.get("Content-Length", 0))
        before = file.tell()
        for chunk in response.iter_content(CHUNK):
            file.write(chunk)
            self._advance(file.tell())
            if file.tell() > 2 * self._size + CHUNK:
                break  # a stream without an end; the checksum will tell
        file.flush()
        os.fsync(file.fileno())
        if file.tell() - before < expected:
            raise requests.ConnectionError("it was cut off")
