"""A home of runs that were never trained."""

from pathlib import Path

import pytest

from sculptor.runs import index, summary
from tests.runs.listed import make


@pytest.fixture
def settled(monkeypatch: pytest.MonkeyPatch) -> None:
    """Files whose time of change is new with each change, so that none has to be waited for."""
    monkeypatch.setattr(summary, "UNSETTLED", 0.0)
    monkeypatch.setattr(index, "UNSETTLED", 0.0)
    monkeypatch.setattr(index, "WORTH", 0)


@pytest.fixture
def home(own_home: Path) -> Path:
    """Three runs that have ended."""
    for number in range(3):
        make(own_home, number)
    return own_home
