"""The model of a run: its newest weights, or why there are none."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
import torch
from safetensors.torch import save

from sculptor import SculptorError
from sculptor.jobs import Run
from sculptor.runs.folder import MODEL
from sculptor.runs.model import load_model
from sculptor.training.assemble import assemble

Change = Callable[[torch.Tensor], torch.Tensor]


@pytest.fixture
def weights(run: Run) -> dict[str, torch.Tensor]:
    """Those in the folder of the run."""
    weights = assemble(run.config).training.weights()
    (run.folder / MODEL).write_bytes(save(weights))
    return weights


def test_it_has_the_weights_of_the_folder(run: Run, weights: dict[str, torch.Tensor]) -> None:
    model = load_model(run.folder, run.config)
    assert not model.training
    state = model.state_dict()
    assert all(torch.equal(state[name], value) for name, value in weights.items())
    images = np.zeros((3, 1, 8, 8), np.uint8)
    assert model.encode(images).shape == (3, 2)


def test_before_there_are_weights(run: Run) -> None:
    with pytest.raises(SculptorError, match=rf"weights of {run.id}, but there are none yet"):
        load_model(run.folder, run.config)


@pytest.mark.parametrize("content", [b"", b"\x08\0\0\0\0\0\0\0garbage!"])
def test_weights_that_cannot_be_read(run: Run, content: bytes) -> None:
    (run.folder / MODEL).write_bytes(content)
    with pytest.raises(SculptorError, match="Resume the run to write them anew") as error:
        load_model(run.folder, run.config)
    assert "\n" not in str(error.value)


def test_weights_of_another_network(run: Run, weights: dict[str, torch.Tensor]) -> None:
    config = replace(run.config, network={"kind": "mlp", "width": 16})
    with pytest.raises(SculptorError, match=f"Expected weights that fit {run.id}"):
        load_model(run.folder, config)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (torch.Tensor.double, "type float64 in place of float32"),
        (torch.Tensor.half, "type float16 in place of float32"),
        (torch.Tensor.long, "type int64"),
        (lambda x: x / 0, "NaN or infinity"),
        (lambda x: x[..., None], "has the shape"),
    ],
)
def test_weights_of_another_type_and_those_that_are_no_numbers_are_refused(
    run: Run, weights: dict[str, torch.Tensor], change: Change, said: str
) -> None:
    name = next(iter(weights))
    changed = {**weights, name: change(weights[name]).contiguous()}
    (run.folder / MODEL).write_bytes(save(changed))
    with pytest.raises(SculptorError, match=rf"{name} .*{said}.*Resume the run"):
        load_model(run.folder, run.config)


def test_a_file_of_gigabytes_is_not_read(run: Run) -> None:
    with (run.folder / MODEL).open("wb") as file:
        file.truncate(1 << 36)
    with pytest.raises(SculptorError, match="more than the"):
        load_model(run.folder, run.config)
