"""A kernel that sees each coordinate and each pair of coordinates by itself."""

from __future__ import annotations

import math
from itertools import product
from typing import NamedTuple

import torch
from torch import Tensor

from sculptor.discrepancy.pairwise import WithGradient

FREQUENCIES = (0.5, 1.0, 2.0, 3.0)
"""Of a single coordinate, in radians for a standard deviation of the prior's marginal: the lowest
tells points 6 standard deviations apart, the highest a Gaussian from two points of its variance."""

COORDINATE_WEIGHT = 0.5
"""Of each coordinate."""

HEIGHT = math.sqrt(COORDINATE_WEIGHT / len(FREQUENCIES))
"""Of the waves of a coordinate."""

PAIR_FREQUENCY = 0.8
"""Of pairs: the sine is close to linear there, and the cosine close to a square."""

PAIR_WEIGHTS = ((0.01, 0.005), (0.005, 0.1))
"""Of each pair: its cosines and sines with one another. The noise of all pairs adds up and hides a
single one that is dependent, so that what a correlation changes most, the product of the sines, is
weighed most: at 64 latents and a batch of 512 one marginal of two points and one correlation of 0.9
are both found at 5 standard errors or more. Images of high contrast are large in all latents, which
the product of the cosines sees; to ask for independence in this too costs reconstruction."""

PERIOD = 20 * math.pi
"""Standard deviations after which the waves of all these frequencies come again."""

MOMENTS = 16_384
"""Samples of the prior from which its moments are taken, where they are many."""

LEAST = 0.01
"""Variance below which a feature is not scaled up to 1."""


class Moments(NamedTuple):
    """What a set of samples is to the kernel: all that another set is compared with.

    Attributes:
        coordinates: Mean features of each coordinate, ``(dim, features)``.
        pairs: Mean products of the two features of two coordinates, ``(dim · 2, dim · 2)``.
        within: The mean of k over pairs of samples, no dimensions.
    """

    coordinates: Tensor
    pairs: Tensor
    within: Tensor


class Features(NamedTuple):
    """What samples are to the kernel, one by one.

    Attributes:
        coordinates: Of each coordinate, ``(n, dim, features)``.
        waves: Cosine and sine of each, of which the features of pairs are made, ``(n, dim, 2)``.
        pairs: f_1 and f_2 of each coordinate, ``(n, dim, 2)``, white under the prior.
    """

    coordinates: Tensor
    waves: Tensor
    pairs: Tensor


class Means(NamedTuple):
    """Mean features: the first two of `Moments`."""

    coordinates: Tensor
    pairs: Tensor


class AdditiveKernel:
    """k(x, y) = u sum_i a(x_i, y_i) + v sum_{i<j} sum_{kl} W_kl b_k(x_i, y_i) b_l(x_j, y_j).

    a is the mean of cos(w (x_i - y_i) / s_i) over the frequencies w, s_i the standard deviation of
    the prior's marginal. b_k(x_i, y_i) = f_k(x_i) f_k(y_i) with f_1, f_2 the sine and cosine of
    one frequency about the prior's mean, centred and decorrelated under the prior, so that a wrong
    marginal is not counted again with each pair. All of it is a sum of products of features with
    positive weights and hence positive definite, an ANOVA kernel (Stitson et al., "Support Vector
    Regression with ANOVA Decomposition Kernels", 1999). Where a kernel of the distance between
    whole points sees little but the noise of the other dimensions, k sees a single wrong marginal
    and a single pair of latents that depend on each other.

    As all of it is made of few features, the cost of MMD² grows with the number of samples and not
    with its square, and the prior enters by the moments of as many samples as one likes.

    Args:
        prior: Samples ``(m, dim)`` to which scales and centres are fixed.
    """

    def __init__(self, prior: Tensor) -> None:
        # MPS has no double precision.
        exact = prior if prior.device.type == "mps" else prior.double()
        spread, self.mean = exact.std(0), exact.mean(0)
        # A latent that the prior holds constant has no scale of its own; the others lend it theirs.
        self.scale = torch.where(spread > 0, spread, spread.square().mean().sqrt())
        # Here once: a copy of numbers to the device makes each step wait for it.
        self.single, self.paired = prior.new_tensor(FREQUENCIES), prior.new_tensor([PAIR_FREQUENCY])
        waves = self._waves(prior, self.paired)
        self.centre = waves.mean(0)
        centred = waves - self.centre
        covariance = torch.einsum("nik,nil->ikl", centred, centred) / len(prior)
        # On the CPU, since MPS has no decomposition.
        values, vectors = (part.to(prior.device) for part in torch.linalg.eigh(covariance.cpu()))
        scaled = vectors / values.clamp_min(LEAST).sqrt()[:, None]
        self.whiten = scaled @ vectors.mT
        self.weights = prior.new_tensor(PAIR_WEIGHTS)
        dim = prior.shape[1]
        apart = 1 - torch.eye(dim).to(prior)
        self._apart = torch.einsum("ij,kl->ikjl", apart, self.weights).reshape(2 * dim, 2 * dim)
        self._all = torch.cat([self.single, self.paired])

    def moments(self, samples: Tensor) -> Moments:
        """The moments of samples ``(n, dim)``, differentiable."""
        n = len(samples)
        first = self._coordinates(samples).mean(0)
        pairs = self._pairs(samples)
        flat = pairs.flatten(1)
        second = flat.T @ flat / n
        whole = first.square().sum() + self._product(second, second)
        squares = pairs.square()
        sums = squares.sum(1)
        apart = sums[:, :, None] * sums[:, None] - squares.mT @ squares
        itself = COORDINATE_WEIGHT * samples.shape[1] + (self.weights * apart).sum() / (2 * n)
        return Moments(first, second, (n * whole - itself) / (n - 1))

    def mmd2(self, x: Moments, y: Moments) -> Tensor:
        """The squared MMD of two sets of samples from their moments, unbiased."""
        across = (x.coordinates * y.coordinates).sum() + self._product(x.pairs, y.pairs)
        return x.within + y.within - 2 * across

    def between(
        self, x: Tensor, y: Tensor, known: Moments | None = None, average: Means | None = None
    ) -> Tensor:
        """`mmd2` of samples ``(n, dim)`` and ``(m, dim)``.

        Args:
            x: ``(n, dim)``.
            y: ``(m, dim)``.
            known: The moments of y, where they are known.
            average: See `pull`.
        """
        if known is None:
            return self.mmd2(self.moments(x), self.moments(y))
        value, gradient = self.pull(x, known, average)
        found: Tensor = WithGradient.apply(x, value, gradient)  # type: ignore[no-untyped-call]
        return found

    @torch.no_grad()
    def features(self, samples: Tensor) -> Features:
        """The features of samples ``(n, dim)``, without a graph."""
        angles = self._angles(samples, self._all)
        cosine, sine = angles.cos(), angles.sin()
        single = torch.cat([cosine[:, :, :-1], sine[:, :, :-1]], 2)
        waves = torch.stack([cosine[:, :, -1], sine[:, :, -1]], 2)
        return Features(single * HEIGHT, waves, self._white(waves))

    def means(self, features: Features) -> Means:
        """The mean features of samples."""
        pairs = features.pairs.flatten(1)
        return Means(features.coordinates.mean(0), pairs.T @ pairs / len(pairs))

    @torch.no_grad()
    def pull(
        self, samples: Tensor, y: Moments, average: Means | None = None
    ) -> tuple[Tensor, Tensor]:
        """`mmd2` of samples ``(n, dim)`` and moments, and its gradient in the samples.

        What autograd makes of `moments`, in a third of the operations. With the means m of the
        features of a coordinate, and M of the products of pairs, which W weighs,

            MMD² = n/(n-1) (|m|² + <W M, M> / 2) - <q, W q> / (2(n-1)) - 2 <m, m'> - <W M, M'> + c

        where m' and M' are those of y, q the squared features of each sample, and c does not depend
        on the samples.

        Args:
            samples: ``(n, dim)``.
            y: Of the other samples.
            average: E, mean features of the distribution of the samples, from others than these.
                Then the gradient is that of 2 <m - m', E - m'>, and so for the pairs, with E held
                constant: the same in the mean, without the noise that samples are to one another.
        """
        n, dim = samples.shape
        features = self.features(samples)
        first, second = self.means(features)
        apart = average.coordinates if average else first * (n / (n - 1))
        toward = ((apart - y.coordinates) * (2 / n)).view(dim, 2, -1) * self.single
        cosine, sine = features.coordinates.view(n, dim, 2, -1).unbind(2)
        slope = (cosine * toward[:, 1] - sine * toward[:, 0]).sum(2)

        flat = features.pairs.flatten(1)
        squares = flat.square()
        itself = squares @ self._apart
        pulled = self._apart * (second * (n / (n - 1)) - y.pairs)
        if average:
            toward = flat @ (self._apart * (average.pairs - y.pairs)) * (2 / n)
        else:
            toward = (flat @ pulled - flat * itself / (n - 1)) * (2 / n)
        toward = torch.einsum("nil,ikl->nik", toward.view(n, dim, 2), self.whiten)
        waves = features.waves
        slope += (toward[:, :, 1] * waves[:, :, 0] - toward[:, :, 0] * waves[:, :, 1]) * self.paired

        value = (first * (first * (n / (n - 1)) - 2 * y.coordinates)).sum()
        value += (second * (pulled - self._apart * y.pairs)).sum() / 2
        value -= (squares * itself).sum() / (2 * n * (n - 1)) - y.within
        value -= COORDINATE_WEIGHT * dim / (n - 1)
        return value, (slope / self.scale).to(samples.dtype)

    def values(self, x: Tensor, y: Tensor) -> Tensor:
        """The kernel of all pairs of ``(n, dim)`` and ``(m, dim)``, as ``(n, m)``."""
        total = self._coordinates(x).flatten(1) @ self._coordinates(y).flatten(1).T
        rows, columns = self._pairs(x).unbind(2), self._pairs(y).unbind(2)
        sums = [row @ column.T for row, column in zip(rows, columns, strict=True)]
        for one, other in product(range(2), repeat=2):
            itself = (rows[one] * rows[other]) @ (columns[one] * columns[other]).T
            total += self.weights[one, other] / 2 * (sums[one] * sums[other] - itself)
        return total

    def slopes(self, features: Features) -> Tensor:
        """The derivative of f_2 of each coordinate, the sine made white, in one over latent units.

        ``(n, dim)``.
        """
        cosine, sine = features.waves.unbind(2)
        slope = cosine * self.whiten[:, 1, 1] - sine * self.whiten[:, 0, 1]
        scaled: Tensor = slope * (self.paired / self.scale)
        return scaled.to(slope.dtype)

    def _waves(self, samples: Tensor, frequencies: Tensor) -> Tensor:
        """Cosines and sines of each coordinate, ``(n, dim, 2 · frequencies)``."""
        angles = self._angles(samples, frequencies)
        return torch.cat([angles.cos(), angles.sin()], 2)

    def _angles(self, samples: Tensor, frequencies: Tensor) -> Tensor:
        """Phases of each coordinate, ``(n, dim, frequencies)``.

        Whole periods are left out in double precision, in which the phase of a point that is
        millions of standard deviations away is still known.
        """
        exact = (samples.to(self.mean) - self.mean) / self.scale
        within = exact - PERIOD * (exact.detach() / PERIOD).round()
        angles: Tensor = within.to(samples.dtype)[:, :, None] * frequencies
        return angles

    def _coordinates(self, samples: Tensor) -> Tensor:
        """Features of squared norm `COORDINATE_WEIGHT` for each coordinate."""
        return self._waves(samples, self.single) * HEIGHT

    def _pairs(self, samples: Tensor) -> Tensor:
        """The features f_1, f_2 of each coordinate, ``(n, dim, 2)``, white under the prior."""
        return self._white(self._waves(samples, self.paired))

    def _white(self, waves: Tensor) -> Tensor:
        return torch.einsum("nik,ikl->nil", waves - self.centre, self.whiten)

    def _product(self, one: Tensor, other: Tensor) -> Tensor:
        """The weighted inner product over the pairs i < j of two matrices of mean products."""
        dim = len(self.scale)
        products = (one * other).view(dim, 2, dim, 2)
        apart = products.sum((0, 2)) - products.diagonal(dim1=0, dim2=2).sum(2)
        return (self.weights * apart).sum() / 2
