"""A cache of decoded data for one test."""

from pathlib import Path

import pytest


@pytest.fixture
def fresh(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A cache of its own."""
    monkeypatch.setenv("SCULPTOR_CACHE", str(tmp_path / "cache"))
    monkeypatch.delenv("SCULPTOR_DATA", raising=False)
