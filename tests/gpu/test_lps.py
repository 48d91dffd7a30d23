"""LPS on a GPU beside the same on a CPU."""

import numpy as np
import pytest
import torch

import sculptor
from sculptor.metrics.predictors import products
from sculptor.metrics.predictors.split import Split


def entangled(n: int, dim: int) -> np.ndarray:
    """A linear pair, a product of three, and a scale that all others share."""
    generator = np.random.default_rng(0)
    z = generator.standard_normal((n, dim)) * np.exp(0.3 * generator.standard_normal((n, 1)))
    z[:, 1] += z[:, 0]
    z[:, 5] += z[:, 2] * z[:, 3] * z[:, 4]
    return z


def test_the_scores_are_those_of_a_cpu(device: torch.device) -> None:
    z = entangled(3_000, 12)
    one, other = (sculptor.lps(z, device=name) for name in ("cpu", str(device)))
    # Networks that train in single precision part in their last digits, and trees do not.
    assert other.score == pytest.approx(one.score, abs=0.01)
    assert other.per_dimension == pytest.approx(one.per_dimension, abs=0.05)
    assert [point.n_fitted for point in one.curve] == [point.n_fitted for point in other.curve]


def test_the_products_chosen_are_those_of_a_cpu(device: torch.device) -> None:
    z = entangled(2_000, 8)
    split = Split.of(np.arange(2_000), np.arange(0))
    assert products.chosen(z, z, split, device) == products.chosen(z, z, split)


def test_it_is_on_the_gpu_unless_told_otherwise(device: torch.device) -> None:
    torch.cuda.reset_peak_memory_stats(device)
    before = torch.cuda.max_memory_allocated(device)
    sculptor.lps(entangled(300, 4), quick=True, device="cpu")
    assert torch.cuda.max_memory_allocated(device) == before
    sculptor.lps(entangled(300, 4), quick=True)
    assert torch.cuda.max_memory_allocated(device) > before
