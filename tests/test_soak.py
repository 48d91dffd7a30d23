"""The soak: a short one, and that it finds what it looks for."""

import importlib
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

from sculptor.files import write_json
from sculptor.home import LOCKS
from sculptor.jobs import Run, queue
from sculptor.runs.folder import COMMANDS, METRICS, MODEL, SNAPSHOTS, STATUS

ROOT = Path(__file__).parents[1]

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="it adopts orphans, as Linux can")


@pytest.fixture
def soaking(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], ModuleType]:
    """A module of the soak."""
    monkeypatch.syspath_prepend(ROOT / "benchmarks")
    return lambda name: importlib.import_module(f"soaking.{name}")


def test_a_dozen_kills_leave_nothing_behind(tmp_path: Path) -> None:
    command = [sys.executable, "benchmarks/soak.py", "--kills", "12", "--to", str(tmp_path)]
    environment = {**os.environ, "TMPDIR": str(tmp_path)}
    result = subprocess.run(
        command, check=False, cwd=ROOT, env=environment, capture_output=True, text=True
    )
    assert result.returncode == 0, result.stdout + result.stderr
    text = (tmp_path / "soak.md").read_text()
    assert "| **in all** | **1" in text  # 12, and more where several were killed at once
    assert text in result.stdout
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith("soak-")] == []


def test_a_whole_run_is_found_whole(finished: Run, soaking: Callable[[str], ModuleType]) -> None:
    checks = soaking("checks")
    assert checks.half_written(finished.folder) == []
    assert checks.left_over(finished.folder.parent) == []
    assert checks.locks_left(finished.folder.parent) == []


@pytest.mark.parametrize(
    "name", [STATUS, METRICS, MODEL, "latents.npy", f"{SNAPSHOTS}/0000200.npz"]
)
def test_what_is_cut_short_is_found(
    finished: Run, soaking: Callable[[str], ModuleType], name: str
) -> None:
    path = finished.folder / name
    path.write_bytes(path.read_bytes()[:-20])
    found = soaking("checks").half_written(finished.folder)
    assert any(Path(name).name in each or "step 200" in each for each in found)


@pytest.mark.parametrize(
    "name", [".status.json.0a1b.tmp", f"{COMMANDS}/1.json", f"{SNAPSHOTS}/.0.npz.1.tmp", ".new-1"]
)
def test_what_is_left_over_is_found(
    finished: Run, soaking: Callable[[str], ModuleType], name: str
) -> None:
    (finished.folder / name).write_text("")
    assert soaking("checks").left_over(finished.folder) == [f"{finished.id}/{name}"]


def test_locks_of_the_dead_are_found(own_home: Path, soaking: Callable[[str], ModuleType]) -> None:
    queue.enqueue(own_home, "lost", "cpu", 1.0)
    (own_home / LOCKS / "queue.lock").write_text("1234")
    ticket, content = soaking("checks").locks_left(own_home)
    assert ticket.startswith("ticket ")
    assert content == "content in queue.lock"


def test_a_wrong_state_is_found(
    run: Run, soaking: Callable[[str], ModuleType], monkeypatch: pytest.MonkeyPatch
) -> None:
    scenes, tallies = soaking("scene"), soaking("tally")
    monkeypatch.setattr(scenes, "GRACE", 0.0)
    scene = scenes.Scene(run.folder.parent, tallies.Tally.of(12))
    list(scene.settle(run))  # it waits for a worker that was never started
    assert scene.tally.found == [(tallies.WRONG, f"{run.id} reads queued, but no worker lives")]


END = """
import sys
from pathlib import Path

from sculptor import jobs
from sculptor.jobs import Run
from soaking.scene import Scene
from soaking.tally import DIFFERENT, Tally

run = Run(Path(sys.argv[1]))
scene = Scene(run.folder.parent, Tally.of(12))
for _ in scene.end(run):
    pass
assert [kind for kind, _ in scene.tally.found] == [DIFFERENT], scene.tally.found
assert jobs.list_runs() == jobs.trash() == []
"""
"""The end of a run, in a process that has no threads yet, which no fork would have."""


def test_other_weights_are_found(finished: Run) -> None:
    model = finished.folder / MODEL
    model.write_bytes(model.read_bytes()[:-1] + b"\x01")
    home = str(finished.folder.parent)
    more = {"OMP_NUM_THREADS": "1", "PYTHONPATH": str(ROOT), "SCULPTOR_HOME": home}
    result = subprocess.run(
        [sys.executable, "-c", END, str(finished.folder)],
        check=False,
        cwd=ROOT / "benchmarks",
        env={**os.environ, **more},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert result.returncode == 0, result.stderr


def test_a_fork_dies_at_the_operation_it_is_told(
    tmp_path: Path, soaking: Callable[[str], ModuleType]
) -> None:
    def write() -> None:
        for number in range(5):
            write_json(tmp_path / f"{number}.json", {})

    # The first file is opened, moved, and its temporary name is removed; the second is opened.
    process = soaking("forks").Forked(write, tmp_path / "log", dies_at=5, within=tmp_path)
    while process.poll() is None:
        pass
    assert process.poll() == -9
    assert (tmp_path / "0.json").read_text() == "{}\n"
    assert not (tmp_path / "1.json").exists()
    assert len(list(tmp_path.glob("*.tmp"))) == 1


def test_kills_are_shared_out(soaking: Callable[[str], ModuleType]) -> None:
    tally = soaking("tally").Tally.of(1000)
    assert tally.left() == sum(tally.wanted.values()) == 1000
    assert min(soaking("tally").Tally.of(12).wanted.values()) == 1
