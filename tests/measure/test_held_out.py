"""The held-out images: the same for every run."""

import numpy as np
import pytest

from sculptor import data
from sculptor.measure import held_out


def test_every_run_is_measured_on_the_same_images() -> None:
    images, test = held_out.whole(data.load("sprites")), data.load("sprites").split("test")
    assert images.images.shape == (held_out.WHOLE, 1, 32, 32)
    assert np.array_equal(images.images, held_out.whole(data.load("sprites")).images)
    rows = np.random.default_rng(0).permutation(len(test))[: held_out.WHOLE]
    assert np.array_equal(images.factors, test.factors[rows])


def test_snapshots_look_at_the_same_rows_of_a_split_in_its_order() -> None:
    rows = held_out.live_rows(5_000)
    assert len(np.unique(rows)) == len(rows) == held_out.LIVE
    assert (np.diff(rows) > 0).all()
    assert np.array_equal(rows, held_out.live_rows(5_000))
    # Drawn all over the split: a fifth of them, within five standard errors, in each fifth.
    assert np.histogram(rows, 5, (0, 5_000))[0] == pytest.approx(held_out.LIVE / 5, abs=90)
    assert held_out.live_rows(7).tolist() == [0, 1, 2, 3, 4, 5, 6]


def test_what_is_known_of_the_images_comes_with_them() -> None:
    test = data.load("digits").split("test")
    images = held_out.whole(data.load("digits"))
    assert len(images) == len(test) == 359
    assert images.factors is None
    assert len({image.tobytes() for image in test.images}) == len(test)  # a label for each
    label = {image.tobytes(): label for image, label in zip(test.images, test.labels, strict=True)}
    assert [label[image.tobytes()] for image in images.images] == images.labels.tolist()


def test_as_many_images_of_both_splits_and_no_more_than_the_smaller_has() -> None:
    digits = data.load("digits")
    real, others = held_out.beside(digits, 10_000)
    assert len(real) == len(others) == 359
    assert np.array_equal(real[:100], held_out.whole(data.load("digits")).images[:100])
    fewer, _ = held_out.beside(digits, 40)
    assert np.array_equal(fewer, real[:40])
    test, train = ({x.tobytes() for x in digits.split(name).images} for name in ("test", "train"))
    assert {image.tobytes() for image in real} == test
    assert {image.tobytes() for image in others} < train
