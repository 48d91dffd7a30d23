"""The term of third-order dependence beside MMD²."""

from __future__ import annotations

from typing import NamedTuple

import torch
from torch import Tensor

from sculptor.discrepancy.additive import AdditiveKernel
from sculptor.discrepancy.carried import Carried
from sculptor.discrepancy.pairwise import WithGradient, full_precision
from sculptor.discrepancy.triples import Triples
from sculptor.models import Autoencoder
from sculptor.models.posterior import Posterior

RAMP = 400
"""Steps over which the term comes to its full weight: at first the encoder moves fast, and the mean
knows little."""

REDRAWN = 200
"""Steps after which latents are drawn into other groups, where there are several."""

FOLLOWED = 256
"""Images of a batch that are encoded again when the encoder has moved, at most."""


class Seen(NamedTuple):
    """Images whose codes are looked at again once the encoder has moved.

    Attributes:
        x: ``(n, c, h, w)``.
        noise: Of the posterior, ``(n, dim)``.
        codes: What they were, ``(n, dim)``.
    """

    x: Tensor
    noise: Tensor
    codes: Tensor


class ThirdOrder:
    """|M - P|² of `Triples`, with M known from a `Carried` mean beside the batch.

    Of the codes of one batch M_B is noise for the most part: the squares of the 4,960 triples of 32
    latents add up to 19 in a batch of 256, where a dependence of 1 is much. So in the square the
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
        self._begin()

    def __call__(self, x: Tensor, posterior: Posterior, z: Tensor) -> Tensor:
        """The value of a batch, differentiable in its codes; 0 at the first.

        Args:
            x: ``(n, c, h, w)``.
            posterior: Of the images.
            z: Codes ``(n, dim)``, a sample of it.
        """
        if self._triples.grouped and self._steps and self._steps % REDRAWN == 0:
            self._begin(self._steps // REDRAWN)
        with torch.no_grad(), full_precision(z):
            codes = z.detach()
            pull = self._triples.pull(codes, self._carried.mean)
            known = self._carried.mass > 0
            self._carried.add(self._triples.moments(codes))
            few = slice(0, FOLLOWED)
            self._seen = Seen(x[few], posterior.noise(codes)[few], codes[few])
        self._steps += 1
        value: Tensor = WithGradient.apply(  # type: ignore[no-untyped-call]
            z, pull.value * known, pull.gradient * known
        )
        return value

    @property
    def ramp(self) -> float:
        """The part of its weight that the term has by now."""
        return min(1.0, self._steps / RAMP)

    def follow(self, model: Autoencoder) -> None:
        """Carry the mean over to where the encoder is now, by the images of the last batch."""
        if self._seen is None:
            return
        x, noise, before = self._seen
        with torch.no_grad():
            after = model.posterior(x).at(noise)
            with full_precision(after):
                signs = torch.cat([after.new_ones(len(after)), after.new_full((len(after),), -1)])
                moved = self._triples.moments(torch.cat([after, before]), signs)
                self._carried.move(2 * moved)
        self._seen = None

    def state_dict(self) -> dict[str, Tensor]:
        """The mean, and the steps that it has come."""
        return {
            "third_total": self._carried.total,
            "third_mass": self._carried.mass,
            "third_steps": torch.tensor(self._steps),
        }

    def load_state_dict(self, state: dict[str, Tensor]) -> None:
        """Go on from a state."""
        self._steps = int(state["third_steps"])
        self._begin(max(0, self._steps - 1) // REDRAWN)
        self._carried.total = state["third_total"].to(self._carried.total, copy=True)
        self._carried.mass = state["third_mass"].to(self._carried.mass, copy=True)

    def _begin(self, draw: int = 0) -> None:
        """With some groups, of which nothing is known yet."""
        self._triples = Triples(self._kernel, self._pool, draw)
        self._carried = Carried(self._triples.target)
        self._seen: Seen | None = None
