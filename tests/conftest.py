"""Every test has a home and a cache of its own, and one thread."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

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


@pytest.fixture
def run_notebook() -> Callable[[dict[str, Any], Path], dict[str, Any]]:
    """Run the cells of a notebook as they are, in a home; the names that they have defined."""

    def run(book: dict[str, Any], home: Path) -> dict[str, Any]:
        space: dict[str, Any] = {}
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("SCULPTOR_HOME", str(home))
            for cell in book["cells"]:
                if cell["cell_type"] == "code":
                    exec(compile("".join(cell["source"]), cell["id"], "exec"), space)
        return space

    return run
