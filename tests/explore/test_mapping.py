"""The UMAP plane: made by a process of its own, kept, and the same codes at the same places."""

import io
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from sculptor.explore import mapping
from sculptor.explore.opened import open_space
from sculptor.files import write_json
from sculptor.jobs import project
from sculptor.jobs.project import Progress

SPACE = "model:factors-mmd"


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(mapping.places, "cache_dir", lambda: tmp_path)
    return tmp_path


def test_the_map_of_a_shipped_model_is_made_once_and_kept(
    cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    explored = open_space(SPACE)
    assert mapping.read(explored) is None
    assert mapping.done(explored) is None
    started: list[tuple[str, Path]] = []
    monkeypatch.setattr(mapping.launcher, "spawn", lambda name, to, *_: started.append((name, to)))
    mapping.ask(explored)
    ((name, folder),) = started
    assert name == "sculptor.explore.mapping"
    monkeypatch.setattr(mapping, "umap", lambda z, target, _tell: (z[:, :2], target[:, :2]))
    mapping.make(folder)
    plane = mapping.read(explored)
    assert plane is not None
    codes = explored.items.of("sample")
    assert np.array_equal(plane.place(codes), codes[:, :2])
    x, y = plane.place(codes[3:4])[0]
    assert np.allclose(plane.lift(float(x), float(y), codes[0]), codes[3])


def test_progress_is_told_while_the_lock_is_held(tmp_path: Path) -> None:
    assert project.progress(tmp_path) is None
    project.teller(tmp_path)(Progress("layout", 0.25))
    with project.FileLock(tmp_path / project.LOCK):
        assert project.progress(tmp_path) == ("layout", 0.25)
        for nothing in ({"phase": "layout", "share": "half"}, {"phase": "tea", "share": 0.5}):
            write_json(tmp_path / project.PROGRESS, nothing)
            assert project.progress(tmp_path) == ("loading", 0.0)


def test_the_bar_of_umap_tells_its_share() -> None:
    told: list[Progress] = []
    sink = project._Told(told.append)
    print("\r 50/200 ", file=sink, end="")
    print("done", file=sink)
    assert told == [("layout", 0.25)]
    assert isinstance(sink, io.TextIOBase)


def test_umap_tells_its_phases_from_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    class UMAP:
        def __init__(self, *, tqdm_kwds: dict[str, Any], **_: Any) -> None:
            self.bar = tqdm_kwds["file"]

        def fit_transform(self, pooled: np.ndarray) -> np.ndarray:
            print("0/200 ", file=self.bar)
            return pooled[:, :2]

    monkeypatch.setitem(sys.modules, "umap", SimpleNamespace(UMAP=UMAP))
    told: list[Progress] = []
    project.umap(np.zeros((3, 4), np.float32), np.ones((3, 4), np.float32), told.append)
    assert told == [("loading", 0), ("neighbours", 0), ("layout", 0)]
