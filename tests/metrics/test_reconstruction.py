"""Reconstruction on images whose error is known."""

import math

import numpy as np
import pytest
import torch

from sculptor import SculptorError
from sculptor.metrics.reconstruction import bernoulli_nats, squared_error
from sculptor.objectives import reconstruction as objective


def test_bytes_and_numbers_are_the_same_images() -> None:
    bytes_ = np.random.default_rng(0).integers(0, 256, (4, 1, 3, 3), dtype=np.uint8)
    assert squared_error(bytes_, bytes_ / 255) == pytest.approx(0, abs=1e-12)
    white, black = np.full_like(bytes_, 255), np.zeros_like(bytes_)
    assert squared_error(white, black) == 9


def test_nats_are_summed_over_pixels_and_averaged_over_images() -> None:
    x = np.zeros((2, 1, 1, 3))
    x[1] = 1
    x_hat = np.full_like(x, 0.25)
    expected = 3 * (-math.log(0.75) - math.log(0.25)) / 2
    assert bernoulli_nats(x, x_hat) == pytest.approx(expected)


def test_agrees_with_the_objective() -> None:
    generator = torch.Generator().manual_seed(0)
    logits = torch.randn(6, 3, 4, 4, generator=generator)
    x = torch.rand(6, 3, 4, 4, generator=generator)
    assert bernoulli_nats(x.numpy(), logits.sigmoid().numpy()) == pytest.approx(
        objective.bernoulli_nats(logits, x).item(), rel=1e-5
    )


def test_certainty_costs_finitely_much() -> None:
    assert math.isfinite(bernoulli_nats(np.ones((1, 1, 1, 1)), np.zeros((1, 1, 1, 1))))


@pytest.mark.parametrize("shape", [(4, 1, 3, 2), (4, 9), (0, 1, 3, 3)])
def test_says_what_is_wrong(shape: tuple) -> None:
    with pytest.raises(SculptorError, match="one shape"):
        squared_error(np.zeros((4, 1, 3, 3)) if shape[0] else np.zeros(shape), np.zeros(shape))
