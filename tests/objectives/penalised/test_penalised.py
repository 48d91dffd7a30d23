"""What a penalty is to the loss."""

import math

import pytest
import torch
from torch import Tensor

from sculptor.objectives.penalised.penalised import Penalised, Penalties


class Two(Penalised):
    """The mean of a code and its square, at weights of 3 and 0.5."""

    def penalties(self, z: Tensor, prior_bank: Tensor, generator: torch.Generator) -> Penalties:
        return {"mean": (3.0, z.mean()), "square": (0.5, z.square().mean())}


def test_penalties_are_added_with_their_weights_and_shown_without(batch, terms_of) -> None:
    terms, z = terms_of(Two("gaussian")), batch.z
    mean, square = z.mean().item(), z.square().mean().item()
    assert terms == pytest.approx(
        {
            "loss": 4 * math.log(2) + 3 * mean + square / 2,
            "reconstruction": 4 * math.log(2),
            "mean": mean,
            "square": square,
        }
    )


@pytest.mark.parametrize(("encoder", "stochastic"), [("gaussian", True), ("deterministic", False)])
def test_the_encoder_is_as_asked_for(encoder: str, stochastic: bool) -> None:
    assert Two(encoder).stochastic is stochastic
