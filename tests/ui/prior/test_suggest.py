"""A suggested prior on the Sculpt page: asked for, watched, used."""

import pytest

from sculptor import suggest
from sculptor.suggest import Suggestion
from tests.suggest.made import evidence, figures
from tests.ui.sculpt.opened import click_on, open_page, words


def found(*scales: float, done: bool = True) -> Suggestion:
    """A suggestion of digits with its answer."""
    suggestion = suggest.make_for("digits", rungs=(30,))
    suggestion.begin(evidence())
    at = {str(i): figures(scale).to_dict() for i, scale in enumerate(scales)}
    suggestion.tell(figures={"30": at}, done=[30] if done else [])
    return suggestion


def test_it_is_asked_for_by_a_button(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    monkeypatch.setattr(suggest, "launch", asked.append)
    page = open_page(source="suggest", dataset="digits")
    assert page.button(key="train").disabled
    click_on(page, "Suggest a prior")
    assert asked == ["digits"]


def test_what_is_recommended_is_used() -> None:
    found(1.0, 2.0, 3.0, 4.0, 5.0, 0.5)
    page = open_page(source="suggest", dataset="digits")
    text = "\n".join(each.value for each in page.markdown)
    assert "Ring with a Gaussian in 3" in text
    assert "better than Gaussian in 2" in text
    click_on(page, "Use it")
    assert page.segmented_control(key="widget.source").value == "compose"
    assert page.number_input(key="widget.latent_dim").value == 3
    assert not page.button(key="train").disabled


def test_one_that_was_interrupted_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    monkeypatch.setattr(suggest, "launch", asked.append)
    found(1.0, done=False)
    page = open_page(source="suggest", dataset="digits")
    assert "The study was interrupted" in words(page)
    click_on(page, "Go on")
    assert asked == ["digits"]
