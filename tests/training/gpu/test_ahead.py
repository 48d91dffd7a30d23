"""Images that stay on the host: the same batches as of those that are on the device."""

import pytest
import torch

from sculptor import data
from sculptor.training import batches
from sculptor.training.batches import Batches


def test_images_that_do_not_fit_come_in_the_same_order(monkeypatch: pytest.MonkeyPatch) -> None:
    """Also where a step is taken twice, or one before: the next one that was begun is not it."""
    dataset, device = data.load("digits").split("train"), torch.device("cpu")
    within = Batches(dataset, 100, 0, device)
    monkeypatch.setattr(batches, "_fits", lambda images, device: False)
    beyond = Batches(dataset, 100, 0, device)
    pairs = [(within, beyond), (within.reordered(3), beyond.reordered(3))]
    some = torch.arange(0, 700, 7)
    pairs.append((within.of(some, 32, 1), beyond.of(some, 32, 1)))
    for one, other in pairs:
        taken = [(step, other[step]) for step in (0, 1, 1, 2, 9, 10, 11, 12, 13, 14, 3)]
        assert all(torch.equal(one[step], batch) for step, batch in taken)
