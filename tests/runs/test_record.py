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
from sculptor.runs.folder import COLOURS, CONFIG, FACTORS, LABELS, write_config

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


@pytest.mark.parametrize(
    ("factors", "labels"),
    [
        (np.zeros((3, 3)), np.zeros((3, 1), int)),
        (np.zeros(3), np.array([0.0, 1.0, 2.0])),
        (np.full((3, 2), np.inf), np.array([-1, 0, 1])),
        (np.array([["a", "b"]]), np.array([10**12, 0, 1])),
    ],
)
def test_colours_that_do_not_fit_are_none(
    run: Run, factors: np.ndarray, labels: np.ndarray
) -> None:
    write_array(run.folder / FACTORS, factors)
    write_array(run.folder / LABELS, labels)
    write_json(run.folder / COLOURS, {"factors": ["x", "scale"], "labels": 5})
    assert run.colours() == {}
    assert run.label_names() == []


@pytest.mark.parametrize("created", [1e300, -5, None, "yesterday", True])
def test_a_time_of_making_that_is_none_is_that_of_the_id(
    run: Run, edit_status: Edit, created: object
) -> None:
    edit_status(created=created)
    assert abs(run.created - time.time()) < 60


def test_what_nobody_has_thought_of_is_a_problem_too(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(folder: object) -> None:
        raise ZeroDivisionError("of the tests")

    monkeypatch.setattr("sculptor.runs.folder.check_parts", fail)
    assert "ZeroDivisionError (of the tests)" in run.problem
    assert "or delete the run" in run.problem


def test_it_knows_the_split_that_it_is_looked_at_on(run: Run) -> None:
    assert run.split == "validation"  # that of its data, before its first snapshot
    write_config(run.folder, replace(run.config, fingerprint=""))
    assert run.split == "test"  # as all were before it was written down
    for told, split in (("validation", "validation"), ("test", "test"), ("train", "test")):
        write_json(run.folder / COLOURS, {"factors": [], "labels": [], "split": told})
        assert run.split == split
