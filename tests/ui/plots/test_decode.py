"""Decoding a point: the decoder's own image, from the newest weights, read once."""

import io
import os

import numpy as np
import pytest
import torch
from PIL import Image
from safetensors.torch import save

from sculptor import models
from sculptor.errors import SculptorError
from sculptor.jobs import Run
from sculptor.runs.folder import MODEL
from sculptor.ui.plots import decode

NETWORK = {"kind": "mlp", "width": 8}


@pytest.fixture
def run(make_run) -> Run:
    run = make_run("ring", network=NETWORK)
    write_weights(run, seed=0)
    return run


def write_weights(run: Run, seed: int) -> None:
    model = models.build((1, 8, 8), 2, run.config.network, stochastic=False, seed=seed)
    (run.folder / MODEL).write_bytes(save(model.state_dict()))
    os.utime(run.folder / MODEL, ns=(seed, seed))


def pixels(png: bytes) -> np.ndarray:
    return np.asarray(Image.open(io.BytesIO(png)))


def test_a_point_is_decoded_by_the_model_of_the_run(run: Run) -> None:
    found = pixels(decode.decode(run, [0.5, -1.0]))
    expected = run.model().decode(torch.tensor([[0.5, -1.0]]))[0, 0].mul(255).round()
    factor = len(found) // 8
    assert len(found) >= decode.SIDE
    assert np.abs(found[::factor, ::factor] - expected.numpy()).max() <= 1


def test_the_model_is_read_again_only_when_its_weights_are_new(run: Run) -> None:
    first = decode.model(run)
    assert decode.model(run) is first
    write_weights(run, seed=1)
    assert decode.model(run) is not first


@pytest.mark.parametrize("z", [[1.0], [1.0, float("nan")], [[0.0, 0.0]]])
def test_a_point_must_have_the_coordinates_of_the_run(run: Run, z: list) -> None:
    with pytest.raises(SculptorError, match="2 finite coordinates"):
        decode.decode(run, z)


def test_a_run_without_weights_says_so(make_run) -> None:
    with pytest.raises(SculptorError, match="none yet"):
        decode.decode(make_run("ring"), [0.0, 0.0])


def test_torch_is_there_for_who_waits() -> None:
    assert decode.ready(wait=True)
    assert decode.ready(wait=False)
