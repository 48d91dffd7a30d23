"""What stands beside the driver and takes the files of nodes that do not see the home."""

from __future__ import annotations

from pathlib import Path

from filelock import Timeout

from sculptor.errors import SculptorError
from sculptor.files import RESTORE, appending, read_bytes, write_atomic
from sculptor.jobs.cluster.stream import Piece, files, is_part, is_wish
from sculptor.runs.folder import WEIGHTS, check_id, check_there, inside
from sculptor.runs.lock import alone

HOLD = 10.0
"""Seconds for which another writer of a run is waited for."""


class Post:
    """Gives out what is at home of a run, and writes what comes back; an actor of Ray's.

    Who opens a run is the only one whose files are taken from then on: those of a node that was
    given up, and comes back, are not.

    Args:
        home: Where the runs live.
    """

    def __init__(self, home: str) -> None:
        self._home = Path(home)
        self._tokens: dict[str, int] = {}
        self._wishes: dict[str, set[str]] = {}

    def open(self, run: str) -> tuple[int, list[Piece]]:
        """Every file of a run, and the token of who asked for them.

        Raises:
            SculptorError: There is no such run.
        """
        folder = self._folder(run)
        token = self._tokens[run] = self._tokens.get(run, 0) + 1
        names = files(folder)
        self._wishes[run] = {name for name in names if is_wish(name)}
        return token, [self._piece(folder, name) for name in names]

    def take(self, run: str, token: int, pieces: list[Piece], gone: list[str]) -> list[Piece]:
        """Write what has changed, and return what was wished since.

        Args:
            run: Its id.
            token: Of who sends it.
            pieces: Files, or the ends of some, in the order in which they are written.
            gone: The names of those that are no longer there.

        Raises:
            SculptorError: Another has opened the run since, it is gone, it is being written by
                somebody else, or a name is none of a run's file.
        """
        folder = self._folder(run)
        if token != self._tokens.get(run):
            raise SculptorError(f"Expected files of {run} from who opened it last.")
        for name in [*(piece[0] for piece in pieces), *gone]:
            if not is_part(name):
                raise SculptorError(f"Expected the name of a file of a run, received {name!r:.80}.")
        try:
            with alone(folder, HOLD):
                for piece in pieces:
                    _write(folder, Piece(*piece))
                for name in gone:
                    (folder / name).unlink(missing_ok=True)
        except Timeout as error:
            raise SculptorError(
                f"Expected no other worker on {run}, but one is at work."
            ) from error
        self._wishes[run] -= {*gone}
        new = [name for name in files(folder) if is_wish(name) and name not in self._wishes[run]]
        self._wishes[run] |= {*new}
        return [self._piece(folder, name) for name in new]

    def _folder(self, run: str) -> Path:
        folder = self._home / check_id(run)
        check_there(folder)
        return folder

    def _piece(self, folder: Path, name: str) -> Piece:
        return Piece(name, 0, read_bytes(folder / name, WEIGHTS, follow_links=False))


def _write(folder: Path, piece: Piece) -> None:
    """Write a file whole, or add to one that has as many bytes as is said."""
    within, _, _ = piece.name.rpartition("/")
    if within:
        inside(folder, within)
    path = folder / piece.name
    if not piece.begin:
        write_atomic(path, piece.content)
        return
    with appending(path) as file:
        if file.seek(0, 2) != piece.begin:
            raise SculptorError(f"Expected {piece.begin:,} bytes in {path}. {RESTORE}")
        file.write(piece.content)
