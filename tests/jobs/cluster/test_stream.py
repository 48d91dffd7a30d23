"""Files that come and go between a home and a node that does not see it; without Ray."""

from pathlib import Path
from typing import Any

import pytest

from sculptor import SculptorError
from sculptor.files import append_line, write_atomic
from sculptor.jobs import Run, commands, launcher
from sculptor.jobs.cluster.post import Post
from sculptor.jobs.cluster.stream import Piece, Stream, files
from sculptor.runs.folder import CHECKPOINT, METRICS, STATUS
from tests.conftest import TINY


class Direct(Stream):
    """Calls its post without Ray, and keeps what it has sent."""

    sent: list[Piece]

    def _ask(self, what: str, *given: Any) -> Any:
        if what == "take":
            self.sent = given[2]
        return getattr(self._post, what)(*given)


@pytest.fixture
def begun(own_home: Path) -> Run:
    """A run with a file of each kind."""
    run = Run(launcher.create(TINY))
    for name in (CHECKPOINT, "snapshots/0000100.npz", "snapshots/0000100-traversal.png"):
        (run.folder / name).write_bytes(name.encode())
    append_line(run.folder / METRICS, {"step": 100})
    return run


@pytest.fixture
def post(own_home: Path) -> Post:
    return Post(str(own_home))


def contents(folder: Path) -> dict[str, bytes]:
    return {name: (folder / name).read_bytes() for name in files(folder)}


def test_a_copy_is_filled_and_what_changes_comes_home(
    begun: Run, post: Post, tmp_path: Path
) -> None:
    copy = tmp_path / begun.id
    before = contents(begun.folder)
    with Direct(copy, post) as stream:
        assert contents(copy) == before
        stream.send()
        assert stream.sent == []
        write_atomic(copy / CHECKPOINT, b"new")
        append_line(copy / METRICS, {"step": 300})
        (copy / "snapshots" / "0000300.npz").write_bytes(b"arrays")
        write_atomic(copy / STATUS, b"{}")
        gone = next((copy / "snapshots").glob("*.png"))
        gone.unlink()
        stream.send()
        names = [piece.name for piece in stream.sent]
        assert names == [CHECKPOINT, "snapshots/0000300.npz", METRICS, STATUS]
        (row,) = (piece for piece in stream.sent if piece.name == METRICS)
        assert (row.begin, row.content) == (len(before[METRICS]), b'{"step": 300}\n')
    assert contents(begun.folder) == contents(copy)
    assert not (begun.folder / "snapshots" / gone.name).exists()


def test_a_file_that_began_anew_is_sent_whole(begun: Run, post: Post, tmp_path: Path) -> None:
    copy = tmp_path / begun.id
    with Direct(copy, post) as stream:
        rows = (copy / METRICS).read_bytes()
        write_atomic(copy / METRICS, rows + b"{}\n")
        stream.send()
        assert [piece.begin for piece in stream.sent] == [0]
    assert (begun.folder / METRICS).read_bytes() == rows + b"{}\n"


def test_wishes_reach_the_node_and_go_away_when_fulfilled(
    begun: Run, post: Post, tmp_path: Path
) -> None:
    copy = tmp_path / begun.id
    with Direct(copy, post) as stream:
        commands.send(begun.folder, "pause")
        stream.send()
        (wish,) = commands.waiting(copy)
        stream.send()
        assert len(commands.waiting(copy)) == 1
        wish.done()
        stream.send()
        assert commands.waiting(begun.folder) == []


def test_who_was_given_up_writes_nothing_more(begun: Run, post: Post) -> None:
    token, _ = post.open(begun.id)
    post.open(begun.id)
    with pytest.raises(SculptorError, match="who opened it last"):
        post.take(begun.id, token, [Piece(CHECKPOINT, 0, b"late")], [])
    assert (begun.folder / CHECKPOINT).read_bytes() != b"late"


@pytest.mark.parametrize(
    "name", ["../x", "/etc/passwd", "snapshots/../../x", "snapshots/.hidden", "other", "snapshots/"]
)
def test_only_files_of_a_run_are_taken(begun: Run, post: Post, name: str) -> None:
    token, _ = post.open(begun.id)
    for pieces, gone in [([Piece(name, 0, b"")], []), ([], [name])]:
        with pytest.raises(SculptorError, match="name of a file"):
            post.take(begun.id, token, pieces, gone)


def test_an_end_without_its_beginning_is_refused(begun: Run, post: Post) -> None:
    token, _ = post.open(begun.id)
    with pytest.raises(SculptorError, match="Expected 3 bytes"):
        post.take(begun.id, token, [Piece(METRICS, 3, b"x")], [])


def test_links_are_followed_by_none(begun: Run, post: Post, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("mine")
    (begun.folder / "figures.json").symlink_to(secret)
    assert "figures.json" not in [piece.name for piece in post.open(begun.id)[1]]
    with pytest.raises(SculptorError, match="run id"):
        post.open("../secret")
