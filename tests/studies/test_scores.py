"""Figures in a run's folder: kept, read, out of date, damaged; and what they are."""

import json
import math
from collections.abc import Callable
from pathlib import Path

import pytest

from sculptor import RunConfig, SculptorError
from sculptor.jobs import Run, launcher
from sculptor.jobs.worker import work
from sculptor.runs.folder import STATUS
from sculptor.studies import (
    Cell,
    Scores,
    compute_scores,
    create,
    drive,
    driver,
    read_scores,
    scorer,
    scores,
)


def trained(config: RunConfig) -> Run:
    folder = launcher.create(config)
    assert work(folder) == "finished"
    return Run(folder)


def test_kept_and_read(base: RunConfig, cheap: Callable[[], int]) -> None:
    run = trained(base)
    assert read_scores(run) is None
    computed = compute_scores(run)
    assert repr(read_scores(run)) == repr(computed)  # NaN is not equal to itself
    assert repr(compute_scores(run)) == repr(computed)
    assert cheap() == 1
    assert computed.step == base.steps
    assert computed.values == {"squared_error.mean": 3.0, "lps.mean": 0.1}
    assert computed.figure("lps", "mean").high == 0.2
    assert computed.figure("lps", "sample") is None
    assert math.isnan(computed.per_latent("lps")[0])
    assert len(computed.per_latent("lps")) == 2


def test_one_process_measures_what_finishes_meanwhile(
    cells: list[Cell], here: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(driver.Driver, "_score", lambda self: self._unscored.clear())
    study = create(cells)
    drive(study)
    first, *others = study.runs
    state = (first.folder / STATUS).read_text()
    (first.folder / STATUS).write_text(state.replace("finished", "running"))
    seen: list[Run] = []

    def compute(run: Run) -> None:
        seen.append(run)
        (first.folder / STATUS).write_text(state)
        if run.id == others[0].id:
            raise MemoryError

    monkeypatch.setattr(scores, "compute", compute)
    monkeypatch.setattr(scores, "write", lambda *_: None)  # the disk is full
    scorer.main(study.folder)
    assert [run.id for run in seen] == [run.id for run in [*others, first]]


def test_figures_of_another_step_or_definition_are_computed_again(
    base: RunConfig, cheap: Callable[[], int], monkeypatch: pytest.MonkeyPatch
) -> None:
    run = trained(base)
    compute_scores(run)
    record = json.loads((run.folder / STATUS).read_text())
    (run.folder / STATUS).write_text(json.dumps({**record, "step": 21}))
    assert read_scores(run) is None
    compute_scores(run)
    assert read_scores(run).step == 21
    with monkeypatch.context() as patch:
        patch.setattr(scores, "VERSION", scores.VERSION + 1)
        scores._read.cache_clear()
        assert read_scores(run) is None
    scores._read.cache_clear()


FIGURES = f'{{"version": {scores.VERSION}, "step": 20, "figures": '


@pytest.mark.parametrize(
    "content",
    [
        "",
        "[]",
        '{"version": 1}',
        '{"figures": 3}',
        "[" * 100_000,
        FIGURES + "[5]}",
        FIGURES + '[{"metric": "lps", "representation": "mean", "value": "x", "n": 3}]}',
        FIGURES + '[{"value": 1.0}]}',
    ],
)
def test_a_damaged_file_is_no_figures(
    content: str, base: RunConfig, cheap: Callable[[], int]
) -> None:
    run = trained(base)
    (run.folder / scores.FILE).write_text(content)
    assert read_scores(run) is None
    assert isinstance(compute_scores(run), Scores)


def test_before_there_are_weights(base: RunConfig) -> None:
    run = Run(launcher.create(base))
    assert read_scores(run) is None
    with pytest.raises(SculptorError, match="weights"):
        compute_scores(run)


def test_asked_for_in_the_background(
    base: RunConfig, cheap: Callable[[], int], here: list[Path]
) -> None:
    run = trained(base)
    scores.request(run)
    assert read_scores(run) is not None
