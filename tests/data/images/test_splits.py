"""Splits: given ones are kept, others go by the content."""

import numpy as np
import pytest

from sculptor import SculptorError
from sculptor.data.images.splits import assign, position

PLACES = (np.arange(100) + 0.5) / 100


def sizes(given: list[str], places: np.ndarray = PLACES, **shares: float) -> tuple[list[int], str]:
    """The size of each split, and all that is said."""
    shares = {"validation": 0.1, "test": 0.2, **shares}
    numbers, notes = assign(given, places[: len(given)], **shares)
    return np.bincount(numbers, minlength=3).tolist(), " ".join(notes)


def test_shares_hold_where_nothing_is_given() -> None:
    assert sizes([""] * 100) == ([70, 10, 20], "")


def test_given_ones_are_kept() -> None:
    given = ["train"] * 50 + ["validation"] * 20 + ["test"] * 30
    assert sizes(given) == ([50, 20, 30], "")


def test_validation_is_taken_from_training_where_only_a_test_split_is_given() -> None:
    found, said = sizes(["train"] * 50 + ["test"] * 50)
    assert found == [40, 10, 50]
    assert "10 of the training images given are held out" in said


def test_a_validation_split_alone_becomes_the_test_split() -> None:
    found, said = sizes(["train"] * 50 + ["validation"] * 50)
    assert found == [40, 10, 50]
    assert "are the test split, since none was given" in said


def test_items_in_no_folder_of_a_split_get_one() -> None:
    found, said = sizes(["train"] * 50 + ["validation"] * 10 + ["test"] * 10 + [""] * 30)
    assert sum(found) == 100
    assert "30 of 100 are in no folder of a split" in said


def test_of_few_items_each_split_gets_one() -> None:
    found, said = sizes(["", "", ""], np.array([0.1, 0.2, 0.3]))
    assert found == [1, 1, 1]
    assert "One item was put into test" in said


def test_fewer_than_three_or_none_to_train_on() -> None:
    with pytest.raises(SculptorError, match="Expected 3 or more"):
        sizes(["", ""])
    with pytest.raises(SculptorError, match="none in train"):
        sizes(["test"] * 10)


def test_positions_are_even() -> None:
    places = [position(f"{i}".encode()) for i in range(10_000)]
    assert abs(np.mean(places) - 0.5) < 0.01
    assert abs(np.var(places) - 1 / 12) < 0.003
