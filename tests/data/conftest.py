"""A cache of decoded data, and a folder of published files, for one test."""

from pathlib import Path

import pytest


@pytest.fixture
def fresh(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A cache of its own."""
    monkeypatch.setenv("SCULPTOR_CACHE", str(tmp_path / "cache"))
    monkeypatch.delenv("SCULPTOR_DATA", raising=False)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that is named in SCULPTOR_DATA."""
    path = tmp_path / "data"
    path.mkdir()
    monkeypatch.setenv("SCULPTOR_DATA", str(path))
    return path
