"""The folder of one run: its id, its files, and reading what others have edited or cut short."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import stat
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sculptor import drafts
from sculptor import home as places
from sculptor.errors import SculptorError, brief, trying
from sculptor.files import move, read_json, write_json
from sculptor.runs import schema

if TYPE_CHECKING:
    from sculptor.training.config import RunConfig

FORMAT = 1
"""The version of the folder's layout. Readers refuse newer ones, and read all older ones."""

CONFIG = "config.json"
STATUS = "status.json"
EVENTS = "events.jsonl"
METRICS = "metrics.jsonl"
SNAPSHOTS = "snapshots"
COMMANDS = "commands"
SAMPLES = "samples"
MODEL = "model.safetensors"
START = "start.safetensors"
CHECKPOINT = "checkpoint.safetensors"
LATENTS = "latents.npy"
FACTORS = "factors.npy"
LABELS = "labels.npy"
COLOURS = "colours.json"
LOG = "worker.log"
FIGURES = "figures.json"

_FILES = (
    CONFIG,
    STATUS,
    EVENTS,
    METRICS,
    MODEL,
    START,
    CHECKPOINT,
    LATENTS,
    FACTORS,
    LABELS,
    COLOURS,
    LOG,
    FIGURES,
)
FOLDERS = (SNAPSHOTS, COMMANDS, SAMPLES)

PARTS = dict.fromkeys(_FILES, stat.S_IFREG) | dict.fromkeys(FOLDERS, stat.S_IFDIR)
"""What lies in the folder of a run, and whether it is a file or a folder."""

SMALL = 2**22
"""Bytes of the configuration of a run, of a command and of the names of its colours, at most."""

WEIGHTS = 2**32
"""Bytes of the weights of a run, at most: more than any network takes that can be asked for."""

TINY = 2**18
"""Bytes of the status of a run, at most: it is read many times a second."""

INSTEAD = "Remove that file: the run then counts as interrupted, and can be resumed or deleted."
"""What helps where the status cannot be read."""

READABLE = "Make it readable, or delete the run."
"""What helps where the system refuses to read."""

REMEDY = "Restore the file, or delete the run."
"""What helps where another file of a run cannot be read."""

WRITABLE = "Make the folder writable, then try again."
"""What helps where the system refuses to write."""

# A copied folder may carry a suffix of its own, such as "-copy".
_ID = re.compile(r"\d{8}-\d{6}-[0-9a-f]{4}(-[a-z0-9-]{1,32})?")


class Gone(SculptorError):
    """The folder of a run is no longer there."""

    def __init__(self, folder: Path) -> None:
        super().__init__(f"Expected the run {folder.name}, but its folder is gone.")


def check_there(folder: Path) -> None:
    """Refuse a folder that is gone, and what is none: a file, or a link that leads elsewhere.

    Raises:
        Gone: Nothing is there.
        SculptorError: It is something else.
    """
    with trying(f"look at {folder}"):
        try:
            kind = folder.lstat().st_mode
        except FileNotFoundError as error:
            raise Gone(folder) from error
    if not stat.S_ISDIR(kind):
        raise SculptorError(
            f"Expected a folder {folder}, received {_kind(kind)}. Put the folder itself in its "
            "place, or delete it."
        )


def inside(folder: Path, name: str) -> Path:
    """A folder within that of a run, made where it is not there; never one elsewhere.

    Raises:
        SculptorError: The run is gone, or it or what is there is no folder but a link or a file.
    """
    check_there(folder)
    path = folder / name
    with trying(f"make the folder {path}", WRITABLE), contextlib.suppress(FileExistsError):
        path.mkdir()
    check_there(path)
    return path


def is_inside(path: Path) -> bool:
    """Whether a path is a folder and no link."""
    try:
        return stat.S_ISDIR(path.lstat().st_mode)
    except (OSError, ValueError):
        return False


def _kind(mode: int) -> str:
    """What lies somewhere, in words."""
    kinds = {stat.S_IFDIR: "a folder", stat.S_IFREG: "a file", stat.S_IFLNK: "a link"}
    return kinds.get(stat.S_IFMT(mode), "a pipe or a device")


def check_parts(folder: Path) -> None:
    """See that the parts of a run are files and folders as they should be; each may be missing.

    Raises:
        SculptorError: One is something else, or may not be read.
    """
    with trying(f"read {folder}", READABLE), os.scandir(folder) as entries:
        for entry in entries:
            wanted = PARTS.get(entry.name)
            if wanted is None:
                continue
            fits = entry.is_dir if wanted == stat.S_IFDIR else entry.is_file
            if not fits(follow_symlinks=False):
                came = _kind(entry.stat(follow_symlinks=False).st_mode)
                raise SculptorError(
                    f"Expected {_kind(wanted)} {entry.path}, received {came}. {REMEDY}"
                )
            if not os.access(entry.path, os.R_OK):
                raise SculptorError(
                    f"Expected to read {entry.path}, but: Permission denied. {READABLE}"
                )


def size_of(folder: Path) -> int:
    """Bytes of the files of a run; what is not there or may not be read takes none."""
    total, within = 0, [folder, *(folder / name for name in FOLDERS)]
    for place in filter(is_inside, within):
        with contextlib.suppress(OSError), os.scandir(place) as entries:
            for entry in entries:
                found = entry.stat(follow_symlinks=False)
                total += found.st_size if stat.S_ISREG(found.st_mode) else 0
    return total


def unforeseen(folder: Path, error: Exception) -> str:
    """What is said of a folder that fails in a way that nobody has thought of."""
    return (
        f"Expected to read the run {folder.name}, but: {type(error).__name__} ({error!s:.200}). "
        f"Look at what has changed in {folder}, or delete the run."
    )


class Record:
    """What a folder holds, as it is when it is asked for.

    Attributes:
        folder: Where it is.
        id: Its id, the name of the folder.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.id = folder.name

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.id!r})"


def new_id() -> str:
    """An id that sorts by the time of its making, such as ``20261124-153012-a1b2``.

    The last four digits are the fraction of the second, in steps of 15 microseconds.
    """
    now = time.time()
    second = time.strftime("%Y%m%d-%H%M%S", time.localtime(now))
    return f"{second}-{int(now % 1 * 0x10000):04x}"


def is_id(text: str) -> bool:
    """Whether ``text`` has the form of a run id; nothing else ever becomes part of a path."""
    return _ID.fullmatch(text) is not None


def check_id(text: str) -> str:
    """Return ``text`` if it is a run id.

    >>> check_id("20261124-153012-a1b2")
    '20261124-153012-a1b2'

    Raises:
        SculptorError: It is anything else, such as a path.
    """
    if not isinstance(text, str) or not is_id(text):
        raise SculptorError(
            f"Expected a run id such as 20261124-153012-a1b2, received {text!r:.80}. "
            "The ids are listed on the Runs page, and by 'sculptor runs'."
        )
    return text


def find(run: str) -> Path:
    """The folder of a run of this home.

    Raises:
        SculptorError: ``run`` is not an id, or there is no such run.
    """
    folder = places.home() / check_id(run)
    if not os.path.lexists(folder):
        deleted = (places.trash_dir() / run).is_dir()
        hint = "It is in the trash; restore it." if deleted else "See the Runs page for all ids."
        raise SculptorError(f"Expected a run in {folder.parent}, but {run} is not there. {hint}")
    return folder


def ids(within: Path) -> list[str]:
    """The ids of the runs in a home or in the trash, the newest first.

    What bears the name of a run and is no folder is among them, so that it is listed as broken;
    `check_there` tells it from the others.
    """
    try:
        with os.scandir(within) as entries:
            names = [entry.name for entry in entries if is_id(entry.name)]
    except OSError:
        return []
    return sorted(names, reverse=True)


def folders(within: Path) -> list[Path]:
    """The folders of these runs, in the same order."""
    return [within / run for run in ids(within)]


def make_dir(path: Path) -> Path:
    """Create a folder and those above it.

    Raises:
        SculptorError: A file is in the way, the disk is full, or writing is not allowed.
    """
    remedy = "Choose another home by SCULPTOR_HOME, or make this one writable."
    with trying(f"make the folder {path}", remedy):
        path.mkdir(parents=True, exist_ok=True)
    return path


@contextlib.contextmanager
def draft(target: Path) -> Iterator[Path]:
    """A folder to fill, which takes the name ``target`` once it is whole; else nothing is left.

    Raises:
        SculptorError: It cannot be made.
        OSError: It cannot be moved.
    """
    within = make_dir(drafts.name(target))
    try:
        yield within
        move(within, target)
    finally:
        shutil.rmtree(within, ignore_errors=True)


def read_config(folder: Path) -> RunConfig:
    """The configuration of a run.

    Raises:
        SculptorError: The file is missing, edited into something else, or of a newer format.
    """
    path = folder / CONFIG
    value = read_json(path, SMALL, follow_links=False)
    if not isinstance(value, dict):
        raise SculptorError(f"Expected a JSON object in {path}, received {brief(value)}. {REMEDY}")
    check_format(value, folder)
    from sculptor.training.config import RunConfig

    try:
        return RunConfig.from_dict({name: part for name, part in value.items() if name != "format"})
    except SculptorError as error:
        raise SculptorError(f"{error} (In {path}.)") from error


def read_status(folder: Path) -> dict[str, Any]:
    """What the worker of a run has told last, each field of its type; empty before the first.

    Raises:
        SculptorError: The file cannot be read, is edited into something else, or of a newer format.
    """
    path = folder / STATUS
    if not os.path.lexists(path):
        return {}
    try:
        value = read_json(path, TINY, follow_links=False)
    except SculptorError as error:
        raise SculptorError(f"{error} {INSTEAD}") from error
    if not isinstance(value, dict):
        raise SculptorError(f"Expected a JSON object in {path}, received {brief(value)}. {INSTEAD}")
    check_format(value, folder)
    if fault := schema.fault(schema.STATUS, value):
        raise SculptorError(f"Expected in {path} the {fault}. {INSTEAD}")
    return schema.kept(schema.STATUS, value)


def known_status(folder: Path) -> dict[str, Any]:
    """The same where some of it is something else: the fields that are not."""
    return schema.kept(schema.STATUS, read_object(folder / STATUS, TINY))


def write_config(folder: Path, config: RunConfig) -> None:
    """Write the configuration of a run."""
    write_json(folder / CONFIG, {"format": FORMAT, **config.to_dict()})


def rename(folder: Path, name: str) -> None:
    """Give a run another name; its id stays."""
    write_config(folder, replace(read_config(folder), name=name))


def check_format(value: dict[str, Any], folder: Path) -> None:
    """Refuse a folder that a newer Sculptor has written."""
    version = value.get("format", FORMAT)
    if not schema.is_whole(version, 1, FORMAT):
        raise SculptorError(
            f"Expected a run folder of format {FORMAT} or older, received format "
            f"{brief(version)} "
            f"in {folder.name}. Update Sculptor to open it."
        )


def read_object(path: Path, most: int = SMALL, *, follow_links: bool = False) -> dict[str, Any]:
    """The JSON object in a file; empty if the file is missing, cut short, or something else."""
    with contextlib.suppress(SculptorError):
        value = read_json(path, most, follow_links=follow_links)
        if isinstance(value, dict):
            return value
    return {}
