"""The recommendation in words."""

from sculptor.suggest import saying
from tests.suggest.made import answer, evidence, figures


def test_a_clear_answer() -> None:
    found = answer(1.0, 0.5, 0.9)
    what, why, sure, change, *_ = found.words
    assert what == "Uniform in 2: over five figures 43 % better than Gaussian in 2 (43 to 43 %)."
    assert why.startswith("Better: squared error 0.2 against 0.4, match to the prior 0.01 against")
    assert why.endswith("It generates and reconstructs better than N(0, I).")
    assert sure.startswith("The order is clear: Uniform in 2 is first in 100 %")
    assert change.startswith("No single figure would change the first")


def test_what_cannot_be_told_from_the_plain_one_gives_way_to_it() -> None:
    found = answer(1.0, 0.999, spread=0.3)
    found.figures[300][1].draws.update(
        {name: draws[::-1] for name, draws in found.figures[300][1].draws.items()}
    )
    assert found.recommended.name == "Gaussian in 2"
    assert "which cannot be told from chance" in found.words[0]
    assert "The order is open" in found.words[1]


def test_of_those_that_are_tied_the_evidence_speaks_for_a_ring() -> None:
    found = answer(1.0, 0.99, 3.0, 3.0, 1.0, spread=0.3, circles=1)
    draws = found.figures[300][1].draws  # not those of the others, so that they cannot be told
    draws.update({name: each[::-1] for name, each in draws.items()})
    assert found.recommended.name == "Ring in 2"
    assert "comes before it, which cannot be told from chance" in found.words[0]


def test_what_is_worse_at_both_gives_way_to_what_is_as_good() -> None:
    found = answer(1.0, 0.1, 0.5)
    at = found.figures[300]
    at[1] = figures(0.1, squared_error=0.5, generation=0.06)
    at[2] = figures(0.1, squared_error=0.3, generation=0.06, match=0.009, spread=-0.3)
    assert [each.index for each in found.order] == [1, 2, 0]
    assert found.recommended.name == "Student-t in 2"
    assert "both reconstructs and generates worse than N(0, I)" in found.words[0]


def test_nothing_better_is_said() -> None:
    found = answer(1.0, 2.0, final=False)
    assert found.words[0].startswith("So far: Gaussian in 2: nothing that was tried is better")


def test_of_clusters_only_mixtures_are_recommended() -> None:
    found = answer(1.0, 0.5, 0.6, 1.2, clusters=2)
    assert found.recommended.name == "Mixture of 2 in 2"
    assert "17 % worse than Gaussian in 2" in found.words[0]
    assert "Uniform in 2 scores better, but it is in one piece" in found.words[0]


def test_what_would_change_it_is_found() -> None:
    found = answer(1.0, 1.0, 1.0)
    found.figures[300][1].values["squared_error"] = 0.36
    found.figures[300][2].values["holes"] = 0.1
    words = " ".join(found.words)
    assert "If squared error counted 5 times as much as each other figure, Uniform in 2" in words


def test_what_the_data_say() -> None:
    dimension, clusters, circles = saying.evidence(evidence(clusters=3, circles=1))
    assert dimension == "The data have about 2.0 dimensions (1.9 to 2.1)."
    assert clusters.startswith("They fall into 3 clusters with gaps between them; 5 of 5 halves")
    assert circles.startswith("They have 1 circle; 5 of 5 draws of codes agree")
    assert "pip install" in saying.evidence(evidence(circles=None))[2]
