"""Opening a space: shipped models, runs, and what is said where nothing can be opened."""

import numpy as np
import pytest

from sculptor.errors import SculptorError
from sculptor.explore import opened
from sculptor.explore.opened import columns_of, open_space
from sculptor.jobs import Run


def test_a_shipped_model_is_open_with_the_very_items_that_its_page_shows() -> None:
    space = open_space("model:digits-mmd")
    assert space.shipped
    assert space.dim == 2
    assert space.items.codes["mean"].shape == (len(space.images), 2)
    assert space.items.total >= len(space.items)
    # Its images lie in the data set where the ids say.
    assert space.items.ids is not None
    assert np.array_equal(space.dataset.images[space.items.ids], space.images)
    labels = columns_of(space.dataset)["label"]
    assert np.array_equal(labels[space.items.ids], space.items.columns["label"])


def test_all_items_are_encoded_as_the_shown_ones_are_and_of_more_a_random_subset() -> None:
    space = open_space("model:digits-mmd")
    model = space.model()
    every = space.everything(model)
    assert len(every) == every.total == len(space.dataset)
    means = every.codes["mean"][space.items.ids]
    assert np.allclose(means, space.items.codes["mean"], atol=1e-2)
    some = space.everything(model, most=100)
    assert len(some) == 100
    assert some.total == len(space.dataset)
    assert some.ids is not None
    assert some.ids.max() > 200  # and never the first ones


def test_what_cannot_be_opened_says_why() -> None:
    with pytest.raises(SculptorError, match="no-such"):
        open_space("model:no-such")
    with pytest.raises(SculptorError):
        open_space("run:20260101-000000-abcd")


def test_other_items_of_the_same_space() -> None:
    space = open_space("model:digits-mmd")
    items = opened.Items({"mean": np.zeros((1, 2), np.float32)}, np.array([3]), {}, 9, "items")
    assert np.array_equal(opened.at(space, items).images, space.dataset.images[[3]])


def test_items_of_a_run_are_those_of_the_split_that_it_looks_at(finished: Run) -> None:
    space = open_space(f"run:{finished.id}")
    labels = space.dataset.labels
    assert finished.split == "validation"
    assert labels is not None
    assert space.items.ids is not None
    assert np.array_equal(labels[space.items.ids], space.items.columns["label"])
