"""Reconstruction on images whose error is known."""

import math

import numpy as np
import pytest
import torch

from sculptor import SculptorError
from sculptor.metrics.reconstruction import bernoulli_nats, psnr, squared_error, ssim
from sculptor.models import likelihood


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
        likelihood.bernoulli_nats(logits, x).item(), rel=1e-5
    )


def test_certainty_costs_finitely_much() -> None:
    assert math.isfinite(bernoulli_nats(np.ones((1, 1, 1, 1)), np.zeros((1, 1, 1, 1))))


@pytest.mark.parametrize("shape", [(4, 1, 3, 2), (4, 9), (0, 1, 3, 3)])
def test_says_what_is_wrong(shape: tuple) -> None:
    with pytest.raises(SculptorError, match="one shape"):
        squared_error(np.zeros((4, 1, 3, 3)) if shape[0] else np.zeros(shape), np.zeros(shape))


def test_identical_images() -> None:
    x = np.random.default_rng(0).integers(0, 256, (3, 3, 16, 12), dtype=np.uint8)
    assert ssim(x, x) == pytest.approx(1)
    assert psnr(x, x) == math.inf
    one_is_exact = np.stack([x[0], 255 - x[1], 255 - x[2]])
    assert psnr(x, one_is_exact) == math.inf


def test_psnr_is_averaged_over_images_in_decibels() -> None:
    x = np.zeros((2, 1, 4, 4))
    x_hat = np.stack([np.full((1, 4, 4), 0.1), np.full((1, 4, 4), 0.01)])
    assert psnr(x, x_hat) == pytest.approx((20 + 40) / 2)


def test_ssim_of_a_constant_shift_is_that_of_the_light() -> None:
    # A shift leaves variances and covariance alone, so that the second fraction is 1.
    x = np.full((1, 1, 20, 20), 0.2)
    x[:, :, ::2, ::2] = 0.4
    shifted = ssim(x, x + 0.3)
    bounds = [(2 * m * (m + 0.3) + 1e-4) / (m**2 + (m + 0.3) ** 2 + 1e-4) for m in (0.2, 0.4)]
    assert bounds[0] < shifted < bounds[1]
    flat = np.full((1, 2, 11, 11), 0.2)
    assert ssim(flat, flat + 0.3) == pytest.approx(bounds[0])


def test_ssim_of_a_single_window() -> None:
    x, y = np.random.default_rng(0).random((2, 11, 11))
    taps = np.exp(-(np.arange(-5, 6) ** 2) / (2 * 1.5**2))
    window = np.outer(taps, taps) / taps.sum() ** 2
    mx, my = (window * x).sum(), (window * y).sum()
    variances = (window * (x - mx) ** 2).sum() + (window * (y - my) ** 2).sum()
    covariance = (window * (x - mx) * (y - my)).sum()
    light = (2 * mx * my + 1e-4) / (mx**2 + my**2 + 1e-4)
    expected = light * (2 * covariance + 9e-4) / (variances + 9e-4)
    assert ssim(x[None, None], y[None, None]) == pytest.approx(expected)


def test_ssim_of_the_negative_is_low_and_of_noise_falls_with_it() -> None:
    generator = np.random.default_rng(0)
    x = generator.random((2, 1, 24, 24))
    noise = generator.standard_normal(x.shape)
    falling = [ssim(x, x + scale * noise) for scale in (0, 0.1, 0.3, 1)]
    assert falling == sorted(falling, reverse=True)
    assert ssim(x, 1 - x) < 0


def test_ssim_needs_room_for_its_window() -> None:
    with pytest.raises(SculptorError, match=r"11 pixels or more.* received 10 x 12"):
        ssim(np.zeros((1, 1, 10, 12)), np.zeros((1, 1, 10, 12)))
