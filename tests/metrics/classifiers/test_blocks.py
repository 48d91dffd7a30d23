"""Blocks: none is tested by a classifier that saw it, and their tests together keep their level."""

import numpy as np
import pytest

from sculptor.metrics.classifiers.blocks import blocks, together


@pytest.mark.parametrize("n", [20, 61, 1_000])
def test_each_block_follows_all_that_is_fitted_on(n: int) -> None:
    found = blocks(n)
    assert np.concatenate([held for _, held in found]).tolist() == list(range(n // 2, n))
    for fit, held in found:
        assert fit.tolist() == list(range(held[0]))
        assert len(held) >= n // 6


def test_independent_gaussians_keep_the_level() -> None:
    z = np.random.default_rng(0).standard_normal((3, 20_000))
    p = together(z, [5, 6, 9])
    assert np.mean(p < 0.05) == pytest.approx(0.05, abs=4 * np.sqrt(0.05 * 0.95 / 20_000))


def test_blocks_count_by_the_root_of_what_was_fitted_on() -> None:
    # (1 * 1 + 2 * 1) / sqrt(1 + 4) = 1.3416.
    assert together(np.array([[1.0], [1.0]]), [1, 4]) == pytest.approx(0.0899, abs=1e-4)
