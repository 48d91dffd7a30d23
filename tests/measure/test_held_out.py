"""The held-out images: the same for every run."""

import numpy as np
import pytest

import sculptor
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
    parts = digits.split("test"), digits.untested()
    test, train = ({x.tobytes() for x in part.images} for part in parts)
    assert {image.tobytes() for image in real} == test
    assert {image.tobytes() for image in others} < train


def test_runs_are_looked_at_on_images_that_no_study_measures_and_no_run_trains_on() -> None:
    for name in ("digits", "sprites"):
        found = data.load(name)
        assert found.live == "validation"
        parts = [found.split(part).images for part in ("train", "validation", "test")]
        assert sum(map(len, parts)) == len(found)
        assert np.array_equal(np.concatenate(parts[:2]), found.untested().images)
    given = sculptor.datasets.Dataset("x", np.zeros((10, 1, 8, 8), np.uint8), 6, validation=3)
    assert given.validated() is given
