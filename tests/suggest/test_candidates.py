"""Candidates that follow from what data say."""

import pytest

from sculptor import priors
from sculptor.suggest.candidates import FAMILIES, MIXTURE, candidates
from tests.suggest.made import evidence


@pytest.mark.parametrize("dimension", [1.0, 2.1, 3.4, 9.0, 40.0, 200.0])
def test_each_fills_the_latents_that_it_says(dimension: float) -> None:
    found = candidates(evidence(dimension))
    assert {*FAMILIES} == {each.family for each in found}
    assert len({each.name for each in found}) == len(found)
    for each in found:
        assert priors.from_spec(each.spec, dim=each.latent_dim).dim == each.latent_dim


def test_the_first_is_a_gaussian_in_as_many_dimensions_as_the_data_have() -> None:
    first = candidates(evidence(5.2))[0]
    assert (first.spec, first.latent_dim) == ({"kind": "gaussian", "dim": 5}, 5)


def test_mixtures_have_as_many_clusters_as_were_found_else_gaussians_that_describe_the_codes() -> (
    None
):
    clustered, whole = (candidates(evidence(clusters=n)) for n in (3, 1))
    assert [c.spec["k"] for c in clustered if c.family == MIXTURE] == [3]
    assert [c.spec["k"] for c in whole if c.family == MIXTURE] == [8]


def test_two_circles_bring_a_torus_of_two_rings() -> None:
    names = {each.name for each in candidates(evidence(4.0, circles=2))}
    assert "Two rings with a Gaussian in 6" in names
    assert not any(name.startswith("Two rings") for name in _names(1))


def _names(circles: int) -> set[str]:
    return {each.name for each in candidates(evidence(4.0, circles=circles))}
