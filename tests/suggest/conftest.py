"""A suggestion that is small, trained by calls in this process."""

from pathlib import Path

import numpy as np
import pytest

from sculptor import RunConfig
from sculptor.files import write_json
from sculptor.jobs import commands, worker
from sculptor.runs.folder import STATUS, read_config, read_object
from sculptor.runs.record import RunRecord
from sculptor.suggest import driver
from sculptor.suggest.evidence import Evidence
from sculptor.suggest.figures import Figures
from sculptor.suggest.suggestion import Suggestion, make
from tests.suggest.made import evidence, figures

RUNGS = (3, 6)

FAILS = "student-t"
"""The kind of prior whose run fails."""


class Fake:
    """Measures nothing: the later a candidate comes, the better it is."""

    real = np.zeros((4, 2))

    def __init__(self) -> None:
        self.measured: list[int] = []

    def figures(self, model: object, prior: object, seed: int) -> Figures:
        self.measured.append(seed)
        return figures(1 / (1 + seed))


@pytest.fixture
def untrained(here: list[Path], monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """Runs that are at once where they are to pause, or at their end, and have learnt nothing."""

    def reach(folder: Path) -> None:
        record = read_object(folder / STATUS)
        wished = [each.changes["step"] for each in commands.waiting(folder)]
        ended = {"status": "paused", "step": wished[0]} if wished else {"status": "finished"}
        if read_config(folder).prior["kind"] == FAILS and wished == [3]:
            ended = {"status": "failed", "step": 0, "message": "no memory"}
        done = {"step": record["steps"], "device": "cpu", **ended}
        write_json(folder / STATUS, {**record, **done})

    monkeypatch.setattr(worker, "work", reach)
    monkeypatch.setattr(RunRecord, "model", lambda run: None)
    monkeypatch.setattr(RunRecord, "latents", lambda run, split, representation: None)
    return here


@pytest.fixture
def measured(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Candidates are not measured, nor data looked at; which would have been, in order."""
    fake = Fake()

    def told(codes: object, dimension: object) -> Evidence:
        return evidence()

    monkeypatch.setattr(driver, "LOOK", 0.0)
    monkeypatch.setattr(driver.Driver, "held_out", fake)
    monkeypatch.setattr(driver.evidence, "of_codes", told)
    return fake.measured


@pytest.fixture
def suggestion(own_home: Path) -> Suggestion:
    """One of digits that is still to be worked on."""
    base = RunConfig(
        dataset="digits",
        network={"kind": "mlp", "width": 8},
        batch_size=32,
        device="cpu",
        precision="float32",
    )
    return make(base, RUNGS)
