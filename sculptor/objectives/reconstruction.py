"""The reconstruction term that all objectives share."""

from __future__ import annotations

from torch import Tensor
from torch.nn.functional import binary_cross_entropy_with_logits


def bernoulli_nats(logits: Tensor, x: Tensor) -> Tensor:
    """-E log p(x|z) with p(x|z) = Bernoulli(sigmoid(logits)), in nats.

    Kingma & Welling 2014, appendix C.1; summed over pixels, averaged over the batch. Grey values
    between 0 and 1 are taken as probabilities.

    Args:
        logits: ``(n, c, h, w)``.
        x: Images in [0, 1] of the same shape.
    """
    return binary_cross_entropy_with_logits(logits, x, reduction="sum") / len(x)
