"""Every page as axe-core sees it: nothing that keeps people out, in neither theme."""

import shutil
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

GRAVE = ("serious", "critical")
"""Of axe's four degrees of impact, those that no page may have."""

SETTLED = """() => Promise.allSettled(document.getAnimations()
  .filter((each) => each.effect.getComputedTiming().endTime !== Infinity)
  .map((each) => each.finished))"""
"""What was pale for a run of the page is not so at once; its colours are those of a moment."""


@pytest.fixture(scope="module")
def url(serve: Any, trained_once: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    """Of a server that has a run which has finished."""
    home = tmp_path_factory.mktemp("accessible") / "home"
    shutil.copytree(trained_once, home / trained_once.name)
    return str(serve("app.py", home=home).url)


def findings(page: Page, url: str, shows: str) -> list[str]:
    """What axe finds of a page once it shows something and has come to rest."""
    page.goto(url)
    expect(page.locator(shows).first).to_be_visible(timeout=60_000)
    expect(page.get_by_test_id("stStatusWidget")).to_have_count(0, timeout=60_000)
    expect(page.locator("[data-stale=true]")).to_have_count(0)
    page.evaluate(SETTLED)
    return [
        f"{url}: {found['id']}: {node['html'][:200]}: {node['failureSummary'][:300]}"
        for found in Axe().run(page).response["violations"]
        if found["impact"] in GRAVE
        for node in found["nodes"]
    ]


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_no_page_has_a_grave_finding(
    url: str, open_page: Any, trained_once: Path, dark: bool
) -> None:
    page = open_page("about:blank", dark=dark)
    run = trained_once.name
    pages = {
        "sculpt?dataset=digits": ".st-key-train",
        f"watch?run={run}": ".sculptor-scatter[data-ready]",
        f"compare?runs={run}": ".sculptor-compare canvas",
        "explore?pair=ring": ".sculptor-scatter[data-ready]",
        "explore?model=digits-mmd": ".sculptor-scatter[data-ready]",
        "runs": f".st-key-open-{run}",
    }
    found = [
        each for path, shows in pages.items() for each in findings(page, f"{url}/{path}", shows)
    ]
    assert not found, "\n".join(found)
