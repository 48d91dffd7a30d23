"""What a worker leaves: each file whole, the last good checkpoint, and what it goes on from."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from safetensors.torch import save

from sculptor import RunConfig, SculptorError, data
from sculptor.jobs import Run, launcher
from sculptor.jobs.recorder import Recorder
from sculptor.jobs.worker import work
from sculptor.runs.folder import CHECKPOINT, MODEL
from sculptor.training.assemble import Assembly, assemble

State = dict[str, torch.Tensor]
Change = Callable[[State], object]


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
    with pytest.raises(SculptorError, match=r"it cannot be read: .*\. Remove checkpoint"):
        Recorder(folder, assembly).restore()


def settings_with(**fields: Any) -> Change:
    """A checkpoint whose settings say something else of some fields."""

    def change(state: State) -> None:
        told = json.loads(bytes(state["settings"].numpy())) | fields
        state["settings"] = torch.frombuffer(
            bytearray(json.dumps(told).encode()), dtype=torch.uint8
        )

    return change


def weight(
    value: Callable[[torch.Tensor], torch.Tensor], name: str = "decoder.linear.bias"
) -> Change:
    """A checkpoint with another tensor in place of one."""

    def change(state: State) -> None:
        state[f"model.{name}"] = value(state[f"model.{name}"])

    return change


def without(begin: str) -> Change:
    """A checkpoint without the tensors of some names."""

    def change(state: State) -> None:
        for name in [name for name in state if name.startswith(begin)]:
            del state[name]

    return change


def with_one(name: str, tensor: torch.Tensor) -> Change:
    """A checkpoint with one tensor more, or another in its place."""
    return lambda state: state.update({name: tensor})


STEP = "optimizer.step.decoder.linear.bias"
SQUARES = "optimizer.exp_avg_sq.decoder.linear.bias"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (weight(torch.Tensor.double), "float64 in place of float32"),
        (weight(torch.Tensor.int), "int32 in place of float32"),
        (weight(torch.Tensor.half), "float16 in place of float32"),
        (weight(lambda x: x * torch.nan), "NaN or infinity"),
        (weight(lambda x: x[1:]), "has the shape"),
        (without("model.decoder.linear.bias"), "tensors differ in decoder.linear.bias"),
        (without("optimizer."), "averages of its optimiser are missing"),
        (without(SQUARES), "tensors differ in exp_avg_sq.decoder.linear.bias"),
        (without("objective."), "tensors differ in automatic, average"),
        (without("generator.noise"), "tensors differ in noise"),
        (without("settings"), "its settings are missing"),
        (with_one("adversary.generator", torch.zeros(4)), "tensors differ in adversary"),
        (with_one("generator.noise", torch.zeros(5056)), "not kept as bytes"),
        (
            with_one("generator.noise", torch.full((5056,), 255, dtype=torch.uint8)),
            "cannot be read",
        ),
        (with_one(STEP, torch.tensor(-1.0)), "not a number of updates from 0 to 2"),
        (with_one(STEP, torch.tensor(3.0)), "not a number of updates from 0 to 2"),
        (lambda state: state[SQUARES].fill_(-1.0), "squares below 0"),
        (with_one("settings", torch.zeros(4)), "its settings are missing"),
        (
            with_one("settings", torch.tensor([91], dtype=torch.uint8)),
            "JSON in its settings, but it does not parse",
        ),
        (
            with_one("settings", torch.tensor([91] * 100_000, dtype=torch.uint8)),
            "nested deeper than 64",
        ),
        (settings_with(step=201), "step is not a whole number from 0 to 200"),
        (settings_with(step=True), "step is not a whole number"),
        (settings_with(step=1.0), "step is not a whole number"),
        (settings_with(step=10**400), "step is not a whole number"),
        (settings_with(applied=-1), "applied is not a whole number"),
        (settings_with(targets=0), "targets is not a whole number"),
        (settings_with(seconds="x"), "seconds are not a number"),
        (settings_with(seconds=-1), "seconds are not a number"),
        (settings_with(precision="float8"), "precision is none of"),
        (settings_with(prior="ring"), "its prior is none"),
        (settings_with(prior={"kind": "ring", "radius": "wide"}), "Expected radius"),
        (settings_with(learning_rate=7), "Expected a learning rate"),
        (settings_with(more=1), "those of something else"),
    ],
)
def test_a_checkpoint_that_was_edited_is_refused_in_words(
    folder: Path, tiny: RunConfig, assembly: Assembly, change: Change, said: str
) -> None:
    state = assembly.training.state()
    change(state)
    (folder / CHECKPOINT).write_bytes(save({name: x.contiguous() for name, x in state.items()}))
    with pytest.raises(SculptorError, match=said) as error:
        Recorder(folder, assemble(tiny)).restore()
    assert "\n" not in str(error.value)


@pytest.mark.parametrize(
    "other",
    [
        {"objective": "ae"},
        {"objective": "wae-gan"},
        {"network": {"kind": "mlp", "width": 64}},
        {"prior": "sphere", "latent_dim": 3},
    ],
)
def test_a_checkpoint_of_another_configuration_is_refused_with_a_remedy(
    folder: Path, tiny: RunConfig, assembly: Assembly, other: dict[str, Any]
) -> None:
    Recorder(folder, assembly).write_checkpoint()
    with pytest.raises(SculptorError, match=r"Remove checkpoint\.safetensors to begin anew"):
        Recorder(folder, assemble(replace(tiny, **other))).restore()


def test_a_checkpoint_is_not_read_where_it_is_far_too_large(
    folder: Path, assembly: Assembly
) -> None:
    with (folder / CHECKPOINT).open("wb") as file:
        file.truncate(1 << 32)  # a hole, which takes no room
    with pytest.raises(SculptorError, match="more than the"):
        Recorder(folder, assembly).restore()


def test_a_folder_in_place_of_the_checkpoint_is_said(folder: Path, assembly: Assembly) -> None:
    (folder / CHECKPOINT).mkdir()
    with pytest.raises(SculptorError, match=r"checkpoint\.safetensors, received a folder"):
        Recorder(folder, assembly).restore()


def test_a_worker_says_what_is_wrong_with_its_checkpoint_and_begins_anew_without(
    run: Run, finished: Run, assembly: Assembly
) -> None:
    Recorder(run.folder, assembly).write_checkpoint()
    path = run.folder / CHECKPOINT
    path.write_bytes(path.read_bytes()[:-100])
    assert work(run.folder) == "failed"
    assert "Remove checkpoint.safetensors to begin anew" in run.progress().message
    path.unlink()
    launcher.requeue(run.folder)
    assert work(run.folder) == "finished"
    assert (run.folder / MODEL).read_bytes() == (finished.folder / MODEL).read_bytes()


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
    labels = data.load("digits").split("validation").labels[assembly.observer.rows]
    assert np.array_equal(run.colours()["label"], labels)
    assert run.label_names() == list("0123456789")
