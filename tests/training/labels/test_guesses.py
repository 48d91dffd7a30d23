"""Which labels are known, and what is guessed from them."""

import numpy as np
import torch

from sculptor import data
from sculptor.training.labels.drawn import drawn
from sculptor.training.labels.guesses import guessed, labelled


def test_guesses_go_to_what_is_like_the_known_and_not_to_what_is_between() -> None:
    generator = np.random.default_rng(0)
    truth = np.repeat([4, 7], 500)
    points = generator.normal(size=(1_000, 3)) + 3 * (truth == 7)[:, None]
    points[:100, 0] = points[:100].sum(1)  # spread over both
    known = np.full(1_000, -1)
    known[drawn(truth, 60, 0)] = truth[drawn(truth, 60, 0)]
    found = guessed(torch.from_numpy(points).float(), known, 0)
    assert np.array_equal(found[known >= 0], known[known >= 0])
    told = found >= 0
    assert 0.6 < told.mean() < 1
    assert (found[told] == truth[told]).mean() > 0.95


def test_where_the_known_tell_nothing_nothing_is_guessed() -> None:
    points = torch.randn(2_000, 5, generator=torch.Generator().manual_seed(0))
    known = np.full(2_000, -1)
    known[:200] = np.random.default_rng(0).integers(4, size=200)
    assert (guessed(points, known, 0) >= 0).sum() < 300
    known[known > 0] = 0
    assert np.array_equal(guessed(points, known, 0), known), "of one class there is no other"


def test_digits_are_guessed_from_a_tenth_and_the_same_again() -> None:
    images = data.load("digits").split("train")
    found = labelled(images, 0.1, 0)
    told = found >= 0
    assert told.mean() > 0.7
    assert (found[told] == np.array(images.labels)[told]).mean() > 0.94
    assert np.array_equal(found, labelled(images, 0.1, 0))
    assert np.array_equal(labelled(images, 1.0, 0), images.labels)
