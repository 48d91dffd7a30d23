"""The plain autoencoder: reconstruction alone, whatever the prior."""

import math

import pytest

from sculptor.objectives.ae import AE


@pytest.mark.parametrize("prior", [{"kind": "gaussian"}, {"kind": "uniform"}])
def test_the_loss_is_the_reconstruction_for_any_prior(terms_of, prior: dict) -> None:
    # Four pixels of a decoder that knows nothing cost log 2 each.
    assert terms_of(AE(), prior) == pytest.approx(
        {"loss": 4 * math.log(2), "reconstruction": 4 * math.log(2)}
    )
