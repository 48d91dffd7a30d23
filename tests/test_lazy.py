"""Names that are imported when they are first used."""

import sys
import types

import pytest

from sculptor import lazy


@pytest.fixture
def package(monkeypatch: pytest.MonkeyPatch) -> types.ModuleType:
    """A package whose names live elsewhere."""
    package = types.ModuleType("package_of_a_test")
    package.__getattr__ = lazy.names(  # type: ignore[method-assign]
        package.__name__, {"join": "posixpath:join", "colours": "colorsys"}
    )
    monkeypatch.setitem(sys.modules, package.__name__, package)
    return package


def test_a_name_is_found_in_its_home_and_kept(package: types.ModuleType) -> None:
    assert "join" not in vars(package)
    assert package.join("a", "b") == "a/b"
    assert vars(package)["join"] is package.join


def test_a_module_is_imported_when_it_is_first_used(
    package: types.ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delitem(sys.modules, "colorsys", raising=False)
    assert package.colours is sys.modules["colorsys"]


def test_another_name_is_none_of_the_package(package: types.ModuleType) -> None:
    with pytest.raises(AttributeError, match="'package_of_a_test' has no attribute 'split'"):
        _ = package.split
