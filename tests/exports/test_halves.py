"""The halves compute what the model computes."""

import torch

from sculptor.exports.halves import halves
from tests.exports.made import Made, expected


def test_halves_are_the_model(made: Made) -> None:
    x, mu, x_hat = expected(made, 4)
    both = halves(made.model())
    with torch.no_grad():
        torch.testing.assert_close(both["encoder"][0](x), mu)
        torch.testing.assert_close(both["decoder"][0](mu), x_hat)
