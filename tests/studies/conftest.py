"""Small studies, and workers that work in this process."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from sculptor import RunConfig
from sculptor.files import write_json
from sculptor.jobs import launcher, worker
from sculptor.runs.folder import STATUS, read_object
from sculptor.runs.record import RunRecord
from sculptor.studies import Cell, driver, grid, scorer


class Done:
    """A process that has ended."""

    def poll(self) -> int:
        return 0


@pytest.fixture
def base() -> RunConfig:
    """A run that trains in a second."""
    return RunConfig(
        dataset="digits",
        network={"kind": "mlp", "width": 16},
        latent_dim=2,
        steps=20,
        batch_size=64,
        device="cpu",
        precision="float32",
    )


@pytest.fixture
def cells(base: RunConfig) -> list[Cell]:
    """Two objectives by two seeds."""
    return grid(base, objectives=["mmd", "vae"], seeds=2)


@pytest.fixture
def here(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """Let what would be a process of its own be a call; the runs that were trained, in order."""
    trained: list[Path] = []

    def spawn(module: str, folder: Path, threads: int, home: Path | None = None) -> Done:
        if module == "sculptor.jobs.worker":
            trained.append(folder)
            worker.work(folder)
        else:
            monkeypatch.setattr("sys.argv", [module, str(folder)])
            scorer.main()
        return Done()

    monkeypatch.setattr(launcher, "spawn", spawn)
    monkeypatch.setattr(driver, "LOOK", 0.0)
    return trained


@pytest.fixture
def untrained(monkeypatch: pytest.MonkeyPatch) -> None:
    """Runs that finish at once and have learnt nothing."""

    def finish(folder: Path) -> None:
        record = read_object(folder / STATUS)
        done = {"status": "finished", "step": record["steps"], "device": "cpu"}
        write_json(folder / STATUS, {**record, **done})

    monkeypatch.setattr(worker, "work", finish)
    monkeypatch.setattr(RunRecord, "model", lambda run: None)


@pytest.fixture
def no_memory() -> Iterator[pytest.MonkeyPatch]:
    """VAEs find no memory to train in, until this is undone."""
    from sculptor.training.training import Training

    update = Training.update

    def fail(training: Training) -> None:
        if training.config.objective["kind"] == "vae":
            raise MemoryError
        update(training)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Training, "update", fail)
        yield patch
