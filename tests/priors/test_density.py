"""Densities: those of torch.distributions, and a total of one."""

import math

import numpy as np
import pytest
import torch
from torch import Tensor
from torch import distributions as known

from sculptor import SculptorError, priors
from sculptor.priors.smooth import directions

Z = torch.randn(64, 3, generator=torch.Generator().manual_seed(0), dtype=torch.float64) * 1.5


def log_prob(spec: dict, z: Tensor = Z) -> Tensor:
    prior = priors.from_spec(spec, dim=z.shape[1])
    assert isinstance(prior, priors.Density)
    return prior.log_prob(z)


def mixture() -> known.Distribution:
    means = torch.tensor(2.0 * directions(4, 3))
    return known.MixtureSameFamily(
        known.Categorical(torch.tensor([1.0, 2.0, 0.0, 5.0], dtype=torch.float64)),
        known.Independent(known.Normal(means, torch.full_like(means, 0.7)), 1),
    )


@pytest.mark.parametrize(
    ("spec", "reference"),
    [
        ({"kind": "gaussian", "std": 2.0}, known.Normal(0.0, 2.0)),
        ({"kind": "laplace", "std": 1.5}, known.Laplace(0.0, 1.5 / math.sqrt(2))),
        ({"kind": "student-t", "df": 3.0, "width": 0.5}, known.StudentT(3.0, 0.0, 0.5)),
    ],
)
def test_coordinates_are_independent_and_as_in_torch(
    spec: dict, reference: known.Distribution
) -> None:
    assert torch.allclose(log_prob(spec), reference.log_prob(Z).sum(1), rtol=1e-6)


def test_a_mixture_with_an_empty_cluster() -> None:
    spec = {"kind": "gaussian-mixture", "k": 4, "spread": 2, "std": 0.7, "weights": [1, 2, 0, 5]}
    assert torch.allclose(log_prob(spec), mixture().log_prob(Z), rtol=1e-10)


@pytest.mark.parametrize(("shape", "volume"), [("square", 4.0**3), ("disc", 32 / 3 * math.pi)])
def test_the_uniform_density_is_that_of_its_volume_and_zero_outside(
    shape: str, volume: float
) -> None:
    z = torch.tensor([[0.1, -0.2, 1.0], [2.1, 0.0, 0.0]])
    found = log_prob({"kind": "uniform", "shape": shape, "radius": 2}, z)
    assert found[0].item() == pytest.approx(-math.log(volume))
    assert found[1].item() == -math.inf


def test_blocks_add_up() -> None:
    spec = {"kind": "compose", "blocks": [{"kind": "laplace", "dim": 1}, {"kind": "gaussian"}]}
    parts = log_prob({"kind": "laplace"}, Z[:, :1]) + log_prob({"kind": "gaussian"}, Z[:, 1:])
    assert torch.allclose(log_prob(spec), parts)


def test_a_moved_gaussian_is_the_multivariate_one() -> None:
    spec = {"kind": "gaussian", "scale": [1, 2, 0.5], "rotation": 30, "shift": [1, 0, -1]}
    cos, sin = math.cos(math.pi / 6), math.sin(math.pi / 6)
    turn = torch.tensor([[cos, -sin, 0], [sin, cos, 0], [0, 0, 1]], dtype=torch.float64)
    matrix = turn * torch.tensor([1, 2, 0.5])
    reference = known.MultivariateNormal(
        torch.tensor([1.0, 0, -1], dtype=torch.float64), matrix @ matrix.T
    )
    assert torch.allclose(log_prob(spec), reference.log_prob(Z), rtol=1e-10)


@pytest.mark.parametrize(
    "spec",
    [
        {"kind": "gaussian-mixture", "rotation": 20, "scale": [0.5, -1.5]},
        {"kind": "laplace", "shift": 1.0},
        {"kind": "student-t", "df": 4.0},
        {"kind": "uniform", "shape": "disc", "scale": 0.5},
    ],
)
def test_samples_have_the_density(spec: dict) -> None:
    # E 1/p(z) over samples in a region that the prior fills is its volume.
    z = torch.from_numpy(priors.from_spec(spec, dim=2).sample(200_000, 0))
    inside = (z.abs() < 0.7).all(1)
    weight = torch.exp(-log_prob(spec, z)) * inside
    error = weight.std().item() / math.sqrt(len(z))
    assert weight.mean().item() == pytest.approx(1.4**2, abs=5 * error)


def test_the_gradient_is_that_of_the_density() -> None:
    z = Z[:4].clone().requires_grad_()
    for kind in ("gaussian", "laplace", "student-t", "gaussian-mixture"):
        prior = priors.from_spec({"kind": kind, "rotation": 40, "shift": 1}, dim=3)
        assert torch.autograd.gradcheck(prior.log_prob, z)


@pytest.mark.parametrize(
    "spec",
    [
        {"kind": "ring"},
        {"kind": "student-t", "width": 0},
        {"kind": "compose", "blocks": [{"kind": "gaussian", "dim": 1}, {"kind": "sphere"}]},
    ],
)
def test_a_prior_without_a_density_says_so(spec: dict) -> None:
    z = torch.zeros(4, priors.from_spec(spec).dim)
    with pytest.raises(SculptorError, match="density in closed form"):
        priors.from_spec(spec).log_prob(z)


def test_samples_that_are_moved_have_no_density_either() -> None:
    prior = priors.from_spec({**priors.from_samples(np.eye(2)).spec, "shift": 1})
    with pytest.raises(SculptorError, match="samples only"):
        prior.log_prob(Z[:, :2])
