"""Priors that need nothing but their parameters."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from sculptor.errors import SculptorError
from sculptor.priors import density
from sculptor.priors.kinds import KINDS
from sculptor.priors.prior import Samples, Spec, as_generator, check_count
from sculptor.priors.shown import Shown
from sculptor.spec import load

if TYPE_CHECKING:
    from torch import Tensor


class Named(Shown):
    """A prior of a kind of `sculptor.priors.KINDS` that has no content.

    Args:
        spec: Its specification.
        dim: Dimensions.
        values: Every parameter of its kind.
    """

    def __init__(self, spec: Spec, dim: int, values: dict[str, Any]) -> None:
        self.spec = spec
        self.dim = dim
        self._kind = KINDS[spec["kind"]]
        self._values = {name: value for name, value in values.items() if name != "kind"}
        self._draw = self._kind.load()

    def sample(self, n: int, generator: Any = None) -> Samples:
        """Draw ``(n, dim)`` samples; see `sculptor.priors.Prior`.

        Raises:
            SculptorError: The function of the kind drew something else.
        """
        drawn = self._draw(as_generator(generator), check_count(n), self.dim, **self._values)
        points = np.asarray(drawn, np.float32)
        if points.shape != (n, self.dim):
            raise SculptorError(
                f"Expected points of shape ({n}, {self.dim}) from the prior {self._kind.name}, "
                f"received {points.shape}."
            )
        return points

    def log_prob(self, z: Tensor) -> Tensor:
        """The log density, ``(n,)``; see `sculptor.priors.Density`."""
        if not density.known(self.spec):
            raise density.missing(self.spec)
        log_prob = load(self._kind.density, f"density of the prior {self._kind.name}")
        found: Tensor = log_prob(z, **self._values)
        return found
