"""The factorised support: cases on paper, plain loops, what it is blind to."""

import itertools
import math

import numpy as np
import pytest
import torch
from torch import Tensor

from sculptor.objectives.penalised.hfs import HFS, factorised_support

MANY = 2_000
"""Combinations, among which are all of a few codes."""


def generator(seed: int = 0) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


def normal(n: int, dim: int, seed: int = 0) -> Tensor:
    return torch.randn(n, dim, generator=generator(seed), dtype=torch.float64)


def hausdorff(z: np.ndarray) -> float:
    """The sum over pairs of latents, of all combinations, by scipy."""
    from scipy.spatial.distance import directed_hausdorff

    total = 0.0
    for pair in itertools.combinations(range(z.shape[1]), 2):
        codes = z[:, pair]
        combined = np.array(list(itertools.product(codes[:, 0], codes[:, 1])))
        total += directed_hausdorff(combined, codes)[0] ** 2
    return total


def test_latents_that_are_the_same_lack_the_corners() -> None:
    # Codes (0, 0) and (1, 1): the combination (0, 1) is 1 from either. Three pairs.
    z = torch.tensor([[0.0], [1.0]]).expand(2, 3)
    assert factorised_support(z, generator()).item() == 3
    assert factorised_support(2 * z, generator()).item() == 12


def test_a_grid_has_all_combinations_however_often_each_comes() -> None:
    corners = torch.tensor(list(itertools.product([0.0, 1.0, 5.0], repeat=2)))
    often = corners[torch.tensor([0, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 8, 8])]
    assert factorised_support(corners, generator()).item() == 0
    assert factorised_support(often, generator()).item() == 0
    assert factorised_support(corners[1:], generator()).item() == 1  # (0, 0) from (0, 1)


def test_it_is_the_hausdorff_distance_from_all_combinations() -> None:
    z = normal(12, 4)
    found = factorised_support(z, generator(), combinations=MANY).item()
    assert found == pytest.approx(hausdorff(z.numpy()))


def test_fewer_pairs_are_scaled_up_and_fewer_combinations_find_less() -> None:
    z = normal(12, 6)
    exact = hausdorff(z.numpy())
    some = [
        factorised_support(z, generator(seed), pairs=4, combinations=MANY).item()
        for seed in range(60)
    ]
    assert np.std(some) > 0
    assert np.mean(some) == pytest.approx(exact, rel=0.05)
    assert 0 < factorised_support(z, generator(), combinations=20).item() < exact


def test_the_order_of_rows_and_of_latents_and_their_signs_do_not_matter() -> None:
    z = normal(12, 3)
    value = factorised_support(z, generator(), combinations=MANY).item()
    for same in (z.flip(0), z.flip(1), z * torch.tensor([1, -1, 1]), z + 5):
        found = factorised_support(same, generator(), combinations=MANY).item()
        assert found == pytest.approx(value)


@pytest.mark.parametrize("dim", [2, 32])
def test_the_gradient_is_that_of_the_distance(dim: int) -> None:
    z = normal(8, dim).requires_grad_()
    assert torch.autograd.gradcheck(lambda z: factorised_support(z, generator()), z)


def test_one_latent_is_free() -> None:
    z = normal(8, 1).requires_grad_()
    value = factorised_support(z, generator())
    value.backward()
    assert value.item() == 0


def test_the_loss_weighs_the_support_and_the_width(batch, terms_of) -> None:
    terms = terms_of(
        HFS(weight=3.0, variance=5.0, encoder="gaussian"), {"kind": "gaussian", "std": 3.0}
    )
    assert terms["narrowness"] > 0.1 < terms["factorised_support"]
    expected = 4 * math.log(2) + 3 * terms["factorised_support"] + 5 * terms["narrowness"]
    assert terms["loss"] == pytest.approx(expected, rel=1e-6)
