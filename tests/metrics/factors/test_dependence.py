"""Information and correlation on counts known on paper."""

import math

import numpy as np
import pytest

from sculptor.metrics.factors.dependence import (
    correlation,
    entropy,
    mutual_information,
    top_two,
)
from sculptor.metrics.factors.groups import Groups
from sculptor.metrics.factors.table import BINS, bins


def test_a_noisy_channel_passes_what_shannon_says() -> None:
    # A binary symmetric channel that errs in one case out of four: log 2 - H(1/4).
    sent = np.repeat([0, 1], 400)[:, None]
    received = np.where(np.arange(800) % 4 == 0, 1 - sent.ravel(), sent.ravel())[:, None]
    lost = -(0.25 * math.log(0.25) + 0.75 * math.log(0.75))
    assert mutual_information(sent, received).item() == pytest.approx(math.log(2) - lost)


def test_independent_columns_share_nothing_and_each_its_entropy_with_itself() -> None:
    x = np.array([(i, j) for i in range(3) for j in range(4)])
    assert mutual_information(x, x) == pytest.approx(np.diag([math.log(3), math.log(4)]))
    assert entropy(x) == pytest.approx([math.log(3), math.log(4)])


def test_chance_information_is_as_documented() -> None:
    generator = np.random.default_rng(0)
    x, y = generator.integers(0, 5, (1_000, 12)), generator.integers(0, 9, (1_000, 12))
    assert mutual_information(x, y).mean() == pytest.approx(4 * 8 / 2_000, rel=0.1)


def test_correlation_with_a_constant_is_0() -> None:
    x = np.column_stack([np.arange(10.0), np.full(10, 0.1)])
    assert correlation(x, -x) == pytest.approx(np.array([[-1, 0], [0, 0]]))


def test_bins_have_equal_mass_and_equal_values_share_one() -> None:
    x = np.random.default_rng(0).standard_normal((2_000, 1))
    assert np.bincount(bins(x).ravel()) == pytest.approx(np.full(BINS, 2_000 / BINS))
    tied = np.where(x < 0, 0, x)
    assert len(np.unique(bins(tied)[x < 0])) == 1
    assert bins(np.exp(x)).tolist() == bins(x).tolist()


def test_top_two() -> None:
    first, second = top_two(np.array([[0.1, 0.5], [0.7, 0.4], [0.3, 0.0]]))
    assert (first.tolist(), second.tolist()) == ([0.7, 0.5], [0.3, 0.4])
    assert top_two(np.array([[0.2]]))[1].tolist() == [0]


def test_groups_draw_rows_of_the_same_value() -> None:
    codes = np.array([2, 0, 1, 2, 0, 2])
    groups, rows = Groups.of(codes), np.arange(6).repeat(20)
    generator = np.random.default_rng(0)
    others = groups.others(rows, generator)
    assert (codes[others] == codes[rows]).all()
    assert ((others == rows) == (codes[rows] == 1)).all()
    drawn = groups.draw(np.arange(6), 50, generator)
    assert (codes[drawn] == codes[:, None]).all()
    assert set(drawn[0]) == {0, 3, 5}
