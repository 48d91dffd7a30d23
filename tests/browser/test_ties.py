"""A block tied to a factor by its select: the run says how closely its latent follows."""

import json
import re
from pathlib import Path
from typing import Any
from urllib.parse import quote

from playwright.sync_api import expect

from sculptor import jobs

STEPS = 120
SLOW = 120_000
"""Milliseconds that a training on a busy machine may take."""

BLOCKS = [{"kind": "uniform", "dim": 1}, {"kind": "gaussian", "dim": 1}]


def test_a_latent_that_is_tied_to_a_factor_follows_it(
    serve: Any, open_page: Any, home: Path
) -> None:
    server = serve("app.py", home=home)
    blocks = quote(json.dumps(BLOCKS))
    page = open_page(
        f"{server.url}/?dataset=sprites&source=compose&compose={blocks}&latent_dim=2&steps={STEPS}"
    )
    page.get_by_role("combobox", name=re.compile("Tied to")).first.click()
    page.get_by_role("option", name="x, monotone").click()
    expect(page.get_by_text("Factors known")).to_be_visible()
    page.get_by_role("button", name="Train").click()
    page.wait_for_url(re.compile(r"/watch\?.*run="))
    scatter = page.locator(".sculptor-scatter[data-ready]")
    expect(scatter).to_have_attribute("data-step", str(STEPS), timeout=SLOW)
    expect(page.get_by_text("Tied to factors")).to_be_visible(timeout=SLOW)
    (run,) = jobs.list_runs()
    assert run.config.prior["blocks"][0]["factor"] == "x"
    assert run.metrics()["tied_mcc"].iloc[-1] > 0.6
