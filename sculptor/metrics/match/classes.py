"""Whether the codes of each class are where their own target is."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import torch

from sculptor.discrepancy.mmd import Discrepancy
from sculptor.discrepancy.two_sample import mmd2_floor

Floats = npt.NDArray[np.float32]

LEAST = 20
"""Codes of a class from which its MMD² says anything."""

NEAREST = 400
"""Samples of each target among which the nearest one is looked for, at most."""


@dataclass(frozen=True)
class Classes:
    """How codes lie among the targets of their classes.

    Attributes:
        ratios: ``(classes,)``, MMD² over its floor; NaN for a class of fewer than `LEAST` codes.
        accuracy: The part of the codes that lie nearest to a sample of their own target.
    """

    ratios: npt.NDArray[np.float64]
    accuracy: float


class Regions:
    """The targets of classes, and the noise floors that they set, found once for each size.

    Args:
        samples: ``(classes, s, dim)``, of each target; a floor is of s / 2 codes at most.
        discrepancy: Whose kernel of whole points is that of MMD².
    """

    def __init__(self, samples: Floats, discrepancy: Discrepancy) -> None:
        self._samples = torch.from_numpy(np.asarray(samples, np.float32))
        self._discrepancy = Discrepancy(discrepancy.kernel, discrepancy.bandwidth)
        self._floors: dict[tuple[int, int], float] = {}

    def match(self, z: Floats, groups: npt.NDArray[np.int64]) -> Classes:
        """How codes lie.

        Args:
            z: ``(n, dim)``.
            groups: The class of each, -1 where it is not known.
        """
        known = groups >= 0
        codes, numbers = torch.from_numpy(np.asarray(z[known], np.float32)), groups[known]
        ratios = np.full(len(self._samples), np.nan)
        for number, samples in enumerate(self._samples):
            own = codes[torch.from_numpy(numbers == number)][: len(samples) // 2]
            if len(own) >= LEAST:
                found = self._discrepancy.mmd2(own, samples).item()
                ratios[number] = found / self._floor(number, len(own))
        return Classes(ratios, self.nearest(z[known], numbers))

    def nearest(self, z: Floats, groups: npt.NDArray[np.int64]) -> float:
        """The part of codes, whose classes are known, that lie nearest to a sample of their own."""
        some, codes = self._samples[:, :NEAREST], torch.from_numpy(np.asarray(z, np.float32))
        nearest = torch.cdist(codes, some.flatten(0, 1)).argmin(1) // some.shape[1]
        right = nearest.numpy() == groups
        return float(right.mean()) if len(right) else float("nan")

    def _floor(self, number: int, n: int) -> float:
        key = number, n
        if key not in self._floors:
            self._floors[key] = mmd2_floor(self._samples[number], n, discrepancy=self._discrepancy)
        return self._floors[key]
