"""What a run shows of itself at one step."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from sculptor.columns import Layout

Floats = npt.NDArray[np.float32]
Images = npt.NDArray[Any]

SHOWN, DRAWN = 12, 24
"""Reconstructions and decoded samples of the prior that a snapshot shows."""


@dataclass
class Snapshot:
    """The state of a run after ``step`` updates, in plain arrays.

    A light snapshot carries the latents and the averages of the training terms, one with pictures
    the images and MMD² too, a full one all metrics. The cadence decides which is due.

    Attributes:
        step: Optimiser updates done.
        seconds: Training time so far, without the time that snapshots took.
        latents: The aggregate posterior over the held-out images, ``(n, latent_dim)``, by
            representation: ``mean``, and for a Gaussian encoder also ``sample``.
        target: ``(n, latent_dim)`` samples of the prior in force, never used for training.
        metrics: Figures by name, see `sculptor.measure.live` and `sculptor.measure.generation`.
        traversal: Decoded images ``(rows, columns, c, h, w)``. Two latents: a grid over the plane,
            the largest z_2 on top. Otherwise row i moves z_i over the columns and holds the rest.
        inputs: Held-out images ``(k, c, h, w)``.
        reconstructions: The same, encoded and decoded.
        samples: Decoded samples of the prior ``(k, c, h, w)``, of the same codes at every step and
            in every run of that prior.
        projections: Views of more than two dimensions: name to (latents, target), ``(n, 2)`` each.
        details: Figures that are not one number, by name, such as the score of each latent.
        layout: Of rows what their numbers stand for; the images are then floats ``(…, 1, 1, d)``.
    """

    step: int
    seconds: float
    latents: dict[str, Floats]
    target: Floats
    metrics: dict[str, float]
    traversal: Images | None = None
    inputs: Images | None = None
    reconstructions: Images | None = None
    samples: Images | None = None
    projections: dict[str, tuple[Floats, Floats]] = field(default_factory=dict)
    details: dict[str, Any] = field(default_factory=dict)
    layout: Layout | None = None

    @property
    def pictured(self) -> bool:
        """Whether the images are there."""
        return self.traversal is not None
