"""A kernel of products of two and three latents: dependence that no pair shows."""

from __future__ import annotations

from typing import NamedTuple

import torch
from torch import Tensor

from sculptor.discrepancy.additive import MOMENTS, AdditiveKernel, Features

GROUP = 64
"""Latents of one group, at most: up to so many, all products are looked at in every step."""

ERRORS = 4.0
"""Standard errors from which a moment of the target is told from 0. Below, it is taken to be 0:
chance in thousands of moments, copied by the codes, would be dependence that the target has not."""

ROWS = 2_048
"""Samples of the target whose moments are taken at once, of all groups together."""


class Pull(NamedTuple):
    """How far codes are from the target, and where to.

    Attributes:
        value: <M - P, E - P> summed over products, no dimensions.
        gradient: Of twice that in the codes, E held constant, ``(n, dim)``: where E is the mean of
            M, it is the gradient of |M - P|² in the mean.
    """

    value: Tensor
    gradient: Tensor


class Triples:
    """k(x, y) = sum_{i<j} s_i s_j(x) · s_i s_j(y) + sum_{i<j<k} s_i s_j s_k(x) · s_i s_j s_k(y).

    s are the sine features of `AdditiveKernel`. MMD² of k is |M - P|², the sum over all these
    products of the squared difference of their means, M of the codes and P of the target. Each s
    has mean 0 and variance 1 under the target. So of latents that are independent M is 0, and of a
    latent that has the sign of the product of two others all that shows is in one M_ijk. The pairs
    are in it since who moves latents for the sake of triples would else leave them correlated. With
    the constant s_0 = 1 all of it is one sum, over 0 ≤ i < j < k.

    By the identity 6 e_3 = p_1³ - 3 p_1 p_2 + 2 p_3 of Newton and Girard, with p_r the sum over i
    of (s_i(x) s_i(y))^r, k of two points costs 3 dim operations: of n codes and m remembered ones
    3 n m dim. The moments cost n dim³ / 2 and remember everything; with the thousands of codes that
    a sharp estimate takes they are the cheaper form up to some hundreds of latents, and the one
    with a fixed size. Beyond `GROUP` latents these are drawn into groups of at most so many, of
    which all products are looked at, anew every now and then: cost and memory grow with dim alone.

    Args:
        kernel: Whose features are taken.
        target: Samples ``(m, dim)`` of the target.
        draw: Of the groups.
    """

    def __init__(self, kernel: AdditiveKernel, target: Tensor, draw: int = 0) -> None:
        self._kernel = kernel
        dim = target.shape[1]
        count = -(-dim // GROUP)
        self.grouped = count > 1
        size = -(-dim // count)
        order = torch.arange(dim)
        if self.grouped:
            order = torch.randperm(dim, generator=torch.Generator().manual_seed(draw))
        # The last group is filled up with a feature that is 0; each has one that is 1.
        filled = torch.full((count * size,), dim)
        filled[:dim] = order
        groups = torch.cat([filled.view(count, size), torch.full((count, 1), dim + 1)], 1)
        one, other = torch.triu_indices(size + 1, size + 1, 1)
        third = torch.arange(size + 1)
        distinct = (third != one[:, None]) & (third != other[:, None])
        self._groups = groups.to(target.device)
        self._one, self._other = one.to(target.device), other.to(target.device)
        self._distinct = distinct.to(target)
        self.target = self._of_target(target[:MOMENTS] if self.grouped else target)

    def moments(self, features: Features) -> Tensor:
        """M of codes, ``(groups, pairs, features)``: each product at three places."""
        sines = self._grouped(features)
        pairs = sines[:, self._one] * sines[:, self._other]
        return torch.bmm(pairs, sines.mT).mul_(self._distinct / sines.shape[2])

    def pull(self, features: Features, average: Tensor) -> Pull:
        """The distance of codes from the target along that of an average E.

        Args:
            features: Of the codes ``(n, dim)``.
            average: E, of the shape of `moments`.
        """
        sines = self._grouped(features)
        n = sines.shape[2]
        apart = average - self.target
        # Of each feature: the sum over the pairs of others, so that a product is there thrice.
        toward = torch.bmm(apart.mT, sines[:, self._one] * sines[:, self._other])
        value = (toward * sines).sum() / (3 * n) - (apart * self.target).sum() / 3
        flat = toward.new_zeros(features.pairs.shape[1] + 2, n)
        flat[self._groups.flatten()] = toward.flatten(0, 1)
        return Pull(value, flat[:-2].T * self._kernel.slopes(features) * (2 / n))

    def _of_target(self, target: Tensor) -> Tensor:
        found = torch.zeros_like(self._distinct).expand(len(self._groups), -1, -1).clone()
        for rows in target.split(max(1, ROWS // len(self._groups))):
            found += self.moments(self._kernel.features(rows)) * (len(rows) / len(target))
        return torch.where(found.abs() > ERRORS * len(target) ** -0.5, found, 0.0)

    def _grouped(self, features: Features) -> Tensor:
        """Sines ``(n, dim)``, and 0 and 1, as ``(groups, features, n)``."""
        sines = features.pairs[:, :, 1]
        n = len(sines)
        padded = torch.cat([sines.T, sines.new_zeros(1, n), sines.new_ones(1, n)])
        return padded[self._groups]
