"""Priors that need nothing but their parameters."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

from sculptor.priors import density, planar, smooth, spatial
from sculptor.priors.prior import Floats, Samples, Spec, as_generator, check_count

if TYPE_CHECKING:
    from torch import Tensor

DRAW: dict[str, Callable[..., Floats]] = {
    "gaussian": smooth.gaussian,
    "uniform": smooth.uniform,
    "laplace": smooth.laplace,
    "student-t": smooth.student_t,
    "gaussian-mixture": smooth.gaussian_mixture,
    "ring": planar.ring,
    "rings": planar.rings,
    "moons": planar.moons,
    "spiral": planar.spiral,
    "pinwheel": planar.pinwheel,
    "checkerboard": planar.checkerboard,
    "grid": planar.grid,
    "swiss-roll": spatial.swiss_roll,
    "s-curve": spatial.s_curve,
    "torus": spatial.torus,
    "sphere": spatial.sphere,
}
"""The function that draws each kind."""


class Named:
    """A prior of one of the kinds of `DRAW`.

    Args:
        spec: Its specification.
        dim: Dimensions.
        values: Every parameter of its kind.
    """

    def __init__(self, spec: Spec, dim: int, values: dict[str, Any]) -> None:
        self.spec = spec
        self.dim = dim
        self._values = values
        self._draw = DRAW[spec["kind"]]
        if spec["kind"] == "torus":
            spatial.check_torus(**values)
        if spec["kind"] == "gaussian-mixture":
            smooth.shares(values["k"], values["weights"])

    def sample(self, n: int, generator: Any = None) -> Samples:
        """Draw ``(n, dim)`` samples; see `sculptor.priors.Prior`."""
        points = self._draw(as_generator(generator), check_count(n), self.dim, **self._values)
        return points.astype(np.float32)

    def log_prob(self, z: Tensor) -> Tensor:
        """The log density, ``(n,)``; see `sculptor.priors.Density`."""
        if not density.known(self.spec):
            raise density.missing(self.spec)
        return density.LOG_PROB[self.spec["kind"]](z, **self._values)
