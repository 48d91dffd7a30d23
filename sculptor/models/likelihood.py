"""The likelihood p(x|z) of a decoder: of images, and of rows of numbers and categories."""

from __future__ import annotations

import math
from typing import Protocol

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor, nn
from torch.nn.functional import binary_cross_entropy_with_logits

from sculptor.columns import LEARNED, Layout

SPEED = 10.0
"""How many times as fast as a weight the logarithm of a learned variance moves: Adam moves each
parameter by about the learning rate, with which a variance would take thousands of updates."""

LEAST_LOGVAR = 2 * math.log(0.01)
"""Of a learned variance: a hundredth of a column's scale. A column that is reconstructed exactly
would else cost minus infinitely many nats."""


def bernoulli_nats(logits: Tensor, x: Tensor) -> Tensor:
    """-E log p(x|z) with p(x|z) = Bernoulli(sigmoid(logits)), in nats.

    Kingma & Welling 2014, appendix C.1; summed over pixels, averaged over the batch. Grey values
    between 0 and 1 are taken as probabilities.

    Args:
        logits: ``(n, c, h, w)``.
        x: Images in [0, 1] of the same shape.
    """
    return binary_cross_entropy_with_logits(logits, x, reduction="sum") / len(x)


def entropy(images: npt.NDArray[np.uint8]) -> float:
    """The least that `bernoulli_nats` can be: the entropy of the grey values, in nats an image.

    The mean over images of -sum over pixels of x log x + (1 - x) log(1 - x).

    >>> round(entropy(np.full((2, 1, 2, 2), 51, np.uint8)), 4)
    2.0016

    Args:
        images: ``(n, c, h, w)``, of which the first 2,000 are enough.
    """
    some = images[:2_000]
    grey = np.arange(256) / 255
    with np.errstate(divide="ignore", invalid="ignore"):
        each = -np.nan_to_num(grey * np.log(grey) + (1 - grey) * np.log1p(-grey))
    return float(np.bincount(some.ravel(), minlength=256) @ each / len(some))


class Likelihood(Protocol):
    """p(x|z), given by what a decoder returns."""

    def observed(self, x: Tensor) -> Tensor:
        """The data as an encoder takes them: what is missing is in the middle."""

    def nats(self, logits: Tensor, x: Tensor) -> Tensor:
        """-log p(x|z), summed over dimensions, averaged over the batch."""

    def least(self, x: Tensor) -> Tensor | float:
        """What of `nats` no decoder can lower, beyond the entropy of the data."""

    def mean(self, logits: Tensor) -> Tensor:
        """E[x|z]."""

    def squared_error(self, mean: Tensor, x: Tensor) -> Tensor:
        """The sum of (x - mean)² over all that is not missing."""

    def start(self, average: Tensor, n: int) -> Tensor:
        """What a decoder returns for the mean ``(d,)`` of n data."""


class Bernoulli(nn.Module):
    """Pixels in [0, 1], each by itself: see `bernoulli_nats`."""

    def observed(self, x: Tensor) -> Tensor:
        """The images as they are."""
        return x

    def nats(self, logits: Tensor, x: Tensor) -> Tensor:
        """See `bernoulli_nats`."""
        return bernoulli_nats(logits, x)

    def least(self, x: Tensor) -> float:
        """Nothing: the entropy of grey values is known before, see `entropy`."""
        return 0.0

    def mean(self, logits: Tensor) -> Tensor:
        """sigmoid(logits)."""
        return logits.sigmoid()

    def squared_error(self, mean: Tensor, x: Tensor) -> Tensor:
        """Over all pixels."""
        return (mean - x).square().sum()

    def start(self, average: Tensor, n: int) -> Tensor:
        """log(p / (1 - p)) of the mean image, with half an image of each colour counted in."""
        p = (average * n + 0.5) / (n + 1)
        return torch.logit(p)


class Tabular(nn.Module):
    """Rows of numbers and categories, each by itself given z; what is missing is left out.

    -log p(x|z) = sum over numbers j of ((x_j - m_j)² / s_j² + log s_j² + log 2 pi) / 2
                  - sum over categories k of log softmax(l_k)[x_k]

    in nats, where m and l are what the decoder returns, and the sums go over what is observed. The
    variances s² are one number a column, the same for each z: fixed, or learned with the weights as
    in Rybkin, Daniilidis & Levine, "Simple and effective VAE training with calibrated decoders"
    (2021), Sec. 4.1. A missing number weighs neither for nor against any z (Nazábal et al.,
    "Handling incomplete heterogeneous data using VAEs", 2020, Eq. 3); the encoder sees it as 0, the
    centre of its column.

    Args:
        layout: The columns.
    """

    _numbers: Tensor
    _fixed: Tensor

    def __init__(self, layout: Layout) -> None:
        super().__init__()
        self._blocks = layout.blocks
        # On the device, so that no update waits for it; neither is a weight.
        numbers = torch.tensor(layout.numbers, dtype=torch.int64)
        fixed = 0.0 if layout.variance == LEARNED else math.log(float(layout.variance))
        self.register_buffer("_numbers", numbers, persistent=False)
        self.register_buffer("_fixed", torch.tensor(fixed), persistent=False)
        self.log_variance: nn.Parameter | None = None
        if layout.variance == LEARNED and len(numbers):
            self.log_variance = nn.Parameter(torch.zeros(len(numbers)))

    @property
    def logvar(self) -> Tensor:
        """The logarithm of s², of each column of numbers or one for all."""
        if self.log_variance is None:
            return self._fixed
        return (SPEED * self.log_variance).clamp_min(LEAST_LOGVAR)

    def observed(self, x: Tensor) -> Tensor:
        """The rows with 0 for what is missing."""
        return x.nan_to_num(0.0)

    def nats(self, logits: Tensor, x: Tensor) -> Tensor:
        """The sum above, averaged over the batch."""
        return (self._gaussian(logits, x) + self._categorical(logits, x)) / len(x)

    def least(self, x: Tensor) -> Tensor:
        """The normalisation of the Gaussians, (log s² + log 2 pi) / 2 of each observed number."""
        known = (~x.flatten(1)[:, self._numbers].isnan()).to(x.dtype).sum(0)
        logvar = self.logvar.detach().expand(len(self._numbers))
        return (known * (logvar + math.log(2 * math.pi))).sum() / (2 * len(x))

    def _gaussian(self, logits: Tensor, x: Tensor) -> Tensor:
        value = x.flatten(1)[:, self._numbers]
        known = ~value.isnan()
        logvar = self.logvar
        error = torch.where(known, value, 0.0) - logits.flatten(1)[:, self._numbers]
        each = error.square() * (-logvar).exp() + logvar + math.log(2 * math.pi)
        return torch.where(known, each, 0.0).sum() / 2

    def _categorical(self, logits: Tensor, x: Tensor) -> Tensor:
        flat, given = logits.flatten(1), x.flatten(1).nan_to_num(0.0)
        total = flat.new_zeros(())
        for start, end in self._blocks:
            total = total - (given[:, start:end] * flat[:, start:end].log_softmax(1)).sum()
        return total

    def mean(self, logits: Tensor) -> Tensor:
        """The mean of each number and the probability of each category."""
        flat = logits.flatten(1).clone()
        for start, end in self._blocks:
            flat[:, start:end] = flat[:, start:end].softmax(1)
        return flat.view_as(logits)

    def squared_error(self, mean: Tensor, x: Tensor) -> Tensor:
        """In units of the columns' scales; of categories that of their probabilities."""
        return (mean - x).square().nan_to_num(0.0).sum()

    def start(self, average: Tensor, n: int) -> Tensor:
        """The mean of each number, the logarithm of how often each category comes."""
        found = average.clone()
        for start, end in self._blocks:
            found[start:end] = torch.log((average[start:end].clamp_min(0) * n + 0.5) / (n + 1))
        return found
