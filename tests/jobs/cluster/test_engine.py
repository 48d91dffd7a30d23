"""Runs on three nodes of Ray: a driver is lost and a node is, a home is not seen, a task crashes.

Ray takes some twenty seconds of processor time to start, so that all tests share one cluster.
"""

import contextlib
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import psutil
import pytest
from safetensors.torch import load_file

from sculptor import RunConfig, jobs
from sculptor.jobs import Run, launcher, worker
from sculptor.jobs.cluster import engine
from sculptor.jobs.cluster.engine import Cluster
from sculptor.runs.folder import CHECKPOINT, MODEL, known_status
from sculptor.studies import Place, create, drive, driver, grid
from sculptor.training.position import Position
from sculptor.training.training import POSITION

PATIENCE = 90.0

BASE = RunConfig(
    dataset="digits",
    network={"kind": "mlp", "width": 16},
    latent_dim=2,
    steps=3_000,
    batch_size=64,
    device="cpu",
    precision="float32",
    objective={"kind": "vae"},
)


@pytest.fixture(autouse=True)
def one_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each node has a core."""
    monkeypatch.setenv("OMP_NUM_THREADS", "1")


def until(true: Callable[[], Any], what: str) -> None:
    end = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < end, f"waited in vain until {what}"
        time.sleep(0.02)


def reached(run: Run) -> int:
    """The updates that its checkpoint has seen; -1 where there is none."""
    with contextlib.suppress(FileNotFoundError):
        return Position.read(load_file(run.folder / CHECKPOINT)[POSITION], run.config).step
    return -1


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The weights of a run of seed 0 that was never interrupted, trained without Ray."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SCULPTOR_HOME", str(tmp_path_factory.mktemp("undisturbed")))
        patch.setenv("OMP_NUM_THREADS", "1")
        folder = launcher.create(BASE)
        assert worker.work(folder, device="cpu") == "finished"
    return (folder / MODEL).read_bytes()


def test_a_driver_and_a_node_are_lost(
    nodes: Any,
    undisturbed: bytes,
    own_home: Path,
    here: list[Path],
    cheap: Callable[[], int],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The same again goes on, on what is left, and comes to the same bits."""
    monkeypatch.setattr(driver, "SCORER", "")  # figures are another test's
    monkeypatch.setattr(driver, "LOOK", 0.2)
    longer = replace(BASE, steps=2 * BASE.steps)
    study = create([*grid(BASE), *grid(longer, seeds=[1])])
    place = Place("ray", nodes.address)
    told = {**os.environ, **place.environment(), "SCULPTOR_HOME": str(own_home)}
    command = [sys.executable, "-m", "sculptor.studies.driver", str(study.folder)]
    first = subprocess.Popen(command, env=told)
    try:
        until(lambda: len(study.runs) == 2, "there are two runs")
        runs = study.runs
        until(lambda: all(run.progress().step > 0 for run in runs), "both are at work")
        runs[0].pause()  # so that it has a checkpoint, however slow this machine is
        until(lambda: runs[0].status == "paused", "one is paused")
    finally:
        first.kill()
        first.wait()
    until(lambda: runs[1].status == "interrupted", "Ray has ended its task")
    begun = reached(runs[0])
    lost: list[int] = []

    def lose(progress: object) -> None:
        """Kill the node of the first run once that is at work again."""
        record = known_status(runs[0].folder)
        if not lost and record["status"] == "running":
            node = next(node for node in nodes.worker_nodes if is_of(record["pid"], node))
            nodes.remove_node(node, allow_graceful=False)
            lost.append(reached(runs[0]))

    assert drive(study, lose, place) == "finished"
    assert 0 < begun <= lost[0] < BASE.steps
    assert [run.id for run in study.runs] == [run.id for run in runs]
    assert len(jobs.list_runs()) == 2
    assert (runs[0].folder / MODEL).read_bytes() == undisturbed


def is_of(pid: int, node: Any) -> bool:
    """Whether a process is one of a node's."""
    raylets = {each.process.pid for each in node.all_processes["raylet"]}
    return bool(raylets & {each.pid for each in psutil.Process(pid).parents()})


@pytest.fixture
def own(nodes: Any, own_home: Path) -> Iterator[Cluster]:
    """An engine of this test."""
    with closing(Cluster(own_home, nodes.address, then="sculptor.studies.scorer")) as engine:
        yield engine


def wait_for(cluster: Cluster, run: Run) -> str:
    def ended() -> bool:
        cluster.look()
        return not cluster.busy(run.folder)

    until(ended, "it has ended")
    return run.status


def test_a_home_that_no_node_sees(
    own: Cluster, undisturbed: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its runs are watched, paused, resumed and measured as any other."""
    monkeypatch.setattr(own, "_seen", lambda folder: Path("/elsewhere") / folder.name)
    run = Run(launcher.create(BASE))
    own.begin(run.folder)
    assert (run.status, known_status(run.folder)["pid"]) == ("queued", os.getpid())

    def shown() -> bool:
        own.look()
        return bool(run.snapshots()) and run.progress().step > 0

    until(shown, "it is seen at work")
    run.pause()
    assert wait_for(own, run) == "paused"
    assert 0 < reached(run) < BASE.steps

    own.go_on(run)
    assert wait_for(own, run) == "finished"
    assert not [*(run.folder / "commands").iterdir()]
    assert (run.folder / "figures.json").exists()
    assert run.metrics()["step"].iloc[-1] == BASE.steps
    assert (run.folder / MODEL).read_bytes() == undisturbed


def test_what_crashes_is_not_begun_for_ever(own: Cluster, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "RETRIES", 1)
    monkeypatch.setattr(own, "_go", own._ray.remote(lambda *_: os._exit(1)))
    run = Run(launcher.create(BASE))
    own.begin(run.folder)
    assert wait_for(own, run) == "failed"
    assert "Ray tries 2 times" in run.progress().message


def test_only_this_machine_is_listened_to(nodes: Any) -> None:
    mine = [psutil.Process(), *psutil.Process().children(recursive=True)]
    heard = {
        (process.name(), each.laddr.ip)
        for process in mine
        for each in process.net_connections()
        if each.status == psutil.CONN_LISTEN
    }
    assert heard
    assert {ip for _, ip in heard} <= {"127.0.0.1", "::1", "::ffff:127.0.0.1"}, heard
