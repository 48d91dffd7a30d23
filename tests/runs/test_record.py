"""What is read of a run."""

import time
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from sculptor import RunConfig, SculptorError, jobs
from sculptor.files import write_array, write_json
from sculptor.jobs import Run, launcher
from sculptor.jobs.worker import work
from sculptor.runs.folder import COLOURS, CONFIG, FACTORS, LABELS

Edit = Callable[..., None]


def test_the_prior_in_force_is_what_is_compared_with(tiny: RunConfig) -> None:
    run = Run(launcher.create(replace(tiny, steps=5, prior={"kind": "gaussian"})))
    run.set(prior={"kind": "ring"})
    assert work(run.folder) == "finished"
    assert run.aim["kind"] == "ring"
    assert jobs.open_run(run.id).config.prior["kind"] == "gaussian"


def test_when_it_was_made(run: Run, edit_status: Edit) -> None:
    assert abs(run.created - time.time()) < 60
    (run.folder / "status.json").unlink()
    assert abs(run.created - time.time()) < 60


def test_a_folder_says_what_is_wrong_with_it_and_keeps_its_id_as_a_name(run: Run) -> None:
    assert run.problem == ""
    run.rename("two rings")
    assert run.name == "two rings"
    (run.folder / CONFIG).write_text("{")
    assert "does not parse" in run.problem
    assert run.name == run.id


def test_colours_are_by_name_and_none_is_missed_that_is_not_there(run: Run) -> None:
    assert run.colours() == {}
    assert run.label_names() == []
    factors = np.arange(6.0).reshape(3, 2)
    write_array(run.folder / FACTORS, factors)
    write_array(run.folder / LABELS, np.array([2, 0, 1]))
    write_json(run.folder / COLOURS, {"factors": ["x", "scale"], "labels": ["a", "b", "c"]})
    found = run.colours()
    assert {name: column.tolist() for name, column in found.items()} == {
        "x": [0, 2, 4],
        "scale": [1, 3, 5],
        "label": [2, 0, 1],
    }
    assert run.label_names() == ["a", "b", "c"]


def test_before_the_first_snapshot(run: Run) -> None:
    assert run.thumbnail() is None
    assert run.metrics().empty
    with pytest.raises(SculptorError, match="there is none yet"):
        run.snapshot()


def test_names_that_a_hand_has_written_are_shown_safely(run: Run) -> None:
    write_array(run.folder / FACTORS, np.zeros((3, 1)))
    (run.folder / COLOURS).write_text(
        r'{"factors": ["\u202ex"], "labels": ["\ud800", "\u001b[0m"]}'
    )
    assert [*run.colours()] == ["�x"]
    assert run.label_names() == ["�", "�[0m"]
