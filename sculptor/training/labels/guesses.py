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
from sculptor.seeds import stream

Labels = npt.NDArray[np.int64]

COMPONENTS, MOST, CLASSES = 64, 2_000, 256
"""Principal components in which images are alike; labelled images that guesses are made from, and
classes that are guessed, at most."""

RIDGE, WIDTH = 1e-2, 0.5
"""Of the regression: what is added to the kernel matrix, and the squared width of the kernel, in
medians of the squared distances."""

SURE = 0.97
"""The part of guesses that is to be right, as far as the known labels tell."""

CHUNK = 4_096


@lru_cache(maxsize=2)
def labelled(dataset: Dataset, most: float, seed: int) -> Labels:
    """The class ``(n,)`` of each image as training is told: known, or guessed, or else -1.

    Kept for the next target of the same run.

    Args:
        dataset: The training images with all their labels.
        most: How many labels are known, see `drawn`.
        seed: Of the run.
    """
    assert dataset.labels is not None
    labels = np.asarray(dataset.labels)
    chosen = drawn(labels, most, stream(seed, "labels"))
    known = np.full(len(labels), -1)
    known[chosen] = labels[chosen]
    if len(chosen) == (labels >= 0).sum():
        return known
    return guessed(_components(dataset), known, stream(seed, "guesses"))


def drawn(labels: Labels, most: float, seed: int) -> Labels:
    """The images whose labels are known, in ascending order.

    Of each class the same part, to one image: the images of a class are put in a random order and
    take places evenly from 0 to 1; the first of all are taken. So 10 % hold all of 1 %.

    >>> drawn(np.array([0, 0, 1, 0, -1, 0, 1, 1, 1]), 4, 0).tolist()
    [2, 3, 5, 7]

    Args:
        labels: ``(n,)``, -1 where there is none.
        most: How many: a share up to 1 of those that there are, or a number from 2.
        seed: Of the draw.
    """
    there = np.flatnonzero(labels >= 0)
    n = round(most * len(there)) if most <= 1 else min(int(most), len(there))
    if n == len(there):
        return there
    generator = np.random.default_rng(seed)
    there = generator.permutation(there)
    there = there[np.argsort(labels[there], kind="stable")]
    counts = np.unique(labels[there], return_counts=True)[1]
    within = np.arange(len(there)) - np.repeat(np.cumsum(counts) - counts, counts)
    places = (within + generator.random(len(there))) / np.repeat(counts, counts)
    return np.sort(there[np.argsort(places, kind="stable")[:n]])


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
    x = points[torch.from_numpy(chosen[some])].double()
    right = torch.from_numpy(targets[some])
    y = one_hot(right, len(classes)).double()
    d2 = torch.cdist(x, x).square_()
    width = WIDTH * d2.median().clamp_min(1e-12)
    inverse = torch.linalg.inv((-d2 / width).exp() + RIDGE * torch.eye(len(x)))
    middle = y.mean(0)
    weights = inverse @ (y - middle)
    guesses, margins = _read(y - weights / inverse.diagonal()[:, None])
    order = margins.argsort(descending=True)
    hits = (guesses == right)[order].cumsum(0) / torch.arange(1, len(x) + 1)
    enough = torch.nonzero(hits >= SURE)
    if not len(enough):
        return known
    least = margins[order[enough[-1]]].item()
    found = known.copy()
    for start in range(0, len(points), CHUNK):
        d2 = torch.cdist(points[start : start + CHUNK], x.float()).square_()
        values = (-d2 / width.float()).exp() @ weights.float() + middle.float()
        guesses, margins = _read(values)
        part = found[start : start + CHUNK]
        sure = (margins >= least).numpy() & (part < 0)
        part[sure] = classes[guesses.numpy()[sure]]
    return found


def _read(values: Tensor) -> tuple[Tensor, Tensor]:
    """The largest entry of each row, and by how much it is the largest."""
    top = values.topk(2, dim=1)
    return top.indices[:, 0], top.values[:, 0] - top.values[:, 1]


def _components(dataset: Dataset) -> Tensor:
    """The images ``(n, k)`` in their leading principal components."""
    found = principal_components(dataset.images, COMPONENTS)
    space = PixelComponents(found.mean, found.directions)
    images = torch.from_numpy(np.ascontiguousarray(dataset.images))
    with torch.inference_mode():
        return torch.cat([space(to_unit(part).nan_to_num(0.0)) for part in images.split(CHUNK)])
