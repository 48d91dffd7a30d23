"""Images and prior samples on the device, and the order in which training meets them."""

from __future__ import annotations

import copy

import numpy as np
import torch
from torch import Tensor

from sculptor.data import Dataset
from sculptor.models.pixels import to_unit
from sculptor.priors import Prior
from sculptor.seeds import stream
from sculptor.training.gpu.ahead import Ahead

POOL = 65_536
"""Prior samples drawn at once: the noise of a pool this large is far below that of any batch."""


class Batches:
    """The training images in a new random order each epoch.

    The order depends on the seed and the step alone, so that runs that differ in their objective
    meet the same images, and a resumed run goes on where it was. Images stay uint8 on the device
    until they are a batch, or on the host where they would not fit; the few left over at the end of
    an epoch are not used in it.
    """

    def __init__(self, dataset: Dataset, batch_size: int, seed: int, device: torch.device) -> None:
        images = torch.from_numpy(np.ascontiguousarray(dataset.images))
        self.size = min(batch_size, len(images))
        self._device = device
        fits = _fits(images, device)
        self._images = images.to(device) if fits else images
        self._ahead = None if fits else Ahead(images, device)
        self._seed = seed
        self._epoch = -1
        self._order = torch.empty(0, dtype=torch.int64)
        self._among: Tensor | None = None

    def __len__(self) -> int:
        return len(self._images) if self._among is None else len(self._among)

    def reordered(self, seed: int) -> Batches:
        """The same images, which are not copied, in the orders of another seed."""
        other = copy.copy(self)
        other._seed, other._epoch = seed, -1
        if self._ahead is not None:
            other._ahead = Ahead(self._images, self._device)
        return other

    def of(self, rows: Tensor, size: int, seed: int) -> Batches:
        """Batches of some of these images, which are not copied, in orders of another seed."""
        other = self.reordered(seed)
        other._among, other.size = rows.to(self._images.device), min(size, len(rows))
        return other

    def rows(self, step: int) -> Tensor:
        """Which of all images the batch of one step are, ``(batch,)``, where the images are."""
        epoch, place = divmod(step, len(self) // self.size)
        if epoch != self._epoch:
            generator = torch.Generator().manual_seed(stream(self._seed, "order", epoch))
            order = torch.randperm(len(self), generator=generator)
            order = order.to(self._images.device, non_blocking=True)
            if self._among is not None:
                order = self._among[order]
            self._order, self._epoch = order, epoch
        return self._order[place * self.size : (place + 1) * self.size]

    def __getitem__(self, step: int) -> Tensor:
        """The batch of one step: ``(batch, c, h, w)`` in [0, 1]."""
        if self._ahead is not None:
            return to_unit(self._ahead.take(step, self.rows))
        return to_unit(self._images[self.rows(step)])


class PriorPool:
    """A pool of prior samples on the device, from which each step takes some at random.

    Sampling a prior happens once for each pool and not once a step, so that an intricate prior
    costs training nothing.
    """

    def __init__(self, prior: Prior, seed: int, device: torch.device) -> None:
        self.samples = torch.from_numpy(prior.sample(POOL, seed)).to(device)

    def draw(self, n: int, generator: torch.Generator) -> Tensor:
        """``(n, dim)`` samples, with replacement."""
        rows = torch.randint(
            len(self.samples), (n,), generator=generator, device=self.samples.device
        )
        return self.samples[rows]


def _fits(images: Tensor, device: torch.device) -> bool:
    """Whether the images leave at least half of the device's free memory to the training."""
    if device.type != "cuda":
        return True
    free, _ = torch.cuda.mem_get_info(device)
    return images.numel() * images.element_size() < free // 2
