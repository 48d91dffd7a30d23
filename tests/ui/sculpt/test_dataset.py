"""Which data: what is not here is offered for download, and cannot be trained on."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from sculptor import data
from sculptor.data import fetch
from tests.ui.sculpt.opened import click_on, open_page, words


def test_data_that_is_not_here_is_offered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SCULPTOR_DATA", raising=False)
    page = open_page(dataset="mnist")
    assert "mnist is not on this machine yet" in words(page)
    assert "Download" in [button.label for button in page.button]
    asked: list[str] = []
    monkeypatch.setattr(data, "download", lambda name, progress: asked.append(name))
    monkeypatch.setattr(data, "load", asked.append)
    click_on(page, "Download")
    assert asked == ["mnist", "mnist"]  # got, and decoded


def test_data_that_is_here_is_not() -> None:
    page = open_page(dataset="digits")
    assert "Download" not in [button.label for button in page.button]
    assert not page.button(key="train").disabled


def titles(page: AppTest) -> list[str]:
    """The data sets that are offered."""
    (strip,) = (group for group in page.button_group if group.key == "pick-data")
    return [str(option.content).split(" :small")[0] for option in strip.proto.options]


def test_what_is_here_is_shown_and_the_rest_on_demand(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SCULPTOR_DATA", raising=False)
    monkeypatch.setattr(fetch, "SHARED", Path("nowhere"))
    page = open_page(dataset="digits")
    here = ["sprites", "sprites-64", "sprites-xy", "scenes3d", "curved", "digits"]
    assert titles(page) == here
    page.toggle(key="data-more").set_value(True).run()
    assert titles(page)[: len(here)] == here
    assert sorted(titles(page)) == sorted(data.names())


def test_what_may_not_be_downloaded_says_where_it_is_to_be_got(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("SCULPTOR_DATA", raising=False)
    page = open_page(dataset="celeba-64")
    assert "mmlab.ie.cuhk.edu.hk" in words(page)
    assert "Download" not in [button.label for button in page.button]
