"""What is known of the codes beyond a batch, and the third-order term that it makes possible."""

from __future__ import annotations

from typing import NamedTuple

import torch
from torch import Tensor

from sculptor.discrepancy.additive import AdditiveKernel, Features, Means
from sculptor.discrepancy.carried import Carried
from sculptor.discrepancy.pairwise import WithGradient, full_precision
from sculptor.discrepancy.triples import Triples
from sculptor.models import Autoencoder
from sculptor.models.posterior import Posterior

RAMP = 400
"""Steps over which the third-order term comes to its full weight: at first the encoder moves fast,
and the mean knows little."""

REDRAWN = 200
"""Steps after which latents are drawn into other groups, where there are several."""


class Seen(NamedTuple):
    """A batch whose codes are looked at again once the encoder has moved.

    Attributes:
        x: Images ``(n, c, h, w)``.
        noise: Of the posterior, ``(n, dim)``.
        moments: Of their codes.
    """

    x: Tensor
    noise: Tensor
    moments: list[Tensor]


class CarriedMoments:
    """The moments of the codes by a `Carried` mean, for coordinates, pairs and `Triples`.

    Of the codes of one batch M_B is noise for the most part: the squares of the 4,960 triples of 32
    latents add up to 19 in a batch of 256, where a dependence of 1 is much. So in |M - P|² the
    batch stands on one side alone, <M_B - P, E - P>, and on the other the mean E of many batches,
    which has seen none of its images. It has no bias, and its gradient 2 <dM_B, E - P> no more
    noise than E.

    Args:
        kernel: Whose features are taken.
        target: Samples ``(m, dim)`` of the target.
    """

    def __init__(self, kernel: AdditiveKernel, target: Tensor) -> None:
        self._kernel, self._pool = kernel, target
        self._steps = 0
        self._seen: Seen | None = None
        self._means = Carried(kernel.means(kernel.features(target[:2])))
        self._draw(0)

    @property
    def average(self) -> Means | None:
        """The mean features of the codes; None before the first batch."""
        return Means(*self._means.mean) if self._steps else None

    @property
    def ramp(self) -> float:
        """The part of its weight that the third-order term has by now."""
        return min(1.0, self._steps / RAMP)

    def __call__(self, x: Tensor, posterior: Posterior, z: Tensor) -> Tensor:
        """|M - P|² of products of two and three latents; the batch is taken up.

        Args:
            x: Images ``(n, c, h, w)``.
            posterior: Of them.
            z: Codes ``(n, dim)``, a sample of it.

        Returns:
            A number that is differentiable in the codes; 0 where nothing is known yet.
        """
        if self._triples.grouped and self._steps and self._steps % REDRAWN == 0:
            self._draw(self._steps // REDRAWN)
        with torch.no_grad(), full_precision(z):
            codes = z.detach()
            features = self._kernel.features(codes)
            pull = self._triples.pull(features, *self._products.mean)
            known = self._products.mass > 0
            moments = self._moments(features)
            self._means.add(moments[:-1])
            self._products.add(moments[-1:])
            self._seen = Seen(x, posterior.noise(codes), moments)
        self._steps += 1
        value: Tensor = WithGradient.apply(  # type: ignore[no-untyped-call]
            z, pull.value * known, pull.gradient * known
        )
        return value

    def follow(self, model: Autoencoder) -> None:
        """Carry the means over to where the encoder is now, by the images of the last batch."""
        if self._seen is None:
            return
        x, noise, before = self._seen
        with torch.no_grad():
            codes = model.posterior(x).at(noise)
            with full_precision(codes):
                after = self._moments(self._kernel.features(codes))
        self._means.move(before[:-1], after[:-1])
        self._products.move(before[-1:], after[-1:])
        self._seen = None

    def state_dict(self) -> dict[str, Tensor]:
        """The means, and the steps that they have come."""
        coordinates, pairs = self._means.totals
        return {
            "coordinates": coordinates,
            "pairs": pairs,
            "mass": self._means.mass,
            "products": self._products.totals[0],
            "products_mass": self._products.mass,
            "steps": torch.tensor(self._steps),
        }

    def load_state_dict(self, state: dict[str, Tensor]) -> None:
        """Go on from a state."""
        self._steps = int(state["steps"])
        self._draw(max(0, self._steps - 1) // REDRAWN)
        for carried, names, mass in (
            (self._means, ("coordinates", "pairs"), "mass"),
            (self._products, ("products",), "products_mass"),
        ):
            like = carried.mass
            carried.totals = tuple(state[name].to(like.device, copy=True) for name in names)
            carried.mass = state[mass].to(like.device, copy=True)

    def _moments(self, features: Features) -> list[Tensor]:
        return [*self._kernel.means(features), self._triples.moments(features)]

    def _draw(self, draw: int) -> None:
        """Draw latents into groups, of whose products nothing is known yet."""
        self._triples = Triples(self._kernel, self._pool, draw)
        self._products = Carried([self._triples.target])
