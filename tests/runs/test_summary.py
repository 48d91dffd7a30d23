"""What a list says of a run: each part out of its file, and for how long it lasts."""

import json
import math

import pytest

from sculptor import RunConfig
from sculptor.jobs import Run
from sculptor.runs import describe
from sculptor.runs.folder import METRICS, Gone
from sculptor.runs.summary import SILENT, UNSETTLED, Disk, Figures, Setup, Shape, State, Summary


def test_the_parts_say_what_the_record_says(finished: Run) -> None:
    folder = finished.folder
    told = Summary(
        finished.id,
        Shape.read(folder),
        Setup.read(folder),
        State.read(folder),
        Figures.read(folder),
        Disk.read(folder),
    )
    assert (told.name, told.problem) == (finished.name, finished.problem) == (finished.id, "")
    assert told.state.progress == finished.progress()
    assert told.state.created == finished.created
    assert told.line == describe.summary(finished.config)
    assert told.figures.by_name() == {name: float(x) for name, x in finished.rows()[-1].items()}
    assert told.figures.lps == finished.rows()[-1]["lps"]
    assert told.disk.size == sum(p.stat().st_size for p in folder.rglob("*") if p.is_file())
    assert "ring" in told.text
    assert told.text == told.text.casefold()


def test_a_run_that_is_gone_is_no_damaged_one(finished: Run) -> None:
    with pytest.raises(Gone):
        Setup.read(finished.folder.with_name("20261124-000000-abcd"))


def test_only_the_end_of_many_figures_is_read(finished: Run) -> None:
    rows = [{"step": step, "mmd2": 1.0 / step, "first": step} for step in range(1, 20_000)]
    rows += [{"step": 20_000, "lps": 0.5}]
    path = finished.folder / METRICS
    path.write_text("".join(f"{json.dumps(row)}\n" for row in rows) + '{"step": 20001, "mmd2": 9')
    found = Figures.read(finished.folder)
    assert (found.mmd2, found.floor, found.lps) == (1.0 / 19_999, None, 0.5)


@pytest.mark.parametrize(
    ("status", "patience"),
    [("finished", UNSETTLED), ("paused", UNSETTLED), ("interrupted", SILENT), ("queued", math.inf)],
)
def test_a_state_lasts_unless_a_worker_may_change_it(status: str, patience: float) -> None:
    assert State(status).patience == patience


def test_what_others_declare_may_be_missing_elsewhere() -> None:
    assert Setup("ring").certain
    assert not Setup("ring", own=False).certain
    assert not Setup(problem="Expected a data set.").certain


def test_the_words_of_a_configuration() -> None:
    config = RunConfig(dataset="digits", prior="gaussian", objective="vae", latent_dim=1)
    assert describe.summary(config) == "digits · N(0, I) · VAE · 1 latent · fully connected"
