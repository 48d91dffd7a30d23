"""Which items a run was told labels or factors of: a page of them at a time."""

import pytest
from streamlit.testing.v1 import AppTest

from sculptor import RunConfig, data, priors
from sculptor.jobs import launcher
from tests.ui.watch.opened import said, watch


def opened(**config: object) -> AppTest:
    """The Watch page of a run that waits, with the fold opened."""
    page = watch(launcher.create(RunConfig(**config)).name)
    page.session_state["fold-told"] = True
    page.run()
    assert not page.exception
    return page


def pictures(page: AppTest) -> list[str]:
    """The captions of the pictures."""
    html = "".join(str(found.proto.body) for found in page.get("html"))
    return [part.split("<")[0] for part in html.split("<figcaption>")[1:]]


def test_images_are_shown_with_their_classes_a_page_at_a_time() -> None:
    data.load("digits")
    painted = {"kind": "by-label", "parts": {"3": {"kind": "ring"}}, "labels": 40}
    page = opened(dataset="digits", prior=painted, seed=2)
    told = "The labels of 40 training images of 1,151 were told to the training, drawn by seed 2."
    assert told in said(page)
    assert len(pictures(page)) == 24
    assert pictures(page) == sorted(pictures(page))
    assert len(page.get("pagination")) == 1


def test_images_are_shown_with_the_factors_that_blocks_are_tied_to() -> None:
    blocks = [priors.tied("uniform", "x"), priors.tied("ring", "orientation", "circular")]
    page = opened(dataset="sprites", prior=priors.compose(blocks, 5).spec, latent_dim=3)
    assert len(pictures(page)) == 5
    assert all(found.startswith("x 0") for found in pictures(page))
    assert all("\norientation " in found for found in pictures(page))


@pytest.mark.parametrize("labels", [1.0, None])
def test_nothing_is_shown_where_all_are_known_or_nothing_is_asked_for(labels: float | None) -> None:
    painted = {"kind": "by-label", "parts": {"3": {"kind": "ring"}}}
    prior = {"kind": "ring"} if labels is None else {**painted, "labels": labels}
    page = watch(launcher.create(RunConfig(dataset="digits", prior=prior)).name)
    assert not [fold for fold in page.expander if fold.label.startswith("Known")]
