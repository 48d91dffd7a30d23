"""Generated images held to real ones: decoders whose images are real, all alike, or no numbers."""

from collections.abc import Callable

import numpy as np
import pytest
import torch
from torch import Tensor

from sculptor import data, priors
from sculptor.measure import generation
from sculptor.measure.held_out import beside
from sculptor.measure.real import LiveReal, Real
from sculptor.measure.target import Target
from sculptor.models.likelihood import Bernoulli

CPU = torch.device("cpu")
DIGITS = data.load("digits")
N = 359
"""Digits of the test split."""


class Decoder(torch.nn.Module):
    """A decoder that reads the first latent as the number of one of some images."""

    def __init__(self, images: np.ndarray) -> None:
        super().__init__()
        self.likelihood = Bernoulli()
        self.images = torch.nn.Parameter(
            torch.from_numpy(images / 255).float().clamp(1e-6, 1 - 1e-6)
        )

    def logits(self, z: Tensor) -> Tensor:
        return self.images[z[:, 0].long()].logit()


def numbers(n: int = N) -> np.ndarray:
    return np.arange(n, dtype=np.float32)[:, None]


@pytest.fixture(scope="module")
def measured() -> Callable[..., dict[str, float]]:
    """The figures of a decoder by name, of one representation."""
    real = Real.of(DIGITS)

    def measure(
        images: np.ndarray, codes: np.ndarray | None = None, training: np.ndarray | None = None
    ) -> dict[str, float]:
        codes = numbers() if codes is None else codes
        others = {} if training is None else {"mean": training}
        found = generation.figures(Decoder(images), numbers(), {"mean": codes}, others, real)
        return {figure.metric: figure.value for figure in found}

    return measure


def test_a_decoder_of_the_held_out_images_is_perfect(measured: Callable) -> None:
    held_out, _ = beside(DIGITS, N)
    found = measured(held_out)
    assert found["generation_frechet"] == pytest.approx(0, abs=1e-4)
    assert found["generation_energy"] < 0  # unbiased: the pairs of equal images are not left out
    assert found["generation_precision"] == found["generation_recall"] == 1
    assert found["reconstruction_frechet"] == pytest.approx(0, abs=1e-4)


def test_a_decoder_of_training_images_is_at_the_value_of_real_ones(measured: Callable) -> None:
    _, others = beside(DIGITS, N)
    found = measured(others)
    for name, chance in generation.CHANCE.items():
        real = found[f"generation_{name}_{chance}"]
        assert found[f"generation_{name}"] == pytest.approx(real, abs=0.003), name
    assert 0.05 < found["generation_frechet_floor"] < 1


def test_a_decoder_of_one_image_generates_badly_and_may_be_precise(measured: Callable) -> None:
    found = measured(np.repeat(DIGITS.images[-1:], N, 0))
    assert found["generation_frechet"] > 10 * found["generation_frechet_floor"]
    assert found["generation_precision"] == 1
    assert found["generation_recall"] < 0.05
    assert found["reconstruction_frechet"] == found["generation_frechet"]


def test_samples_are_held_to_reconstructions_whatever_the_decoder_smooths_away(
    measured: Callable,
) -> None:
    held_out, others = beside(DIGITS, N)
    blurred = np.concatenate([held_out, others]) // 4 + np.uint8(96)
    # Samples decode to what held-out images are reconstructed as: all that is wrong is the blur.
    found = measured(blurred, codes=numbers(), training=numbers() + N)
    assert found["generation_frechet"] > 10 * found["generation_frechet_floor"]
    assert found["decoded_frechet"] == pytest.approx(0, abs=1e-4)
    # Of the pixels, contrast is divided by 4 on both sides, and squared distances by 16.
    floor = found["generation_frechet_floor"] / 16
    assert found["decoded_frechet_floor"] == pytest.approx(floor, rel=0.05)
    # Samples that are the training images in the place of them are as far as those.
    moved = measured(blurred, codes=numbers() + N)
    assert moved["decoded_frechet"] == pytest.approx(found["decoded_frechet_floor"], rel=1e-3)
    assert "decoded_frechet_floor" not in moved


def test_the_distance_is_in_squared_units_of_a_pixel(measured: Callable) -> None:
    # Grey of a sixteenth more everywhere moves the mean by that in each of 64 pixels.
    held_out, _ = beside(DIGITS, N)
    darker = (held_out * 0.5).astype(np.uint8)
    found, moved = measured(darker), measured(darker + np.uint8(16))
    x, y = (each.reshape(N, -1).mean(0) / 255 for each in (darker, held_out))
    expected = np.square(x + 16 / 255 - y).sum() - np.square(x - y).sum()
    assert moved["generation_frechet"] - found["generation_frechet"] == pytest.approx(
        expected, abs=2e-3
    )


def test_snapshots_tell_the_same_at_the_same_n(measured: Callable) -> None:
    images = DIGITS.images[:N] // 2
    real = LiveReal(DIGITS, N, CPU, "test")
    found, whole = generation.live(Decoder(images), numbers(), real), measured(images)
    assert found.keys() == {"generation_frechet", "generation_frechet_floor"}
    for name, value in found.items():
        assert value == pytest.approx(whole[name], rel=1e-4), name
    assert LiveReal(DIGITS, 100, CPU).n == 100


def test_images_that_are_no_numbers_have_no_figures(measured: Callable) -> None:
    images = np.full((N, 1, 8, 8), np.nan)
    assert np.isnan(measured(images)["generation_frechet"])
    assert np.isnan(measured(images)["reconstruction_frechet"])
    assert np.isnan(measured(images)["decoded_frechet"])
    real = LiveReal(DIGITS, N, CPU, "test")
    assert np.isnan(generation.live(Decoder(images), numbers(), real)["generation_frechet"])


def test_the_samples_of_a_prior_are_the_same_whatever_the_seed_and_the_number() -> None:
    prior = priors.from_spec({"kind": "ring"})
    one, other = Target.of(prior, 30, 0), Target.of(prior, 500, 7)
    assert np.array_equal(one.draws, other.draws)
    assert not np.array_equal(one.samples, other.samples[:30])
