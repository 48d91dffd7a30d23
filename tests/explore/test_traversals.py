"""Traversals: the range, the gaps, the heat-map and the sentence."""

import numpy as np
import pytest

from sculptor.explore.opened import Items
from sculptor.explore.traversals import difference, sentence, traverse
from sculptor.metrics.match.holes import far, holes

RNG = np.random.default_rng(0)


def test_a_latent_goes_between_quantiles_of_the_prior_and_gaps_are_marked() -> None:
    target = RNG.uniform(-1, 1, (4_000, 2)).astype(np.float32)
    codes = target[np.abs(target[:, 0]) > 0.4]  # no data in the middle
    code = np.array([0.9, 0.25], np.float32)

    def decode(z: np.ndarray) -> np.ndarray:
        images = np.zeros((len(z), 1, 2, 2), np.uint8)
        images[:, 0, 1, 1] = np.rint(100 + 100 * z[:, 0])
        return images

    found = traverse(decode, code, 0, target, codes, 0.05, 0.95, 9)
    assert found.codes[:, 0] == pytest.approx(np.linspace(-0.9, 0.9, 9), abs=0.05)
    assert (found.codes[:, 1] == 0.25).all()
    assert found.empty[4]
    assert not found.empty[[0, 8]].any()
    assert found.difference is not None
    assert found.difference.tolist() == [[0, 0], [0, 1]]


def test_no_data_is_where_holes_are_also_if_all_data_are_off_the_prior() -> None:
    target = RNG.normal(size=(1_000, 2)).astype(np.float32)
    codes = target + np.array([6, 0], np.float32)

    def decode(z: np.ndarray) -> np.ndarray:
        return np.zeros((len(z), 1, 1, 2), np.float32)

    found = traverse(decode, np.zeros(2, np.float32), 0, target, codes)
    assert found.empty.all()
    assert len(holes(codes, target)) > 950
    assert found.empty.tolist() == far(found.codes, codes, target).tolist()


def test_rows_have_no_heat_map() -> None:
    assert difference(np.zeros((3, 1, 1, 5), np.float32)) is None


def test_what_a_latent_follows_is_said() -> None:
    z = RNG.normal(size=(500, 2)).astype(np.float32)
    columns = {"x_position": -(z[:, 0] ** 3), "size": RNG.normal(size=500)}
    items = Items({"mean": z}, None, columns, 500, "items")
    assert sentence(0, items) == (
        "As z₁ grows, x position falls: it follows x position (1.00), by rank correlation."
    )
    assert "no factor by itself" in sentence(1, items)
    assert sentence(0, Items({"mean": z}, None, {}, 500, "items")) == ""
