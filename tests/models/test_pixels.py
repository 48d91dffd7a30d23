"""Bytes and numbers in [0, 1]: to and fro without a change."""

import numpy as np
import torch

from sculptor.models.pixels import to_bytes, to_unit

EVERY = torch.arange(256, dtype=torch.uint8).reshape(1, 1, 16, 16)


def test_every_byte_comes_back_as_it_was() -> None:
    unit = to_unit(EVERY)
    assert (unit.dtype, unit.min(), unit.max()) == (torch.float32, 0, 1)
    assert np.array_equal(to_bytes(unit), EVERY.numpy())


def test_the_nearest_byte_is_taken_and_nothing_given_is_changed() -> None:
    images = torch.tensor([0.0, 0.4 / 255, 0.6 / 255, 254.4 / 255, 1.0])
    before = images.clone()
    assert to_bytes(images).tolist() == [0, 0, 1, 254, 255]
    assert torch.equal(images, before)
    to_unit(EVERY)
    assert EVERY.flatten()[-1] == 255
