"""The figures of a snapshot, of models whose figures are known."""

import math

import numpy as np
import pytest
import torch
from torch import Tensor

from sculptor import priors
from sculptor.measure import live
from sculptor.measure.target import Target
from sculptor.models.likelihood import Bernoulli


class Grey(torch.nn.Module):
    """A decoder that says 1/2 of every pixel."""

    levels = 0

    def __init__(self) -> None:
        super().__init__()
        self.likelihood = Bernoulli()
        self.bias = torch.nn.Parameter(torch.zeros(()))

    def logits(self, z: Tensor) -> Tensor:
        return self.bias.expand(len(z), 1, 4, 4)


IMAGES = torch.tensor([0, 255], dtype=torch.uint8).repeat_interleave(300)[:, None, None, None]
IMAGES = IMAGES.expand(600, 1, 4, 4).contiguous()


@pytest.fixture(scope="module")
def target() -> Target:
    """600 samples of N(0, I) in two dimensions."""
    return Target.of(priors.from_spec({"kind": "gaussian"}, dim=2), 600, 0)


def figures(z: np.ndarray, target: Target, **codes: np.ndarray) -> tuple[dict, dict]:
    return live.figures(Grey(), IMAGES, {"mean": z, **codes}, target, 0)


def draw(seed: int, dim: int = 2) -> np.ndarray:
    return np.random.default_rng(seed).standard_normal((600, dim)).astype(np.float32)


def test_a_decoder_that_knows_nothing(target: Target) -> None:
    found, details = figures(draw(1), target)
    assert found["reconstruction"] == pytest.approx(16 * math.log(2), rel=1e-5)
    assert found["squared_error"] == pytest.approx(16 / 4, rel=1e-5)
    assert details["n"] == 600


def test_codes_that_are_the_prior_s_match_it_and_tell_nothing_of_one_another(
    target: Target,
) -> None:
    found, details = figures(draw(1), target)
    assert found["mmd2"] < 2 * found["mmd2_floor"]
    assert found["lps"] < 0.05
    assert details["collapsed"] == [False, False]
    line = np.repeat(draw(2)[:, :1], 2, axis=1)
    found, _ = figures(line, target)
    assert found["mmd2"] > 10 * found["mmd2_floor"]
    assert found["lps"] > 0.95


def test_the_match_is_that_of_samples_where_there_are_any(target: Target) -> None:
    means = np.zeros((600, 2), np.float32)
    assert live.match({"mean": means, "sample": draw(1)}, target) == live.match(
        {"mean": draw(1)}, target
    )
    assert live.match({"mean": means}, target)["mmd2"] > 0.1


def test_one_latent_has_no_predictability() -> None:
    target = Target.of(priors.from_spec({"kind": "gaussian"}, dim=1), 600, 0)
    found, details = figures(draw(1, 1), target)
    assert found.keys() == {"reconstruction", "squared_error", "mmd2", "mmd2_floor"}
    assert details == {"n": 600}
