"""Forked workers: the same as others, only sooner; and others where there can be none."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from safetensors.numpy import load_file

from sculptor import RunConfig, jobs, plugins
from sculptor import home as places
from sculptor.jobs import Run, environment, launcher, warm
from sculptor.runs.folder import LOG, MODEL

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="forks on Linux only")

Until = Callable[..., Any]

IMPORTED = """
import sys
from importlib import import_module
from pathlib import Path
from sculptor import plugins
from sculptor.jobs import warm, worker
for name in warm.MODULES:
    import_module(name)
before = {*sys.modules}
assert not plugins._shelf.read, "a fork would know the plug-ins of its parent"
worker.work(Path(sys.argv[1]))
print(*({*sys.modules} - before))
"""
"""A worker that is no fork; what it imports besides."""

LINE = """
import sculptor
from sculptor.spec import Prior

print("{word}")
sculptor.register(Prior("line", "Line", "Dots on a line", make="own_line:draw", dim=2))

def draw(generator, n, dim):
    return generator.normal(size=(n, 1)) * [1, 0]
"""


@pytest.fixture(scope="module", autouse=True)
def one_process() -> Iterator[None]:
    """The tests share a process that forks, while it lives."""
    yield
    warm._leave()


def prepare() -> None:
    """What the Sculpt page asks for; in all other tests it does nothing."""
    warm.prepare(environment.of_worker(1, places.home()))


@pytest.fixture
def spawned(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The modules that processes were asked for in the common way; none is made."""
    modules: list[str] = []
    monkeypatch.setattr(launcher, "spawn", lambda module, *arguments: modules.append(module))
    return modules


@pytest.mark.usefixtures("forked")
def test_a_fork_trains_the_same_to_the_last_bit_and_imports_nothing_more(
    tiny: RunConfig, spawned: list[str]
) -> None:
    run, other = jobs.launch(tiny), Run(launcher.create(tiny))
    run.wait(60)
    assert (run.status, spawned) == ("finished", [])
    result = subprocess.run(
        [sys.executable, "-c", IMPORTED, str(other.folder)],
        env=environment.of_worker(1, places.home()),
        capture_output=True,
        text=True,
        check=True,
    )
    weights = [load_file(run.folder / MODEL) for run in (run, other)]
    found, expected = ({name: each.tobytes() for name, each in one.items()} for one in weights)
    assert found == expected
    large = {"torch", "sklearn", "scipy", "pandas", "pyarrow"}
    assert [name for name in result.stdout.split() if name in large] == []
    assert len(result.stdout.split()) < 30


def test_it_is_known_when_a_fork_has_ended(
    folder: Path, forked: "subprocess.Popen[bytes]", until: Until
) -> None:
    fork = launcher.begin("sculptor.jobs.worker", folder, 1)
    assert isinstance(fork, warm.Fork)
    assert fork.poll() is None
    until(lambda: fork.poll() == 0)
    assert (Run(folder).status, fork.poll(), forked.poll()) == ("finished", 0, None)


def test_who_waits_for_it_finds_it_ready_or_gone(folder: Path) -> None:
    warm._leave()
    warm.wait()  # for none
    prepare()
    warm.wait()
    fork = launcher.begin("sculptor.studies.scorer", folder, 1)
    assert isinstance(fork, warm.Fork)
    warm._there[0].process.kill()
    warm.wait()


@pytest.mark.usefixtures("forked")
def test_each_reads_plugins_as_they_are_and_prints_into_its_own_log(
    tiny: RunConfig, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, until: Until
) -> None:
    file = tmp_path / "own_line.py"
    monkeypatch.setenv(plugins.VARIABLE, str(file))
    monkeypatch.setattr(plugins, "_shelf", plugins._Shelf())
    monkeypatch.setattr(sys, "path", [*sys.path])
    for word in ("once", "again"):
        file.write_text(LINE.format(word=word))
        run = jobs.launch(replace(tiny, prior={"kind": "line"}))
        run.wait(60)
        assert run.status == "finished"
        until((run.folder / LOG).read_text)  # written as the process ends
        assert (run.folder / LOG).read_text() == f"{word}\n"


def test_what_was_written_since_is_what_a_worker_runs(
    folder: Path, forked: "subprocess.Popen[bytes]", spawned: list[str]
) -> None:
    source = Path(warm.__file__)
    kept = source.stat()
    os.utime(source, (kept.st_atime, kept.st_mtime + 1))
    try:
        launcher.start(folder)
    finally:
        os.utime(source, (kept.st_atime, kept.st_mtime))
    assert spawned == ["sculptor.jobs.worker"]
    assert forked.poll() is not None


def test_one_that_is_not_ready_is_not_waited_for(folder: Path, spawned: list[str]) -> None:
    warm._leave()
    prepare()
    launcher.start(folder)
    assert spawned == ["sculptor.jobs.worker"]


def test_a_fork_outlives_the_process_that_it_comes_from(
    tiny: RunConfig, forked: "subprocess.Popen[bytes]", spawned: list[str], until: Until
) -> None:
    run = jobs.launch(replace(tiny, steps=100_000))
    until(lambda: run.status == "running")
    forked.kill()
    forked.wait()
    step = run.progress().step
    until(lambda: run.progress().step > step)
    run.stop()
    run.wait(60)
    assert (run.status, spawned) == ("stopped", [])


def test_one_that_has_ended_is_not_asked_and_made_anew(folder: Path, spawned: list[str]) -> None:
    prepare()
    ended = warm._there[0].process
    ended.kill()
    ended.wait()
    launcher.start(folder)
    assert spawned == ["sculptor.jobs.worker"]
    prepare()
    assert warm._there[0].process is not ended
