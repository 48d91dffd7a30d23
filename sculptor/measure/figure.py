"""One measured figure of a model."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Figure:
    """One figure of a model.

    Attributes:
        metric: Its name out of `sculptor.measure.catalogue.METRICS`.
        representation: ``mean`` or ``sample``: which codes of a stochastic encoder are meant.
        value: NaN where it is not defined, as the LPS of collapsed latents.
        n: Held-out images that it is taken over.
        latent: Number of the latent from 1, None for all together.
        low: Lower end of its 95 % interval, if it has one.
        high: Upper end.
    """

    metric: str
    representation: str
    value: float
    n: int
    latent: int | None = None
    low: float | None = None
    high: float | None = None
