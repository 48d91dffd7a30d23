"""Figures of a prior by label: whether held-out images of each class are where it has them.

==================  ================================================================================
figure              definition
==================  ================================================================================
``class_accuracy``  the part of held-out codes that lie nearest to a sample of their own class's
                    target, out of as many samples of each
``class_match``     MMD² over its noise floor, of the class of which it is largest; how large the
                    others' are is in ``details["class_match"]``, by name
==================  ================================================================================
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from sculptor.data import Dataset
from sculptor.discrepancy.mmd import Discrepancy
from sculptor.metrics.match.classes import Regions
from sculptor.priors import Prior
from sculptor.priors.labelled import ByLabel
from sculptor.seeds import stream

Floats = npt.NDArray[np.float32]

SAMPLES = 1_000
"""Samples of the target of each class: floors are of half as many codes at most."""

REST = "others"
"""What the classes without a target of their own are called together."""


class LabelledTarget:
    """The targets of classes beside held-out images of which the classes are known.

    Args:
        prior: With the shares of the data.
        images: Held out, with their labels.
        discrepancy: In whose kernel the match is measured.
        seed: Of the samples.
    """

    def __init__(
        self, prior: ByLabel, images: Dataset, discrepancy: Discrepancy, seed: int
    ) -> None:
        assert images.labels is not None
        self._groups = np.append(prior.numbers(images.label_names), -1)[images.labels]
        classes = int(np.flatnonzero(prior.shares).max()) + 1
        self._names = [*prior.groups, REST][:classes]
        self._groups[self._groups >= classes] = -1
        points = [
            part.sample(SAMPLES, stream(seed, "part", number))
            for number, part in enumerate(prior.parts[:classes])
        ]
        self._regions = Regions(np.stack(points), discrepancy)

    @classmethod
    def of(
        cls, prior: Prior, images: Dataset, discrepancy: Discrepancy, seed: int
    ) -> LabelledTarget | None:
        """The same where there is something to say; else None."""
        if (
            not isinstance(prior, ByLabel)
            or images.labels is None
            or not (images.labels >= 0).any()
        ):
            return None
        return cls(prior, images, discrepancy, seed)

    def figures(self, z: Floats) -> tuple[dict[str, float], dict[str, Any]]:
        """The figures of codes ``(n, dim)`` of these images, and their details."""
        found = self._regions.match(z, self._groups[: len(z)])
        each = dict(zip(self._names, found.ratios.tolist(), strict=True))
        each = {name: ratio for name, ratio in each.items() if np.isfinite(ratio)}
        metrics = {"class_accuracy": found.accuracy}
        if each:
            metrics["class_match"] = max(each.values())
        return metrics, {"class_match": each}
