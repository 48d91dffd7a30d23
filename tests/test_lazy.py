"""Names that are imported when they are first used, from where type checkers find them."""

import importlib
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

from sculptor import lazy

ROOT = Path(__file__).parents[1]

PACKAGE = '''
"""A package whose names live elsewhere."""
from typing import TYPE_CHECKING

from sculptor import lazy

if TYPE_CHECKING:
    from posixpath import join as join, split as cut
    from lazy_room import shelf as shelf

__getattr__ = lazy.names(__name__)
'''


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[ModuleType]:
    """A package with two names of another module and a room of its own."""
    folder = tmp_path / "lazy_room"
    folder.mkdir()
    (folder / "__init__.py").write_text(PACKAGE)
    (folder / "shelf.py").write_text("BOOKS = 3\n")
    monkeypatch.syspath_prepend(tmp_path)
    yield importlib.import_module("lazy_room")
    for name in [name for name in sys.modules if name.split(".")[0] == "lazy_room"]:
        del sys.modules[name]


def test_a_name_is_found_in_its_home_and_kept(package: ModuleType) -> None:
    assert "join" not in vars(package)
    assert package.join("a", "b") == "a/b"
    assert vars(package)["join"] is package.join
    assert package.cut("a/b") == ("a", "b")  # under another name


def test_a_room_is_imported_when_it_is_first_used(package: ModuleType) -> None:
    assert "lazy_room.shelf" not in sys.modules
    assert package.shelf.BOOKS == 3
    assert package.shelf is sys.modules["lazy_room.shelf"]


def test_another_name_is_none_of_the_package(package: ModuleType) -> None:
    with pytest.raises(AttributeError, match="'lazy_room' has no attribute 'split'"):
        _ = package.split


def test_no_name_is_that_of_a_module_beside_it() -> None:
    # Who imported that module would find it in the place of the name.
    for source in (ROOT / "sculptor").rglob("__init__.py"):
        package = ".".join(source.parent.relative_to(ROOT).parts)
        beside = {path.stem for path in source.parent.iterdir()}
        imported = lazy._imports(source.read_text())
        assert not [name for name, (home, _) in imported if home != package and name in beside]
