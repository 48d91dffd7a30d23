"""Which data: what is not here is offered for download, and cannot be trained on."""

import pytest

from sculptor import data
from tests.ui.sculpt.opened import click_on, open_page, words


def test_data_that_is_not_here_is_offered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SCULPTOR_DATA", raising=False)
    page = open_page(dataset="mnist")
    assert "mnist is not on this machine yet" in words(page)
    assert "Download" in [button.label for button in page.button]
    asked: list[str] = []
    monkeypatch.setattr(data, "download", lambda name, progress: asked.append(name))
    click_on(page, "Download")
    assert asked == ["mnist"]


def test_data_that_is_here_is_not() -> None:
    page = open_page(dataset="digits")
    assert "Download" not in [button.label for button in page.button]
    assert not page.button(key="train").disabled
