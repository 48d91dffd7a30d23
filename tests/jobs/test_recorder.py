"""What a worker leaves: each file whole, the last good checkpoint, and what it goes on from."""

from pathlib import Path

import numpy as np
import pytest
import torch

from sculptor import RunConfig, SculptorError, data
from sculptor.jobs import Run
from sculptor.jobs.recorder import Recorder
from sculptor.runs.folder import CHECKPOINT, MODEL
from sculptor.training.assemble import Assembly, assemble


@pytest.fixture
def assembly(tiny: RunConfig) -> Assembly:
    """A run after two updates."""
    assembly = assemble(tiny)
    assembly.training.update()
    assembly.training.update()
    return assembly


def test_a_checkpoint_is_gone_on_from_and_without_one_it_begins(
    folder: Path, tiny: RunConfig, assembly: Assembly
) -> None:
    other = assemble(tiny)
    Recorder(folder, other).restore()
    assert other.training.step == 0
    Recorder(folder, assembly).write_checkpoint()
    Recorder(folder, other).restore()
    assert other.training.step == 2
    ours, theirs = assembly.training.state(), other.training.state()
    assert ours.keys() == theirs.keys()
    assert all(torch.equal(ours[name], theirs[name]) for name in ours)


def test_the_last_good_checkpoint_stays_where_weights_are_no_numbers(
    folder: Path, assembly: Assembly
) -> None:
    recorder = Recorder(folder, assembly)
    recorder.write_checkpoint()
    good = (folder / CHECKPOINT).read_bytes()
    assembly.training.update()
    next(assembly.training.model.parameters()).data.fill_(float("nan"))
    recorder.write_checkpoint()
    assert (folder / CHECKPOINT).read_bytes() == good


def test_what_is_no_checkpoint_is_said_with_a_remedy(folder: Path, assembly: Assembly) -> None:
    (folder / CHECKPOINT).write_bytes(b"garbage")
    with pytest.raises(SculptorError, match=r"it cannot be read .*\. Remove the file"):
        Recorder(folder, assembly).restore()


def test_the_weights_come_with_the_pictures_and_a_snapshot_is_written_once(
    run: Run, assembly: Assembly
) -> None:
    recorder, observer = Recorder(run.folder, assembly), assembly.observer
    recorder.record(observer.snapshot("light"))
    assert run.snapshots() == [2]
    assert not (run.folder / MODEL).exists()
    recorder.record(observer.snapshot("pictures"))
    recorder.record(observer.snapshot("light"))  # as a resumed run, which has it already
    assert run.snapshot().latents.keys() == {"mean"}
    assert run.image(2, "traversal") is not None
    weights = run.model().state_dict()
    assert all(
        torch.equal(value, weights[name]) for name, value in assembly.training.weights().items()
    )


def test_colours_are_those_of_the_images_that_are_looked_at(run: Run, assembly: Assembly) -> None:
    Recorder(run.folder, assembly).write_colours()
    labels = data.load("digits").split("test").labels[assembly.observer.rows]
    assert np.array_equal(run.colours()["label"], labels)
    assert run.label_names() == list("0123456789")
