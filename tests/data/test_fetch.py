"""Files found in folders, and downloads that are checked, from a server of the test's own."""

import contextlib
import hashlib
import os
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import ClassVar

import pytest

from sculptor import SculptorError, data
from sculptor.data import fetch, registry
from sculptor.data.source import RemoteFile

CONTENT = {"a": b"the first file" * 40_000, "b": b"the second"}


class Server(SimpleHTTPRequestHandler):
    """Serves files, and the rest of one; what it was asked for can be told to end early."""

    asked: ClassVar[list[str]] = []
    ranges: ClassVar[bool] = True
    stops: ClassVar[list[int]] = []

    def log_message(self, *args: object) -> None:
        pass

    def do_GET(self) -> None:
        start = self.headers.get("Range", "bytes=0-").removeprefix("bytes=").removesuffix("-")
        self.asked.append(start)
        path = Path(self.translate_path(self.path))
        if not path.is_file():
            return self.send_error(404)
        content = path.read_bytes()
        begin = int(start) if self.ranges else 0
        if begin >= len(content):
            return self.send_error(416)
        self.send_response(206 if begin else 200)
        self.send_header("Content-Length", str(len(content) - begin))
        self.end_headers()
        end = self.stops.pop(0) if self.stops else len(content)
        self.wfile.write(content[begin:end])

    def handle(self) -> None:
        with contextlib.suppress(ConnectionError):  # a client that has seen enough
            super().handle()


@pytest.fixture
def mirror(tmp_path: Path) -> Iterator[str]:
    """The address of a server with both files."""
    Server.asked, Server.stops, Server.ranges = [], [], True
    folder = tmp_path / "mirror"
    folder.mkdir()
    for name, content in CONTENT.items():
        (folder / f"{name}.gz").write_bytes(content)
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Server, directory=str(folder)))
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    thread.join()
    server.server_close()


def remote(key: str, *mirrors: str) -> RemoteFile:
    return RemoteFile(
        key=key,
        names=(f"{key}.gz", key),
        urls=tuple(f"{mirror}{key}.gz" for mirror in mirrors),
        size=len(CONTENT[key]),
        checksum=f"sha256:{hashlib.sha256(CONTENT[key]).hexdigest()}",
    )


def test_files_are_fetched_with_progress_and_then_found(mirror: str, tmp_path: Path) -> None:
    files = [remote("a", mirror), remote("b", mirror)]
    seen: list[tuple[int, int]] = []
    assert fetch.locate(files, tmp_path / "here") is None
    fetch.fetch(files, tmp_path / "here", lambda done, total: seen.append((done, total)))
    found = fetch.locate(files, tmp_path / "here")
    assert {key: path.read_bytes() for key, path in found.items()} == CONTENT
    total = sum(map(len, CONTENT.values()))
    assert seen[-1] == (total, total)
    assert seen == sorted(seen)
    assert len(seen) > 3
    assert left(tmp_path / "here") == {"a.gz", "b.gz"}


def test_the_next_mirror_is_tried(mirror: str, tmp_path: Path) -> None:
    fetch.fetch([remote("b", mirror + "nothing/", mirror)], tmp_path)
    assert (tmp_path / "b.gz").read_bytes() == CONTENT["b"]


@pytest.mark.parametrize("change", [b"THE second", b"the secon", b"the second and more" * 9_999])
def test_a_file_that_is_not_the_one_published_is_refused(
    change: bytes, mirror: str, tmp_path: Path
) -> None:
    (tmp_path / "mirror" / "b.gz").write_bytes(change)
    with pytest.raises(SculptorError, match="sent another file"):
        fetch.fetch([remote("b", mirror)], tmp_path / "here")
    assert not left(tmp_path / "here")


def test_offline_says_what_to_do(tmp_path: Path) -> None:
    files = [remote("a", "http://127.0.0.1:9/"), remote("b", "http://127.0.0.1:9/")]
    with pytest.raises(SculptorError, match=r"a\.gz, b\.gz in a folder and set SCULPTOR_DATA"):
        fetch.fetch(files, tmp_path)
    assert not left(tmp_path)


def test_a_folder_that_cannot_be_written_is_said(mirror: str, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(SculptorError, match="SCULPTOR_CACHE"):
        fetch.fetch([remote("b", mirror)], tmp_path / "file" / "here")


def left(folder: Path) -> set[str]:
    """What a download leaves behind."""
    return {path.name for path in folder.iterdir()} - {".lock"}


def test_an_interrupted_download_is_gone_on_with(mirror: str, tmp_path: Path) -> None:
    def interrupt(done: int, total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fetch.fetch([remote("a", mirror)], tmp_path / "here", interrupt)
    assert left(tmp_path / "here") == {".a.gz.part"}
    assert fetch.locate([remote("a")], tmp_path / "here") is None
    fetch.fetch([remote("a", mirror)], tmp_path / "here")
    assert Server.asked == ["0", str(fetch.CHUNK)]
    assert left(tmp_path / "here") == {"a.gz"}
    assert (tmp_path / "here" / "a.gz").read_bytes() == CONTENT["a"]


def test_the_next_mirror_goes_on_where_the_first_was_cut_off(mirror: str, tmp_path: Path) -> None:
    Server.stops = [300_000]
    fetch.fetch([remote("a", mirror, mirror)], tmp_path / "here")
    first, second = map(int, Server.asked)
    assert first == 0 < second <= 300_000
    assert (tmp_path / "here" / "a.gz").read_bytes() == CONTENT["a"]


def test_a_server_that_knows_no_ranges_sends_all_of_it_anew(mirror: str, tmp_path: Path) -> None:
    Server.ranges = False
    (tmp_path / ".a.gz.part").write_bytes(CONTENT["a"][:1000])
    fetch.fetch([remote("a", mirror)], tmp_path)
    assert (tmp_path / "a.gz").read_bytes() == CONTENT["a"]


@pytest.mark.parametrize("size", [1000, len(CONTENT["a"]), len(CONTENT["a"]) + 5])
def test_a_part_that_is_not_of_the_file_is_got_anew(size: int, mirror: str, tmp_path: Path) -> None:
    (tmp_path / ".a.gz.part").write_bytes(b"x" * size)
    fetch.fetch([remote("a", mirror)], tmp_path)
    assert Server.asked == [str(size), "0"]
    assert (tmp_path / "a.gz").read_bytes() == CONTENT["a"]


def test_two_that_fetch_at_once_download_once(mirror: str, tmp_path: Path) -> None:
    both = [
        threading.Thread(target=fetch.fetch, args=([remote("a", mirror)], tmp_path / "here"))
        for _ in range(2)
    ]
    for thread in both:
        thread.start()
    for thread in both:
        thread.join()
    assert Server.asked == ["0"]
    assert left(tmp_path / "here") == {"a.gz"}


def test_a_full_disk_is_said_and_leaves_a_part_to_go_on_with(
    mirror: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("os.fsync", full)
        with pytest.raises(SculptorError, match=r"No space left on device\. Free some disk"):
            fetch.fetch([remote("a", mirror)], tmp_path / "here")
    assert left(tmp_path / "here") == {".a.gz.part"}
    fetch.fetch([remote("a", mirror)], tmp_path / "here")
    assert left(tmp_path / "here") == {"a.gz"}


def test_a_server_that_never_ends_is_left(
    mirror: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fetch, "CHUNK", 1 << 10)
    (tmp_path / "mirror" / "b.gz").write_bytes(bytes(1_000_000))
    seen: list[int] = []
    with pytest.raises(SculptorError, match=r"another file|cut off"):
        fetch.fetch([remote("b", mirror)], tmp_path, lambda done, _: seen.append(done))
    assert len(seen) < 10


def test_what_may_not_be_downloaded_says_where_it_is_to_be_got(tmp_path: Path) -> None:
    files = [
        RemoteFile(key="faces", names=("faces.zip",), page="https://example.org/faces"),
        RemoteFile(key="notes", names=("notes.txt",), optional=True),
    ]
    with pytest.raises(SculptorError, match=r"example\.org/faces: put faces\.zip into one folder"):
        fetch.fetch(files, tmp_path)


def test_what_is_optional_may_be_missing_and_a_folder_is_a_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = [
        RemoteFile(key="faces", names=("faces.zip", "faces/")),
        RemoteFile(key="notes", names=("notes.txt",), optional=True),
    ]
    monkeypatch.setenv("SCULPTOR_DATA", str(tmp_path))
    (tmp_path / "faces").touch()  # no folder
    assert fetch.locate(files, tmp_path / "downloads") is None
    (tmp_path / "faces").unlink()
    (tmp_path / "faces").mkdir()
    assert fetch.locate(files, tmp_path / "downloads") == {"faces": tmp_path / "faces"}
    (tmp_path / "notes.txt").touch()
    assert set(fetch.locate(files, tmp_path / "downloads") or {}) == {"faces", "notes"}


def test_what_a_package_of_the_system_has_is_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SCULPTOR_DATA", raising=False)
    monkeypatch.setattr(fetch, "SHARED", tmp_path)
    (tmp_path / "letters").mkdir()
    (tmp_path / "letters" / "a").touch()
    assert fetch.locate([remote("a")], Path("cache/letters")) == {"a": tmp_path / "letters/a"}
    assert fetch.locate([remote("a")], Path("cache/others")) is None


def test_files_are_taken_from_one_folder_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Half of one edition and half of another are not a data set."""
    files = [remote("a"), remote("b")]
    for folder, names in {"x": ["a"], "y": ["b.gz"], "z": ["a.gz", "b"]}.items():
        (tmp_path / "data" / folder).mkdir(parents=True)
        for name in names:
            (tmp_path / "data" / folder / name).touch()
    monkeypatch.setenv("SCULPTOR_DATA", f"{tmp_path / 'absent'}{os.pathsep}{tmp_path / 'data'}")
    found = fetch.locate(files, tmp_path / "downloads")
    assert found == {"a": tmp_path / "data/z/a.gz", "b": tmp_path / "data/z/b"}
    (tmp_path / "data" / "z" / "b").unlink()
    assert fetch.locate(files, tmp_path / "downloads") is None


def test_what_is_here_is_not_fetched_again(monkeypatch: pytest.MonkeyPatch) -> None:
    def online(*args: object, **kwargs: object) -> None:
        raise AssertionError

    monkeypatch.setattr("requests.get", online)
    data.download("digits")
    data.download("sprites")


def test_every_file_of_every_data_set_can_be_checked() -> None:
    lengths = {"sha256": 32, "md5": 16}
    for source in registry.SOURCES.values():
        for file in source.files:
            if not file.urls:
                assert file.page.startswith("https://") or file.optional
                continue
            algorithm, digits = file.checksum.split(":")
            assert len(bytes.fromhex(digits)) == lengths[algorithm]
            assert file.size > 0
            assert all(url.startswith(("https://", "http://")) for url in file.urls)
            assert len({Path(url).name for url in file.urls} | {file.names[0]}) == 1
