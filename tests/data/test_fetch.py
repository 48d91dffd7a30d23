"""Files found in folders, and downloads that are checked, from a server of the test's own."""

import contextlib
import hashlib
import os
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from sculptor import SculptorError, data
from sculptor.data import fetch, registry
from sculptor.data.source import RemoteFile

CONTENT = {"a": b"the first file" * 40_000, "b": b"the second"}


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *args: object) -> None:
        pass

    def handle(self) -> None:
        with contextlib.suppress(ConnectionError):  # a client that has seen enough
            super().handle()


@pytest.fixture
def mirror(tmp_path: Path) -> Iterator[str]:
    """The address of a server with both files."""
    folder = tmp_path / "mirror"
    folder.mkdir()
    for name, content in CONTENT.items():
        (folder / f"{name}.gz").write_bytes(content)
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder)))
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
        sha256=hashlib.sha256(CONTENT[key]).hexdigest(),
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
    assert {path.name for path in (tmp_path / "here").iterdir()} == {"a.gz", "b.gz"}


def test_the_next_mirror_is_tried(mirror: str, tmp_path: Path) -> None:
    fetch.fetch([remote("b", mirror + "nothing/", mirror)], tmp_path)
    assert (tmp_path / "b.gz").read_bytes() == CONTENT["b"]


@pytest.mark.parametrize("change", [b"THE second", b"the secon", b"the second and more" * 9_999])
def test_a_file_that_is_not_the_one_published_is_refused(
    change: bytes, mirror: str, tmp_path: Path
) -> None:
    (tmp_path / "mirror" / "b.gz").write_bytes(change)
    with pytest.raises(SculptorError, match="SHA-256"):
        fetch.fetch([remote("b", mirror)], tmp_path / "here")
    assert not list((tmp_path / "here").iterdir())


def test_offline_says_what_to_do(tmp_path: Path) -> None:
    files = [remote("a", "http://127.0.0.1:9/"), remote("b", "http://127.0.0.1:9/")]
    with pytest.raises(SculptorError, match=r"a\.gz, b\.gz in a folder and set SCULPTOR_DATA"):
        fetch.fetch(files, tmp_path)
    assert not list(tmp_path.iterdir())


def test_a_folder_that_cannot_be_written_is_said(mirror: str, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(SculptorError, match="SCULPTOR_CACHE"):
        fetch.fetch([remote("b", mirror)], tmp_path / "file" / "here")


def test_an_interrupted_download_leaves_nothing(mirror: str, tmp_path: Path) -> None:
    def interrupt(done: int, total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fetch.fetch([remote("a", mirror)], tmp_path / "here", interrupt)
    assert not list((tmp_path / "here").iterdir())


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

    monkeypatch.setattr("urllib.request.urlopen", online)
    data.download("digits")
    data.download("sprites")


def test_every_file_of_every_data_set_can_be_checked() -> None:
    for source in registry.SOURCES.values():
        for file in source.files:
            assert len(bytes.fromhex(file.sha256)) == 32
            assert file.size > 0
            assert all(url.startswith("https://") for url in file.urls)
            assert len({Path(url).name for url in file.urls} | {file.names[0]}) == 1
