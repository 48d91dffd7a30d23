"""What training is told of the images, where the target asks for it: their classes."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from sculptor.data import Dataset
from sculptor.errors import SculptorError
from sculptor.objectives.objective import Told
from sculptor.priors import Prior
from sculptor.priors.labelled import LEAST, ByLabel
from sculptor.seeds import stream
from sculptor.training.batches import Batches
from sculptor.training.labels.guesses import labelled

BESIDE = 4
"""Where fewer than half of the images have a label, each batch is joined by one of those that is so
many times smaller, of which only the codes are looked at."""

MOST, FEWEST, PAIRS = 1_024, 256, 10_000_000
"""Samples of the target of a class, and pairs of them of all classes together, at most."""


class Known:
    """The classes of some of the training images, and the target of each class.

    Which these are says `sculptor.training.labels.guesses.labelled`.

    Args:
        prior: What the run is aimed at, with the shares that classes have in the data.
        dataset: The training images.
        batches: Their order.
        seed: Of the run: which labels are known depends on it and their number alone, so that with
            a changed target they are the same.
        device: Of the model.

    Attributes:
        samples: ``(classes, s, dim)``, of the target of each class, and of the rest at the end
            where there are images of it.
        shares: ``(classes,)``.

    Raises:
        SculptorError: A class is none, has no images, or none of those whose labels are known.
    """

    def __init__(
        self, prior: ByLabel, dataset: Dataset, batches: Batches, seed: int, device: torch.device
    ) -> None:
        told = labelled(dataset, prior.labels, seed)
        groups = np.append(prior.numbers(dataset.label_names), -1)[told]
        classes = int(np.flatnonzero(prior.shares).max()) + 1
        there = np.flatnonzero(groups >= 0)
        _check(prior, np.bincount(groups[there], minlength=classes))
        self._groups = torch.from_numpy(groups).to(device)
        self._device = device
        self._batches = batches
        self._beside: Batches | None = None
        if 2 * len(there) < len(groups):
            size = max(batches.size // BESIDE, LEAST)
            order = stream(seed, "labels order")
            self._beside = batches.of(torch.from_numpy(there), size, order)
        each = int(min(MOST, max(FEWEST, (PAIRS / classes) ** 0.5)))
        points = [
            part.sample(each, stream(seed, "part", number))
            for number, part in enumerate(prior.parts[:classes])
        ]
        self.samples = torch.from_numpy(np.stack(points)).to(device)
        self.shares = torch.from_numpy(prior.shares[:classes]).float().to(device)

    def __getitem__(self, step: int) -> Told:
        """What is known at one step."""
        if self._beside is None:
            return Told(None, self._at(self._batches, step))
        return Told(self._beside[step], self._at(self._beside, step))

    def _at(self, batches: Batches, step: int) -> Tensor:
        return self._groups[batches.rows(step).to(self._device, non_blocking=True)]


def known_of(
    prior: Prior, dataset: Dataset, batches: Batches, seed: int, device: torch.device
) -> Known | None:
    """What training is told, None where the target asks for nothing; see `Known`."""
    return Known(prior, dataset, batches, seed, device) if isinstance(prior, ByLabel) else None


def _check(prior: ByLabel, counts: npt.NDArray[np.intp]) -> None:
    for name, count in zip(prior.groups, counts, strict=False):
        if count < LEAST:
            raise SculptorError(
                f"Expected at least {LEAST} labelled images of the class {name}, which has a part "
                f"of the prior; received {count} with labels = {prior.labels:g}. Raise labels."
            )
