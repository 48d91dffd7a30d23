"""Runs that were chosen by hand have the report of a study, and leave none behind."""

import html
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from sculptor import RunConfig, SculptorError, jobs
from sculptor.jobs import Run, launcher, worker
from sculptor.studies import compute_scores, list_studies, picked
from sculptor.studies.report.comparison import groups


@pytest.fixture
def make(base: RunConfig, cheap: Callable[[], int]) -> Callable[..., Run]:
    """Train and measure a run in this process: ``make(prior={"kind": "ring"}, seed=1)``."""

    def trained(aim: str = "", **changes: object) -> Run:
        run = Run(launcher.create(RunConfig(**{**base.to_dict(), **changes})))
        if aim:
            run.set(prior={"kind": aim})
        worker.work(run.folder)
        compute_scores(run)
        return run

    return trained


def titles(*chosen: Run) -> list[tuple[str, int]]:
    """The configurations of some runs, and of how many seeds each is."""
    with picked([run.id for run in chosen]) as study:
        return [(group.title, len(group.runs)) for group in groups(study)]


def test_the_report_of_runs_that_differ_in_more_and_were_changed(
    make: Callable[..., Run], tmp_path: Path, own_home: Path
) -> None:
    mmd = make(aim="ring")
    vae = make(objective={"kind": "vae"}, network={"kind": "mlp", "width": 24}, name="narrow")
    before = set(own_home.iterdir())
    with picked([mmd.id, vae.id]) as study:
        folder = study.export(tmp_path / "out")
        assert list_studies() == []
    assert set(own_home.iterdir()) == before
    assert {run.id for run in jobs.list_runs()} == {mmd.id, vae.id}

    changed = "Changed while training, which the configuration does not tell (step 0: prior → ring)"
    page, table = (
        html.unescape((folder / name).read_text()) for name in ("report.html", "table.md")
    )
    told = f"run 1 is {mmd.id}, run 2 is {vae.id}, narrow"
    assert f"Runs that were made one by one: {told}." in page
    assert changed in page
    assert changed in table
    assert "differ in more than the objective: network." in page
    assert "### digits, prior ring, 2 latents" in table
    assert f"Made by hand from single runs ({told})" in table
    assert (folder / "runs" / "mmd-auto-ring-seed-0" / "events.jsonl").exists()
    book = json.loads((folder / "study.ipynb").read_text())
    assert "Some runs were changed by hand" in "".join(book["cells"][0]["source"])


def test_only_seeds_are_taken_together(make: Callable[..., Run]) -> None:
    first, second = make(), make(seed=1, name="again")
    vae = make(objective={"kind": "vae", "beta": 1.0})
    assert titles(first, second, vae) == [("mmd auto", 2), ("vae 1", 1)]
    longer, changed, twice = make(steps=21), make(aim="ring"), make()
    assert titles(first, second, longer, changed, twice) == [
        ("mmd (run 1) auto (gaussian)", 2),
        ("mmd (run 3) auto (gaussian)", 1),
        ("mmd auto (ring)", 1),
        ("mmd (run 5) auto (gaussian)", 1),
    ]


def test_the_prior_that_is_told_of_is_the_last_one(make: Callable[..., Run]) -> None:
    with picked([make(aim="ring").id, make().id]) as study:
        assert [group.aim[0] for group in groups(study)] == ["ring", "gaussian"]


def test_levels_and_labels_are_coordinates(untrained: None, make: Callable[..., Run]) -> None:
    painted = {"kind": "by-label", "parts": {"0": {"kind": "ring"}}}
    few, all_of = make(prior={**painted, "labels": 0.5}), make(prior=painted, levels=4)
    with picked([few.id, all_of.id]) as study:
        one, other = (cell.coordinates for cell in study.cells)
    assert (one["levels"], one["labels"]) == (0, 0.5)
    assert (other["levels"], other["labels"]) == (4, 1.0)
    assert one["prior"] == other["prior"]


def test_refused(make: Callable[..., Run], base: RunConfig, own_home: Path) -> None:
    done = make()
    queued = Run(launcher.create(base))
    unmeasured = Run(launcher.create(base))
    worker.work(unmeasured.folder)
    cases = {
        "two runs or more": [done.id, done.id],
        "have finished": [done.id, queued.id],
        "been measured": [done.id, unmeasured.id],
        "is not there": [done.id, "20200101-000000-dead"],
    }
    for message, chosen in cases.items():
        with pytest.raises(SculptorError, match=message), picked(chosen):
            pass
    assert not list(own_home.glob(".picked-*.tmp"))
