"""Every test has a home and a cache of its own, and one thread."""

from pathlib import Path

import pytest


@pytest.fixture(autouse=True)
def own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A fresh home for the runs of one test."""
    home = tmp_path / "home"
    monkeypatch.setenv("SCULPTOR_HOME", str(home))
    return home


@pytest.fixture(scope="session", autouse=True)
def shared_cache(tmp_path_factory: pytest.TempPathFactory) -> None:
    """One cache of decoded data for the whole session, apart from the user's."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SCULPTOR_CACHE", str(tmp_path_factory.mktemp("cache")))
        yield
