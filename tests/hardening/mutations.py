"""One thing that is wrong with one file of a home: cut, swapped, nested, linked, shut, gone.

A mutation names a file, what is done to it, and with what, so that its ``repr`` is all that it
takes to make the damage again.
"""

import json
import os
import shutil
import socket
import struct
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from sculptor.runs.index import FILE
from tests.hardening import nasty

HUGE = 10 * 2**30
"""Bytes of a file that is mostly a hole."""

SECRET = "do not show this: 5f0c1d"
"""What the files outside the home hold; no page, command or export may show it."""


@dataclass(frozen=True)
class Site:
    """Where a mutation finds what it puts in place of a file.

    Attributes:
        outside: A folder beside the home, which nobody may write to or read from.
        whole: An undamaged folder like the one that is mutated.
    """

    outside: Path
    whole: Path


@dataclass(frozen=True)
class Mutation:
    """What is wrong.

    Attributes:
        part: What is mutated: a ``run``, one in the ``trash``, a ``study``, the ``home`` as a
            whole, or what belongs to the ``machine``.
        file: Within its folder; empty for the folder itself.
        how: A name out of `HOW`.
        what: Its argument.
    """

    part: str
    file: str
    how: str
    what: Any = None

    def apply(self, folder: Path, site: Site) -> None:
        """Do the damage."""
        HOW[self.how](self.path(folder), self.what, site)

    def path(self, folder: Path) -> Path:
        """The file, or the folder itself."""
        return folder / self.file if self.file else folder


def remove(path: Path) -> None:
    """Remove whatever is there."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


# Bytes --------------------------------------------------------------------------------------------


def _bytes(edit: Callable[[bytes, Any], bytes]) -> Callable[[Path, Any, Site], None]:
    """An edit of the bytes of a file; a folder is left as it is."""

    def mutate(path: Path, what: Any, site: Site) -> None:
        if path.is_file():
            path.write_bytes(edit(path.read_bytes(), what))

    return mutate


def _at(content: bytes, share: int) -> int:
    """A place in a content: ``share`` parts of a million of it."""
    return len(content) * share // 1_000_000


def _overwrite(content: bytes, what: tuple[int, bytes]) -> bytes:
    at = _at(content, what[0])
    return content[:at] + what[1] + content[at + len(what[1]) :]


def _insert(content: bytes, what: tuple[int, bytes]) -> bytes:
    at = _at(content, what[0])
    return content[:at] + what[1] + content[at:]


def _encode(content: bytes, encoding: str) -> bytes:
    text = content.decode("latin-1")
    return text.replace('"digits"', '"dïgits"').encode(encoding, errors="replace")


def _content(path: Path, name: str, site: Site) -> None:
    remove(path)
    path.write_bytes(nasty.contents(site.outside)[name])


def _other(path: Path, name: str, site: Site) -> None:
    """The content of another file of the same folder."""
    remove(path)
    source = site.whole / name
    if source.is_dir():
        shutil.copytree(source, path)
    else:
        shutil.copyfile(source, path)


# JSON ---------------------------------------------------------------------------------------------

MARK = '"\\u00a7mark\\u00a7"'
"""What stands in JSON for a text that is put there when all else is written."""


def _json(
    edit: Callable[[Any, Any, Any], None], *, of_objects: bool = False
) -> Callable[[Path, Any, Site], None]:
    """An edit of one value in JSON, in one of its lines, or in the header of weights.

    Args:
        edit: Is given what holds the value, its name or number in there, and the argument.
        of_objects: Whether only values that have a name can be edited.
    """

    def mutate(path: Path, what: tuple[int, str], site: Site) -> None:
        if not path.is_file():
            return
        content, place = path.read_bytes(), what[0]
        before, after = b"", b""
        if path.suffix == ".safetensors":
            (length,) = struct.unpack("<Q", content[:8])
            content, after = content[8 : 8 + length], content[8 + length :]
        elif path.suffix == ".jsonl" or path.name == FILE:
            lines = content.splitlines(keepends=True)
            line = place % len(lines)
            before, content = b"".join(lines[:line]), lines[line]
            place, after = place // len(lines), b"".join([b"\n", *lines[line + 1 :]])
        root = [json.loads(content)]
        places = [place for place in _places(root) if not of_objects or isinstance(place[0], dict)]
        container, key = places[place % len(places)]
        edit(container, key, what[1])
        text = json.dumps(root[0]).replace(MARK, nasty.VALUES[what[1]]).encode()
        if path.suffix == ".safetensors":
            before = struct.pack("<Q", len(text))
        path.write_bytes(before + text + after)

    return mutate


def _places(value: Any) -> list[tuple[Any, Any]]:
    """Every container in a value with each of its keys, the outermost first."""
    places = []
    keys = list(value) if isinstance(value, dict) else range(len(value))
    for key in keys:
        places.append((value, key))
        if isinstance(value[key], dict | list):
            places += _places(value[key])
    return places


def _swap(container: Any, key: Any, what: str) -> None:
    container[key] = json.loads(MARK)


def _drop(container: Any, key: Any, what: str) -> None:
    del container[key]


def _duplicate(container: Any, key: Any, what: str) -> None:
    """Give a value twice under one key: a text that, as a whole, is two entries."""
    container[_Key(key)] = json.loads(MARK)


class _Key(str):
    """A key that is not equal to another of the same text, so that a dictionary holds both."""

    __slots__ = ()

    def __eq__(self, other: object) -> bool:
        return self is other

    def __hash__(self) -> int:
        return id(self)


def _add(container: Any, key: Any, what: str) -> None:
    if isinstance(container, dict):
        container["unknown \u202e key"] = json.loads(MARK)
    else:
        container.append(json.loads(MARK))


# The file system ----------------------------------------------------------------------------------

TARGETS = ("file", "folder", "itself", "nothing", "home", "above", "/dev/zero", "/dev/tty")
"""Where a link leads."""


def _link(path: Path, to: str, site: Site) -> None:
    remove(path)
    targets: dict[str, Path] = {
        "file": site.outside / "secret.json",
        "folder": site.outside / "folder",
        "itself": path,
        "nothing": site.outside / "nothing",
        "home": path.parent,
        "above": site.outside.parent,
    }
    path.symlink_to(targets.get(to, Path(to)))


def _hard_link(path: Path, _: None, site: Site) -> None:
    if not path.is_dir():
        remove(path)
        path.hardlink_to(site.outside / "linked.json")


def _folder(path: Path, inside: str, site: Site) -> None:
    remove(path)
    path.mkdir()
    if inside:
        (path / inside).write_text("{}")


def _file(path: Path, text: str, site: Site) -> None:
    remove(path)
    path.write_text(text)


def _fifo(path: Path, _: None, site: Site) -> None:
    remove(path)
    os.mkfifo(path)


def _socket(path: Path, _: None, site: Site) -> None:
    remove(path)
    here = Path.cwd()
    os.chdir(path.parent)  # the name of a socket has 107 bytes at most
    try:
        with socket.socket(socket.AF_UNIX) as end:
            end.bind(path.name)
    finally:
        os.chdir(here)


def _shut(path: Path, _: None, site: Site) -> None:
    """Take all rights away; root, whom that does not stop, is stopped by `tests.hardening.shut`."""
    if path.exists():
        path.chmod(0)


def _huge(path: Path, _: None, site: Site) -> None:
    if path.is_file():
        os.truncate(path, HUGE)


def _gone(path: Path, _: None, site: Site) -> None:
    remove(path)


def _time(path: Path, seconds: int, site: Site) -> None:
    if path.exists():
        os.utime(path, (seconds, seconds))


def _beside(path: Path, what: tuple[str, str], site: Site) -> None:
    """A file or a folder that does not belong there, within a folder or beside a file."""
    name, kind = what
    target = (path if path.is_dir() else path.parent) / name
    if kind == "folder":
        target.mkdir(exist_ok=True)
    elif kind == "link":
        target.unlink(missing_ok=True)
        target.symlink_to(site.outside / "folder")
    else:
        target.write_bytes(b'{"a": 1}')


HOW: dict[str, Callable[[Path, Any, Site], None]] = {
    "truncate": _bytes(lambda content, share: content[: _at(content, share)]),
    "overwrite": _bytes(_overwrite),
    "insert": _bytes(_insert),
    "encode": _bytes(_encode),
    "bytes": _bytes(lambda content, what: what),
    "twice": _bytes(lambda content, _: content + content),
    "content": _content,
    "other": _other,
    "swap": _json(_swap),
    "drop": _json(_drop, of_objects=True),
    "duplicate": _json(_duplicate, of_objects=True),
    "add": _json(_add),
    "link": _link,
    "hard link": _hard_link,
    "folder": _folder,
    "file": _file,
    "fifo": _fifo,
    "socket": _socket,
    "shut": _shut,
    "huge": _huge,
    "gone": _gone,
    "time": _time,
    "beside": _beside,
}
"""What can be done to a file."""

ANYTHING = ("content", "link", "gone", "shut", "fifo", "socket", "time", "beside")
A_FILE = (
    *("truncate", "overwrite", "insert", "bytes", "other"),
    *("twice", "huge", "hard link", "folder"),
)
JSON = (*("swap",) * 16, "drop", "duplicate", "add", "encode")
"""What can be wrong with anything, with a file, and with JSON: as often as it stands here."""

ENCODINGS = ("utf-16", "utf-16-be", "utf-32", "utf-8-sig", "latin-1", "utf-7", "cp037")

TIMES = (0, 1, 2**31, 4_102_444_800, 2**33)
"""Times of change; the last are in the future."""

BESIDE = ("file", "folder", "link")
"""What can lie beside."""

NONE = st.none()
SHARES = st.integers(0, 1_000_000)
PLACES = st.integers(0, 999)


def mutations(part: str, file: str, others: Sequence[str]) -> st.SearchStrategy[Mutation]:
    """What can be wrong with a file, by its kind.

    Args:
        part: What the file belongs to.
        file: Within the folder of that.
        others: Files of the same folder whose content it may have.
    """

    names = tuple(nasty.contents(Path("/")))
    some = st.tuples(SHARES, st.binary(min_size=1, max_size=40))
    edit = st.tuples(PLACES, st.sampled_from(list(nasty.VALUES)))
    arguments: dict[str, st.SearchStrategy[Any]] = {
        "truncate": SHARES,
        "overwrite": some,
        "insert": some,
        "encode": st.sampled_from(ENCODINGS),
        "bytes": st.binary(max_size=200),
        "content": st.sampled_from(names),
        "other": st.sampled_from(list(others)),
        "link": st.sampled_from(TARGETS),
        "folder": st.sampled_from(["", "a.json", "0000300.npz"]),
        "file": st.sampled_from(["", "{}", "text"]),
        "time": st.sampled_from(TIMES),
        "beside": st.tuples(st.sampled_from(nasty.NAMES), st.sampled_from(BESIDE)),
        **dict.fromkeys(("swap", "drop", "duplicate", "add"), edit),
    }

    def of(how: str) -> st.SearchStrategy[Mutation]:
        what = arguments.get(how, NONE)
        return st.builds(Mutation, st.just(part), st.just(file), st.just(how), what)

    if not Path(file).suffix:
        hows = [*ANYTHING, "file"]
    elif file.endswith((".json", ".jsonl", ".safetensors")):
        hows = [*ANYTHING, *A_FILE, *JSON]
    else:
        hows = [*ANYTHING, *A_FILE]
    return st.sampled_from(hows).flatmap(of)
