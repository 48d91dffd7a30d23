"""Every test has a home and a cache of its own; runs that wait or have finished; processes."""

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from select import select
from typing import Any

import pytest

from sculptor import RunConfig
from sculptor.jobs import Run, environment, launcher, warm
from sculptor.measure.figure import Figure
from sculptor.runs.folder import STATUS

BROWSER = Path(__file__).parent / "browser"

MAIN = sys.modules["__main__"]

sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]  # see `ui.app.server`


def pytest_xdist_setupnodes() -> None:
    """Before processes start that share the tests: each computes in one thread."""
    os.environ.setdefault("OMP_NUM_THREADS", "1")


@pytest.hookimpl(tryfirst=True)  # pytest-xdist reads the groups
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The tests of a file are one process's, as fixtures of the file are made once in it.

    All that have a browser are one process's too: their servers train all the time.
    """
    for item in items:
        group = "browser" if BROWSER in item.path.parents else str(item.path)
        item.add_marker(pytest.mark.xdist_group(group))


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """Bytes name no test: archives say when they were made, and processes must agree on names."""
    return argname if isinstance(val, bytes) else None


@pytest.fixture(autouse=True)
def own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A fresh home for the runs of one test, on a machine that nobody else uses."""
    home = tmp_path / "home"
    monkeypatch.setenv("SCULPTOR_HOME", str(home))
    monkeypatch.setenv("SCULPTOR_RUNTIME", str(tmp_path / "machine"))
    return home


@pytest.fixture(autouse=True)
def own_main() -> Iterator[None]:
    """A page that was run stays the main module, which processes that are begun then would run."""
    yield
    sys.modules["__main__"] = MAIN


@pytest.fixture(autouse=True)
def no_warm_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages that are run in the process of a test keep no process at hand; servers do."""
    monkeypatch.setattr(launcher, "prepare", lambda: None)


@pytest.fixture(scope="session", autouse=True)
def shared_cache(tmp_path_factory: pytest.TempPathFactory) -> None:
    """One cache of decoded data and one folder of locks for the session, apart from the user's."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SCULPTOR_CACHE", str(tmp_path_factory.mktemp("cache")))
        patch.setenv("SCULPTOR_RUNTIME", str(tmp_path_factory.mktemp("machine")))
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


TINY = RunConfig(
    dataset="digits",
    prior="ring",
    network={"kind": "mlp", "width": 32},
    steps=200,
    batch_size=64,
    device="cpu",
)


@pytest.fixture
def tiny() -> RunConfig:
    """A run that trains in a second."""
    return TINY


@pytest.fixture(scope="session")
def trained_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of such a run that has finished; leave it as it is, and take a `finished` one."""
    from sculptor.jobs.worker import work

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SCULPTOR_HOME", str(tmp_path_factory.mktemp("finished")))
        folder = launcher.create(TINY)
        assert work(folder) == "finished"
    return folder


@pytest.fixture
def finished(trained_once: Path, own_home: Path) -> Run:
    """A run that has finished, without the time that it takes: a copy."""
    return Run(Path(shutil.copytree(trained_once, own_home / trained_once.name)))


@pytest.fixture
def folder(tiny: RunConfig) -> Path:
    """The folder of a run that waits for its worker."""
    return launcher.create(tiny)


@pytest.fixture
def run(folder: Path) -> Run:
    """The same as a run."""
    return Run(folder)


@pytest.fixture
def child() -> Iterator[Callable[..., "subprocess.Popen[str]"]]:
    """Start Python code in a process of its own, and kill it at the end."""
    started = []

    def start(code: str, *arguments: object) -> "subprocess.Popen[str]":
        process = subprocess.Popen(
            [sys.executable, "-c", code, *map(str, arguments)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        started.append(process)
        return process

    yield start
    for process in started:
        process.kill()
        process.communicate()


@pytest.fixture
def until() -> Callable[..., Any]:
    """Wait for a condition, and return what it gave."""

    def wait(condition: Callable[[], Any], seconds: float = 40) -> Any:
        end = time.monotonic() + seconds
        while not (found := condition()):
            assert time.monotonic() < end, "waited in vain"
            time.sleep(0.02)
        return found

    return wait


@pytest.fixture(scope="session")
def forking() -> list[Any]:
    """The process that `forked` tests share; all others know nothing of it."""
    return []


@pytest.fixture
def forked(
    forking: list[Any], own_home: Path, until: Callable[..., Any]
) -> "Iterator[subprocess.Popen[bytes] | None]":
    """Let workers be forked, which saves seconds each; the process that they come from."""
    warm._leave()  # what another test has prepared
    warm._there[:] = forking
    warm.prepare(environment.of_worker(1, own_home))
    if not warm._there:
        yield None  # not on this system
        return
    process, channel = warm._there[0]
    until(lambda: select([channel], [], [], 0)[0])
    yield process
    forking[:] = warm._there
    warm._there.clear()


@pytest.fixture
def edit_status(folder: Path) -> Callable[..., None]:
    """Change fields of the status, as a worker or a hand might."""

    def edit(**fields: Any) -> None:
        record = json.loads((folder / STATUS).read_text())
        (folder / STATUS).write_text(json.dumps(record | fields))

    return edit


@pytest.fixture
def cheap(monkeypatch: pytest.MonkeyPatch) -> Callable[[], int]:
    """Figures that take no time; how often they were measured."""
    counted = [0]

    def measure(model: object, dataset: str, prior: object) -> list[Figure]:
        counted[0] += 1
        return [
            Figure("squared_error", "mean", 2.0 + counted[0], 100),
            Figure("lps", "mean", 0.1, 100, low=0.0, high=0.2),
            Figure("lps", "mean", float("nan"), 100, latent=1),
            Figure("lps", "mean", 0.1, 100, latent=2),
        ]

    monkeypatch.setattr("sculptor.measure.trained.measure", measure)
    return lambda: counted[0]


class Done:
    """A process that has ended."""

    def poll(self) -> int:
        return 0


@pytest.fixture
def here(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """Let what would be a process of its own be a call; the runs that were trained, in order."""
    from sculptor.jobs import worker
    from sculptor.studies import driver, scorer

    trained: list[Path] = []

    def spawn(module: str, folder: Path, threads: int, home: Path | None = None) -> Done:
        if module == "sculptor.jobs.worker":
            trained.append(folder)
            worker.work(folder)
        else:
            scorer.main(folder)
        return Done()

    monkeypatch.setattr(launcher, "spawn", spawn)
    monkeypatch.setattr(driver, "LOOK", 0.0)
    return trained
