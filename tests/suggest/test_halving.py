"""Who goes on."""

from sculptor.suggest import candidates, halving
from sculptor.suggest.candidates import backed
from sculptor.suggest.ranking import ranked
from tests.suggest.made import evidence, figures

FAMILIES = ["heap", "ring", "ring", "heap", "heap", "heap", "heap", "torus"]


def test_the_better_half_goes_on_and_the_reference_with_it() -> None:
    order = ranked({i: figures(1 / (1 + i)) for i in range(8)}, figures())
    assert halving.remaining(order, FAMILIES, ()) == [0, 4, 5, 6, 7]


def test_the_best_of_a_family_that_the_evidence_speaks_for_goes_on_too() -> None:
    order = ranked({i: figures(1 / (1 + i)) for i in range(8)}, figures())
    assert halving.remaining(order, FAMILIES, ("ring", "torus")) == [0, 2, 4, 5, 6, 7]


def test_what_cannot_be_told_from_the_first_goes_on() -> None:
    found = {i: figures(1 + i / 100, spread=0.3) for i in range(7)}
    found[7] = figures(1.08, spread=-0.3)
    order = ranked(found, figures())
    assert [each.index for each in order if each.tied] == [0, 7]
    assert halving.remaining(order, FAMILIES, ()) == [0, 1, 2, 3, 7]


def test_at_first_the_best_of_each_family_is_spared_and_later_that_of_which_is_evidence() -> None:
    told = evidence(circles=1)
    assert halving.spared(300, (300, 600), told) == candidates.FAMILIES
    assert halving.spared(600, (300, 600), told) == ("ring", "torus")
    assert backed(evidence(clusters=2)) == ("mixture",)
    assert backed(evidence(circles=1)) == ("ring", "torus")
    assert backed(evidence(circles=None)) == ()


def test_of_few_at_least_three_go_on() -> None:
    order = ranked({i: figures(1 + i) for i in range(4)}, figures())
    assert halving.remaining(order, FAMILIES, ()) == [0, 1, 2]


def test_steps_are_about_those_of_all_together() -> None:
    assert halving.steps([300, 600, 1_200], 10) == 300 * 10 + 300 * 7 + 600 * 5
