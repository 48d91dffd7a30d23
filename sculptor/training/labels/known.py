"""What training is told of the images, where the target asks for it: classes or factors."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from sculptor.data import Dataset
from sculptor.discrepancy.joint import between
from sculptor.objectives.objective import Target, Told
from sculptor.priors import Prior
from sculptor.priors.labelled import LEAST, ByLabel
from sculptor.priors.ties import Tied
from sculptor.seeds import stream
from sculptor.training.batches import Batches
from sculptor.training.labels.drawn import check
from sculptor.training.labels.guesses import Labels, coded, labelled

BESIDE = 4
"""Where fewer than half of the images have a label, each batch is joined by one of those that is so
many times smaller, of which only the codes are looked at."""

MOST, FEWEST, PAIRS = 1_024, 256, 10_000_000
"""Samples of the target of a class, and pairs of them of all classes together, at most."""


class Known:
    """What is known of some of the training images, and the targets of each value of it.

    Which these are says `sculptor.training.labels.guesses`.

    Args:
        groups: ``(n, targets)``, the class or value of each image, -1 where it is not known.
        targets: Of each of these.
        batches: The order of the images.
        seed: Of the run.

    Attributes:
        targets: The same, on their device.
    """

    def __init__(
        self, groups: Labels, targets: Sequence[Target], batches: Batches, seed: int
    ) -> None:
        self.targets = tuple(targets)
        self._device = self.targets[0].samples.device
        self._groups = torch.from_numpy(groups).to(self._device)
        self._batches = batches
        self._beside: Batches | None = None
        there = np.flatnonzero((groups >= 0).any(1))
        if 2 * len(there) < len(groups):
            size = max(batches.size // BESIDE, LEAST)
            order = stream(seed, "labels order")
            self._beside = batches.of(torch.from_numpy(there), size, order)

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
    """What training is told; None where the target asks for nothing.

    Args:
        prior: What the run is aimed at, as it is among the data.
        dataset: The training images.
        batches: Their order.
        seed: Of the run: which labels are known depends on it and their number alone, so that with
            a changed target they are the same.
        device: Of the model.

    Raises:
        SculptorError: A class is none, or has no images; or too little is known, see
            `sculptor.training.labels.drawn.check`.
    """
    check(prior, dataset, seed)
    if isinstance(prior, ByLabel):
        groups, targets = _classes(prior, dataset, seed, device)
    elif isinstance(prior, Tied):
        groups, targets = _factors(prior, dataset, seed, device)
    else:
        return None
    return Known(groups, targets, batches, seed)


def _classes(
    prior: ByLabel, dataset: Dataset, seed: int, device: torch.device
) -> tuple[Labels, list[Target]]:
    """The class of each image as the prior numbers them, and the target of each class.

    That of the rest is at the end, where there are images of it.
    """
    told = labelled(dataset, prior.labels, seed)
    groups = np.append(prior.numbers(dataset.label_names), -1)[told]
    classes = int(np.flatnonzero(prior.shares).max()) + 1
    points = [
        part.sample(_each(classes), stream(seed, "part", number))
        for number, part in enumerate(prior.parts[:classes])
    ]
    target = Target(_on(device, np.stack(points)), _on(device, prior.shares[:classes]))
    return groups[:, None], [target]


def _factors(
    prior: Tied, dataset: Dataset, seed: int, device: torch.device
) -> tuple[Labels, list[Target]]:
    """The value of each tied factor of each image, and the targets of the values of each."""
    groups, targets = [], []
    for number, (tie, values) in enumerate(zip(prior.ties, prior.values, strict=True)):
        codes = coded(dataset, tie.factor, tie.map, prior.labels, seed, tie.period)
        samples = prior.part(number, _each(len(values.shares)))
        shares = _on(device, values.shares)
        alike = None if values.points is None else between(_on(device, values.points), shares)
        targets.append(Target(_on(device, samples), shares, tie.columns, alike))
        groups.append(codes)
    return np.stack(groups, axis=1), targets


def _each(values: int) -> int:
    """Samples of the target of each of so many values."""
    return int(min(MOST, max(FEWEST, (PAIRS / values) ** 0.5)))


def _on(device: torch.device, array: npt.NDArray[Any]) -> Tensor:
    return torch.from_numpy(np.asarray(array, np.float32)).to(device)
