"""Rows that are not independent: which are of one group, and what is said of them."""

import numpy as np
import pytest

from sculptor import SculptorError
from sculptor.metrics.lps.groups import autocorrelation, grouped

Z = np.random.default_rng(0).standard_normal((200, 3))
NONE = Z[:0]


def chain(rho: float, n: int, dim: int = 3) -> np.ndarray:
    """An autoregressive sequence of variance 1."""
    noise = np.random.default_rng(0).standard_normal((n, dim))
    z = noise.copy()
    for t in range(1, n):
        z[t] = rho * z[t - 1] + np.sqrt(1 - rho**2) * noise[t]
    return z


def test_rows_that_differ_are_groups_of_their_own() -> None:
    of, notes = grouped(Z, Z[:50] + 1, None)
    assert len(set(of)) == 250
    assert notes == []


def test_equal_rows_are_one_group_on_either_side() -> None:
    of, notes = grouped(np.concatenate([Z, Z[:3]]), Z[2:4], None)
    assert of[200:203].tolist() == of[:3].tolist()
    assert of[203:].tolist() == of[2:4].tolist()
    assert len(set(of)) == 200
    assert notes == ["5 rows of 205 are copies of others, and stay on one side."]
    zero = np.where(np.arange(600).reshape(200, 3) == 0, 0.0, Z)
    minus = zero[:1] * [-1, 1, 1]
    assert len(set(grouped(np.concatenate([zero, minus]), NONE, None)[0])) == 200


def test_copies_join_the_groups_that_they_are_in() -> None:
    z = Z[:10].copy()
    z[9] = z[0]
    of, _ = grouped(z, NONE, list("aabbccddee"))
    assert of[[0, 1, 8, 9]].tolist() == [of[0]] * 4
    assert len(set(of)) == 4


def test_few_values_are_equal_by_chance() -> None:
    z = np.random.default_rng(0).integers(4, size=(200, 2)).astype(float)
    of, notes = grouped(z, z[:0], None)
    assert len(set(of)) == 200
    assert notes == []


@pytest.mark.parametrize("groups", [[1, 2], np.zeros((200, 2))])
def test_each_row_has_a_group(groups: object) -> None:
    with pytest.raises(SculptorError, match="a group for each of 200 rows"):
        grouped(Z, NONE, groups)


@pytest.mark.parametrize(("rho", "n"), [(0.99, 1_000), (0.2, 2_000)])
def test_a_chain_is_told(rho: float, n: int) -> None:
    (note,) = autocorrelation(chain(rho, n), np.arange(n))
    assert "alike" in note
    assert "groups=" in note


def test_rows_of_one_group_are_no_chain() -> None:
    z = np.repeat(Z, 5, axis=0)
    assert autocorrelation(z, np.repeat(np.arange(200), 5)) == []
    assert autocorrelation(z, np.arange(1_000)) != []


def test_independent_rows_are_no_chain() -> None:
    generator = np.random.default_rng(0)
    warned = [
        autocorrelation(generator.standard_normal((300, 8)), np.arange(300)) for _ in range(500)
    ]
    # Of 500 tables at most 0.5 are expected.
    assert sum(map(bool, warned)) <= 3


def test_constants_and_single_groups_have_no_order() -> None:
    assert autocorrelation(np.ones((50, 2)), np.arange(50)) == []
    assert autocorrelation(Z, np.zeros(200, int)) == []
