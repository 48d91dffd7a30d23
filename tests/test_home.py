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
