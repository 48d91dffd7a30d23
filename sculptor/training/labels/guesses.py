"""Labels that are known of some images, and guesses of those of others that are like them.

Few labels are learnt by heart: of 1 % of MNIST a network reads 64 % of held-out digits right, and
where their neighbours are told of too, 90 %. A guess is made once, before training, in closed form.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor
from torch.nn.functional import one_hot

from sculptor.data import Dataset
from sculptor.models.components import PixelComponents, principal_components
from sculptor.models.pixels import to_unit
from sculptor.priors.values import CATEGORICAL, CIRCULAR, PERIOD, Values, turned
from sculptor.seeds import stream
from sculptor.training.labels.drawn import of_factors, of_labels

Labels = npt.NDArray[np.int64]

COMPONENTS, MOST, CLASSES = 64, 2_000, 256
"""Principal components in which images are alike; labelled images that guesses are made from, and
classes that are guessed, at most."""

RIDGE, WIDTH = 1e-2, 0.5
"""Of the regression: what is added to the kernel matrix, and the squared width of the kernel, in
medians of the squared distances."""

SURE = 0.97
"""The part of guesses that is to be right, as far as the known labels tell."""

EXPLAINED, FEWEST = 0.9, 10
"""Of a factor on a line or circle: the part of its variance that is to be foretold, as far as the
known ones tell, and so many of these at least."""

CHUNK = 4_096


@lru_cache(maxsize=2)
def labelled(dataset: Dataset, most: float, seed: int) -> Labels:
    """The class ``(n,)`` of each image as training is told: known, or guessed, or else -1.

    Kept for the next target of the same run.

    Args:
        dataset: The training images with all their labels.
        most: How many labels are known, see `drawn.drawn`.
        seed: Of the run.
    """
    assert dataset.labels is not None
    labels = np.asarray(dataset.labels)
    chosen = of_labels(labels, most, seed)
    known = np.full(len(labels), -1)
    known[chosen] = labels[chosen]
    if len(chosen) == (labels >= 0).sum():
        return known
    return guessed(_components(dataset), known, stream(seed, "guesses"))


@lru_cache(maxsize=16)
def coded(
    dataset: Dataset, factor: str, way: str, most: float, seed: int, period: float | None = None
) -> Labels:
    """The value ``(n,)`` of a factor of each image as training is told: known, guessed, or else -1.

    Of which images factors are known is drawn once for all factors.

    Args:
        dataset: The training images with all their factors.
        factor: By name.
        way: Out of `sculptor.priors.values.MAPS`.
        most: Of how many images factors are known, see `drawn.drawn`.
        seed: Of the run.
        period: Of a factor on a line that is tied as a circle.
    """
    assert dataset.factors is not None
    column = turned(dataset.factors[:, dataset.factor_names.index(factor)], period)
    values = Values.of(column, way, factor)
    codes = values.codes(column)
    chosen = of_factors(dataset.factors, most, seed)
    if len(chosen) == np.isfinite(dataset.factors).any(1).sum():
        return codes
    known = np.full(len(codes), -1)
    known[chosen] = codes[chosen]
    seed = stream(seed, "guesses")
    if way == CATEGORICAL:
        return guessed(_components(dataset), known, seed)
    return placed(_components(dataset), known, values, seed)


def guessed(points: Tensor, known: Labels, seed: int) -> Labels:
    """Known labels, and the guesses at others of which `SURE` are expected to be right.

    Kernel ridge regression of e_a on the points, f(x) = k(x, X) w, w = (K + r I)⁻¹ (Y - mean), is
    read as its largest entry. How sure a guess is tells the margin to the second; what a margin is
    worth tell the known ones, each left out in turn: y_i - f_{-i}(x_i) = w_i / (K + r I)⁻¹_ii
    (Rasmussen & Williams, "Gaussian Processes for Machine Learning", 2006, Eq. 5.12).

    Args:
        points: ``(n, k)``, in which neighbours are alike.
        known: ``(n,)``, -1 where it is not.
        seed: Of which known ones are looked at, where they are many.
    """
    chosen = np.flatnonzero(known >= 0)
    classes, targets = np.unique(known[chosen], return_inverse=True)
    if not 2 <= len(classes) <= CLASSES:
        return known
    some = np.random.default_rng(seed).permutation(len(chosen))[:MOST]
    right = torch.from_numpy(targets[some])
    fit = Ridge(points, torch.from_numpy(chosen[some]), one_hot(right, len(classes)))
    guesses, margins = _read(fit.left_out)
    order = margins.argsort(descending=True)
    hits = (guesses == right)[order].cumsum(0) / torch.arange(1, len(right) + 1)
    enough = torch.nonzero(hits >= SURE)
    if not len(enough):
        return known
    least = margins[order[enough[-1]]].item()
    guesses, margins = _read(fit(points))
    found = known.copy()
    sure = (margins >= least).numpy() & (known < 0)
    found[sure] = classes[guesses.numpy()[sure]]
    return found


def placed(points: Tensor, known: Labels, values: Values, seed: int) -> Labels:
    """Known values of a factor, and guesses of all others where the known are foretold well.

    The same regression, of where values lie on their line or circle. On a line a guess is read by
    its rank among all, so that guesses have the shares that values have and not those of a mean.

    Args:
        points: ``(n, k)``, in which neighbours are alike.
        known: ``(n,)``, -1 where it is not.
        values: Of the factor, no categories.
        seed: Of which known ones are looked at, where they are many.
    """
    chosen = np.flatnonzero(known >= 0)
    if len(chosen) < FEWEST or values.points is None:
        return known
    some = chosen[np.random.default_rng(seed).permutation(len(chosen))[:MOST]]
    y = torch.from_numpy(values.points[known[some]])
    fit = Ridge(points, torch.from_numpy(some), y)
    explained = 1 - (y - fit.left_out).square().sum() / (y - y.mean(0)).square().sum()
    if not explained >= EXPLAINED:  # nor where all known ones are equal
        return known
    guesses = fit(points).numpy()
    if values.map == CIRCULAR:
        quantiles = np.arctan2(guesses[:, 1], guesses[:, 0]) / PERIOD % 1
    else:
        quantiles = (guesses[:, 0].argsort().argsort() + 0.5) / len(guesses)
    return np.where(known >= 0, known, values.at(quantiles))


class Ridge:
    """f(x) = k(x, X) w + mean, w = (K + r I)⁻¹ (Y - mean), for a Gaussian k; see `guessed`.

    Args:
        points: ``(n, k)``.
        rows: Of these, those that are known.
        y: ``(rows, m)``, of them.

    Attributes:
        left_out: ``(rows, m)``, what each of them is foretold by the others.
    """

    def __init__(self, points: Tensor, rows: Tensor, y: Tensor) -> None:
        x, y = points[rows].double(), y.double()
        d2 = torch.cdist(x, x).square_()
        width = WIDTH * d2.median().clamp_min(1e-12)
        inverse = torch.linalg.inv((-d2 / width).exp() + RIDGE * torch.eye(len(x)))
        self._middle = y.mean(0).float()
        weights = inverse @ (y - y.mean(0))
        self.left_out = y - weights / inverse.diagonal()[:, None]
        self._x, self._width, self._weights = x.float(), width.float(), weights.float()

    def __call__(self, points: Tensor) -> Tensor:
        """What points are foretold, ``(n, m)``."""
        return torch.cat([self._of(part) for part in points.split(CHUNK)])

    def _of(self, points: Tensor) -> Tensor:
        d2 = torch.cdist(points, self._x).square_()
        found: Tensor = (-d2 / self._width).exp() @ self._weights + self._middle
        return found


def _read(values: Tensor) -> tuple[Tensor, Tensor]:
    """The largest entry of each row, and by how much it is the largest."""
    top = values.topk(2, dim=1)
    return top.indices[:, 0], top.values[:, 0] - top.values[:, 1]


@lru_cache(maxsize=1)
def _components(dataset: Dataset) -> Tensor:
    """The images ``(n, k)`` in their leading principal components."""
    found = principal_components(dataset.images, COMPONENTS)
    space = PixelComponents(found.mean, found.directions)
    images = torch.from_numpy(np.ascontiguousarray(dataset.images))
    with torch.inference_mode():
        return torch.cat([space(to_unit(part).nan_to_num(0.0)) for part in images.split(CHUNK)])
