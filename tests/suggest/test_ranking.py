"""Candidates in order."""

import pytest

from sculptor.suggest.figures import NAMES
from sculptor.suggest.ranking import CHANCE, pareto, ranked
from tests.suggest.made import PLAIN, figures


def test_the_score_is_the_geometric_mean_of_ratios() -> None:
    half = figures(squared_error=(PLAIN["squared_error"] + CHANCE["squared_error"]) / 2 - 0.01)
    first, second = ranked({0: figures(), 1: half}, figures())
    assert (first.index, second.index) == (1, 0)
    assert first.score == pytest.approx(0.5 ** (1 / 5))
    assert second.score == pytest.approx(1)


def test_twice_as_good_in_one_and_half_as_good_in_another_is_as_good() -> None:
    holes = 2 * (PLAIN["holes"] + CHANCE["holes"]) - CHANCE["holes"]
    halved = (PLAIN["squared_error"] + CHANCE["squared_error"]) / 2 - CHANCE["squared_error"]
    other = figures(squared_error=halved, holes=holes)
    assert ranked({1: other}, figures())[0].score == pytest.approx(1)


def test_what_cannot_be_told_from_the_first_is_tied() -> None:
    close, far = figures(0.99), figures(3.0)
    wide = {0: figures(spread=0.01), 1: close, 2: far}
    order = ranked(wide, figures())
    assert [each.index for each in order] == [1, 0, 2]
    # The draws are paired, so that even a little is told apart; and more in all of them.
    assert [each.tied for each in order] == [True, False, False]
    noisy = {0: figures(spread=0.01), 1: figures(0.99, spread=-0.3)}
    assert [each.tied for each in ranked(noisy, figures())] == [True, True]
    assert sum(each.first for each in order) == pytest.approx(1)


def test_a_weight_changes_the_order() -> None:
    found = {0: figures(squared_error=0.36), 1: figures(holes=0.1)}
    assert ranked(found, figures())[0].index == 1
    assert ranked(found, figures(), {"squared_error": 10})[0].index == 0


def test_the_front_has_what_no_other_beats() -> None:
    one, two = {**PLAIN, "squared_error": 0.1}, {**PLAIN, "generation": 0.01}
    assert pareto({0: PLAIN, 1: one, 2: two}) == {1, 2}
    assert pareto({0: dict.fromkeys(NAMES, 1.0)}) == {0}
