"""The warm start: the weights of another model, and nothing else of it."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.torch import save as save_bytes
from safetensors.torch import save_file

from sculptor import RunConfig, SculptorError, data
from sculptor.models import build, save
from sculptor.objectives import AE, MMDAutoencoder
from sculptor.training.assemble import assemble
from sculptor.training.config import STRENGTH, warm_from
from sculptor.training.loop import train
from sculptor.training.starts.warm import OPTIONAL, warm_start

SHAPE, NETWORK = (1, 8, 8), {"kind": "mlp", "width": 16}


@pytest.mark.parametrize("dtype", [torch.float32, torch.float16])
def test_the_model_takes_the_weights_in_its_own_precision(
    tmp_path: Path, dtype: torch.dtype
) -> None:
    other = build(SHAPE, 2, NETWORK, stochastic=True, seed=1)
    save(other, tmp_path / "other.safetensors", dtype)
    model = build(SHAPE, 2, NETWORK, stochastic=True, seed=2)
    warm_start(model, AE(), (tmp_path / "other.safetensors").read_bytes())
    for name, value in model.state_dict().items():
        assert torch.equal(value, other.state_dict()[name].to(dtype).float())


def test_either_encoder_starts_the_other(tmp_path: Path) -> None:
    for stochastic in (True, False):
        other = build(SHAPE, 2, NETWORK, stochastic=not stochastic, seed=1)
        save_file(other.state_dict(), tmp_path / "other.safetensors")
        model = build(SHAPE, 2, NETWORK, stochastic=stochastic, seed=2)
        built = {name: value.clone() for name, value in model.state_dict().items()}
        warm_start(model, AE(), (tmp_path / "other.safetensors").read_bytes())
        for name, value in model.state_dict().items():
            source = built if name in OPTIONAL else other.state_dict()
            assert torch.equal(value, source[name])


@pytest.mark.parametrize(
    ("shape", "latent_dim", "network"),
    [
        ((1, 16, 16), 2, NETWORK),
        (SHAPE, 3, NETWORK),
        (SHAPE, 2, {"kind": "mlp", "width": 32}),
        (SHAPE, 2, {"kind": "mlp", "width": 16, "depth": 2}),
        (SHAPE, 2, {"kind": "conv", "width": 4}),
    ],
)
def test_weights_of_another_network_are_refused(
    tmp_path: Path, shape: tuple[int, int, int], latent_dim: int, network: dict
) -> None:
    save(build(shape, latent_dim, network, stochastic=False), tmp_path / "other.safetensors")
    model = build(SHAPE, 2, NETWORK, stochastic=False)
    with pytest.raises(SculptorError, match="fit the network"):
        warm_start(model, AE(), (tmp_path / "other.safetensors").read_bytes())


@pytest.mark.parametrize(
    ("tensor", "said"),
    [
        (torch.zeros(64).double(), "type float64"),
        (torch.zeros(64).int(), "type int32"),
        (torch.full((64,), torch.nan), "NaN or infinity"),
    ],
)
def test_weights_of_another_type_and_those_that_are_no_numbers_are_refused(
    tensor: torch.Tensor, said: str
) -> None:
    model = build(SHAPE, 2, NETWORK, stochastic=False)
    before = {name: value.clone() for name, value in model.state_dict().items()}
    content = save_bytes({**before, "decoder.linear.bias": tensor})
    with pytest.raises(
        SculptorError, match=f"fit the network.*decoder.linear.bias .*{said}.*Choose"
    ):
        warm_start(model, AE(), content)
    assert all(torch.equal(value, before[name]) for name, value in model.state_dict().items())


@pytest.mark.parametrize("weight", [torch.tensor(torch.inf), torch.zeros(2), torch.tensor(1)])
def test_a_weight_to_go_on_from_that_is_no_number_is_refused(weight: torch.Tensor) -> None:
    model = build(SHAPE, 2, NETWORK, stochastic=False)
    content = save_bytes({**model.state_dict(), STRENGTH: weight})
    with pytest.raises(SculptorError, match="Choose the same network"):
        warm_start(model, MMDAutoencoder("auto"), content)


def test_content_that_is_missing_or_damaged_is_said() -> None:
    model = build(SHAPE, 2, NETWORK, stochastic=False)
    for content in (b"no weights", b"", None):
        with pytest.raises(SculptorError, match="weights"):
            warm_start(model, AE(), content)


@pytest.mark.parametrize(("weight", "expected"), [("auto", 321.0), (7.0, 7.0)])
def test_only_an_automatic_weight_goes_on_from_where_the_other_ended(
    weight: str | float, expected: float
) -> None:
    model = build(SHAPE, 2, NETWORK, stochastic=False)
    objective = MMDAutoencoder(weight)
    content = save_bytes({**model.state_dict(), STRENGTH: torch.tensor(321.0)})
    warm_start(model, objective, content)
    state = objective.state_dict()
    assert float(state["weight"]) == expected
    assert bool(state["automatic"]) == (weight == "auto")


def test_a_run_begins_with_the_latents_of_its_start(tmp_path: Path) -> None:
    config = RunConfig(dataset="digits", prior="ring", network=NETWORK, steps=8, device="cpu")
    other = assemble(replace(config, prior={"kind": "moons"}))
    for _ in train(other):
        pass
    save(other.training.model, tmp_path / "other.safetensors")
    warm = assemble(
        replace(config, start="run:20261124-090000-abcd"),
        start=(tmp_path / "other.safetensors").read_bytes(),
    )
    first = next(train(warm)).snapshot
    held_out = data.load("digits").split("validation").images[warm.observer.rows]
    codes = other.training.model.encode(held_out).numpy()
    assert np.array_equal(first.latents["mean"], codes)


def test_starts_are_told_apart() -> None:
    assert warm_from("random") is None
    assert warm_from("run:20261124-090000-abcd") == ("run", "20261124-090000-abcd")
    for start in ("cold", "pretrained:", "pretrained:../etc", "run:a/b", "file:x", 7, None):
        with pytest.raises(SculptorError, match="neighbours, random, pretrained:NAME and run:ID"):
            warm_from(start)


@pytest.mark.parametrize(("levels", "others"), [(4, 0), (0, 4), (4, 8)])
def test_levels_are_those_of_the_own_target(tmp_path: Path, levels: int, others: int) -> None:
    other = build(SHAPE, 2, NETWORK, stochastic=False, seed=1, levels=others)
    save(other, tmp_path / "other.safetensors")
    model = build(SHAPE, 2, NETWORK, stochastic=False, seed=2, levels=levels)
    warm_start(model, AE(), (tmp_path / "other.safetensors").read_bytes())
    assert model.levels == levels
    assert torch.equal(model.encoder.mu.weight, other.encoder.mu.weight)
