"""Where things live."""

import os
from pathlib import Path

import pytest

from sculptor import home


def test_the_environment_decides(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SCULPTOR_HOME", str(tmp_path / "a"))
    assert home.home() == tmp_path / "a"
    assert home.samples_dir().parent == home.home()
    monkeypatch.delenv("SCULPTOR_HOME")
    monkeypatch.chdir(tmp_path)
    assert home.home() == tmp_path / "runs"


def test_data_folders_are_a_search_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SCULPTOR_DATA", os.pathsep.join([str(tmp_path), "", "/elsewhere"]))
    assert home.data_dirs() == [tmp_path, Path("/elsewhere")]
    monkeypatch.delenv("SCULPTOR_DATA")
    assert home.data_dirs() == []


def test_the_cache_is_where_the_platform_keeps_caches(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SCULPTOR_CACHE", str(tmp_path / "named"))
    assert home.cache_dir() == tmp_path / "named"
    monkeypatch.delenv("SCULPTOR_CACHE")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    monkeypatch.setattr(home, "user_cache_path", lambda name, appauthor: tmp_path / "cache" / name)
    assert home.cache_dir() == tmp_path / "cache" / "sculptor"


def test_a_cache_of_earlier_times_goes_on_being_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SCULPTOR_CACHE")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    monkeypatch.setattr(home, "user_cache_path", lambda name, appauthor: tmp_path / name)
    earlier = tmp_path / ".cache" / "sculptor"
    earlier.mkdir(parents=True)
    assert home.cache_dir() == earlier


def test_what_is_shipped_is_in_the_package_or_beside_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert (home.pretrained_dir() / "sprites-ring-mmd.json").is_file()
    assert (home.app_file().parent / "pages" / "main.py").is_file()
    package = tmp_path / "sculptor"
    (package / "_pretrained").mkdir(parents=True)
    monkeypatch.setattr(home, "__file__", str(package / "home.py"))
    assert home.pretrained_dir() == package / "_pretrained"
    assert home.app_file() == tmp_path / "app.py"


def test_a_folder_of_nobodys_is_taken_as_it_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    for variable, place in (
        ("SCULPTOR_HOME", home.home),
        ("SCULPTOR_CACHE", home.cache_dir),
        ("SCULPTOR_DATA", lambda: home.data_dirs()[0]),
    ):
        monkeypatch.setenv(variable, "~nobody-of-this-name/x")
        assert place().parts[-2:] == ("~nobody-of-this-name", "x")
