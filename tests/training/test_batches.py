"""Batches: each epoch shows each image once."""

import numpy as np
import torch

from sculptor import data
from sculptor.training.batches import Batches


def test_an_epoch_shows_each_image_once() -> None:
    dataset = data.load("digits").split("train")
    batches = Batches(dataset, 100, 0, torch.device("cpu"))
    epoch = torch.cat([batches[step] for step in range(len(dataset.images) // 100)])
    originals = torch.from_numpy(np.array(dataset.images)).float().div(255)
    distances = torch.cdist(epoch.flatten(1), originals.flatten(1))
    assert len(distances.argmin(1).unique()) == len(epoch)
    assert not torch.equal(batches[0], batches[len(originals) // 100])
