"""A suggested prior in a real browser: its front, its words, and what the page takes over."""

import pytest
from playwright.sync_api import expect

from sculptor import suggest
from tests.browser.conftest import OpenPage, Serve, Server
from tests.suggest.made import evidence, figures


@pytest.fixture(scope="module")
def server(serve: Serve) -> Server:
    return serve("app.py")


def test_it_is_shown_and_used(
    server: Server, open_page: OpenPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SCULPTOR_HOME", str(server.home))
    suggestion = suggest.make_for("digits", rungs=(30,))
    page = open_page(f"{server.url}/?dataset=digits&source=suggest")
    page.set_default_timeout(60_000)
    expect(page.get_by_role("button", name="Go on")).to_be_visible(timeout=30_000)
    expect(page.get_by_role("button", name="Train")).to_be_disabled()

    suggestion.begin(evidence())
    scales = (1.0, 2.0, 3.0, 4.0, 5.0, 0.5)
    at = {str(i): figures(scale).to_dict() for i, scale in enumerate(scales)}
    suggestion.tell(figures={"30": at}, done=[30])
    page.reload()
    expect(page.get_by_role("heading", name="Ring with a Gaussian in 3")).to_be_visible()
    expect(page.get_by_text("better than Gaussian in 2 (")).to_be_visible()
    chart = page.get_by_test_id("stVegaLiteChart")
    expect(chart.get_by_text("Ring with a Gaussian in 3")).to_be_visible(timeout=30_000)
    page.get_by_role("button", name="Use it").click()
    expect(page.get_by_role("button", name="Train")).to_be_enabled()
    expect(page.get_by_label("Latent dimensions").first).to_have_value("3")
