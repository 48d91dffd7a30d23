"""Making the network of features from nothing: a classifier of CIFAR-10, without its last layer.

Its card is JSON:

============  ======================================================================================
entry         holds
============  ======================================================================================
``format``    the version of the card
``name``      ``features``, and ``title`` for people
``data``      the data set, with ``train`` and ``test``, its images
``epochs``    how often each training image was seen
``accuracy``  of the classifier on the test images
``weights``   ``file``, ``sha256`` and ``bytes``, in half precision
``made``      the command, the machine, the versions, the day, and the seconds of training
============  ======================================================================================
"""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional
from torch.nn.utils.fusion import fuse_conv_bn_eval

from sculptor import data
from sculptor.data import Dataset
from sculptor.errors import SculptorError, trying
from sculptor.files import write_json
from sculptor.home import features_dir
from sculptor.models.features import FILE, WIDTHS, FeatureNetwork, between, save, standard
from sculptor.models.pixels import to_unit
from sculptor.pretrained import card as cards
from sculptor.pretrained.card import Card
from sculptor.pretrained.making import machine

NAME, CARD = "features", "features.json"

DATASET, EPOCHS, BATCH = "cifar10", 8, 128

RATE, DECAY, SHIFT = 5e-3, 5e-2, 3
"""Highest learning rate, decay of the weights, and the pixels by which images are moved."""

Progress = Callable[[int, int], None]


class Classifier(nn.Module):
    """The network of features with normalised channels, and classes on top.

    Args:
        classes: How many.
    """

    def __init__(self, classes: int) -> None:
        super().__init__()
        self.network = FeatureNetwork()
        self.norms = nn.ModuleList(nn.BatchNorm2d(width) for width in WIDTHS)
        self.head = nn.Linear(WIDTHS[-1], classes)

    def forward(self, x: Tensor) -> Tensor:
        """Logits of images ``(n, c, h, w)`` in [0, 1]."""
        x = standard(x)
        layers = zip(self.network.convolutions, self.norms, strict=True)
        for place, (convolution, norm) in enumerate(layers):
            x = between(norm(convolution(x)), place)
        logits: Tensor = self.head(x.mean((2, 3)))
        return logits

    def fused(self) -> FeatureNetwork:
        """The network whose convolutions do what they and the norms do, on images at rest."""
        fused = FeatureNetwork().eval()
        layers = zip(self.network.convolutions, self.norms, strict=True)
        for place, (convolution, norm) in enumerate(layers):
            assert isinstance(convolution, nn.Conv2d)
            assert isinstance(norm, nn.BatchNorm2d)
            fused.convolutions[place] = fuse_conv_bn_eval(convolution.eval(), norm.eval())
        return fused


def make(folder: Path | None = None, progress: Progress | None = None) -> Card:
    """Train the network, write its files, and return its card.

    Args:
        folder: Where to; the repository's own where None.
        progress: Called with the updates done and those in all.

    Raises:
        SculptorError: The data set is not on this machine, or the folder cannot be written.
    """
    folder = folder or features_dir()
    with trying(f"write in {folder}", "Choose another folder."):
        folder.mkdir(parents=True, exist_ok=True)
    images = data.load(DATASET)
    begun = time.perf_counter()
    whole = images.untested()
    classifier = trained(whole, EPOCHS, progress)
    seconds = round(time.perf_counter() - begun, 1)
    save(classifier.fused(), folder / FILE)
    card = {
        "format": cards.FORMAT,
        "name": NAME,
        "title": "Features of a small classifier of CIFAR-10",
        "data": {"name": DATASET, "train": len(whole), "test": len(images) - len(whole)},
        "epochs": EPOCHS,
        "accuracy": round(accuracy(classifier, images.split("test")), 4),
        "weights": cards.file(FILE, (folder / FILE).read_bytes()),
        "made": {**machine(), "seconds": seconds, "command": f"sculptor pretrain {NAME}"},
    }
    write_json(folder / CARD, card)
    return card


def trained(images: Dataset, epochs: int, progress: Progress | None = None) -> Classifier:
    """A classifier of the labels of images, on the CPU.

    Cross entropy by AdamW, the rate on one cycle; each image mirrored at random and moved by up to
    three pixels.

    Raises:
        SculptorError: The images have no labels.
    """
    if images.labels is None:
        raise SculptorError(f"Expected a data set with labels, received {images.name}.")
    generator = torch.Generator().manual_seed(0)
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(0)
        classifier = Classifier(int(images.labels.max()) + 1)
    steps = epochs * (len(images) // BATCH)
    optimiser = torch.optim.AdamW(classifier.parameters(), lr=RATE, weight_decay=DECAY)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, RATE, total_steps=steps)
    pixels, labels = torch.from_numpy(np.array(images.images)), torch.from_numpy(images.labels)
    for step in range(steps):
        place = step % (len(images) // BATCH)
        if not place:
            order = torch.randperm(len(images), generator=generator)
        rows = order[place * BATCH : (place + 1) * BATCH]
        loss = functional.cross_entropy(
            classifier(_moved(to_unit(pixels[rows]), generator)), labels[rows]
        )
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        schedule.step()
        if progress is not None:
            progress(step + 1, steps)
    return classifier.eval()


def accuracy(classifier: Classifier, images: Dataset) -> float:
    """The part of images whose label the classifier tells."""
    assert images.labels is not None
    with torch.inference_mode():
        parts = torch.from_numpy(np.array(images.images)).split(1_024)
        told = torch.cat([classifier(to_unit(part)).argmax(1) for part in parts])
    return float((told.numpy() == images.labels).mean())


def _moved(x: Tensor, generator: torch.Generator) -> Tensor:
    """Images mirrored at random, and moved alike by some pixels along each side."""
    mirrored = torch.rand(len(x), 1, 1, 1, generator=generator) < 0.5
    x = torch.where(mirrored, x.flip(3), x)
    padded = functional.pad(x, [SHIFT] * 4, mode="reflect")
    down, right = torch.randint(0, 2 * SHIFT + 1, (2,), generator=generator).tolist()
    return padded[:, :, down : down + x.shape[2], right : right + x.shape[3]]
