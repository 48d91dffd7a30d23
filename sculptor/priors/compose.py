"""Blocks that together fill the latent space, independent of one another."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from sculptor.errors import SculptorError
from sculptor.priors.prior import MAX_DIM, Prior, Samples, Spec, as_generator, check_count


class Compose:
    """p(z) = Π p_b(z_b) over blocks b of dimensions, in their order.

    Args:
        spec: Its specification.
        blocks: The prior of each block.

    Raises:
        SculptorError: Together they have more dimensions than a prior may have.
    """

    def __init__(self, spec: Spec, blocks: Sequence[Prior]) -> None:
        self.spec = spec
        self.blocks = tuple(blocks)
        self.dim = sum(block.dim for block in blocks)
        if self.dim > MAX_DIM:
            raise SculptorError(
                f"Expected blocks of together at most {MAX_DIM} dimensions, received {self.dim}. "
                "Take some away, or make them smaller."
            )

    def sample(self, n: int, generator: Any = None) -> Samples:
        """Draw ``(n, dim)`` samples; see `sculptor.priors.Prior`."""
        generator, n = as_generator(generator), check_count(n)
        return np.concatenate([block.sample(n, generator) for block in self.blocks], axis=1)
