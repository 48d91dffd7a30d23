"""The digits: real, split by class, and always there."""

import numpy as np
import pytest

from sculptor import data


def test_digits_are_real_split_by_class_and_always_there() -> None:
    digits = data.load("digits")
    train, test = digits.untested(), digits.split("test")
    assert len(train) + len(test) == 1_797
    assert len(digits.split("train")) + len(digits.split("validation")) == len(train)
    assert digits.shape == (1, 8, 8)
    assert digits.images.max() == 255
    share = np.bincount(test.labels) / np.bincount(digits.labels)
    assert share == pytest.approx(0.2, abs=0.005)
    assert np.shares_memory(train.images, digits.images)
