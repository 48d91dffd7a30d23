"""The start of a run: a shipped model, with its network, or none."""

import json
from pathlib import Path

from streamlit.testing.v1 import AppTest

ROOT = Path(__file__).parents[3]


def sculpt(**query: str) -> AppTest:
    page = AppTest.from_file(str(ROOT / "pages" / "sculpt.py"), default_timeout=30)
    for name, value in query.items():
        page.query_params[name] = value
    return page.run()


def start_box(page: AppTest) -> object:
    return next(found for found in page.selectbox if found.label == "Start")


def test_a_start_that_is_chosen_brings_its_network() -> None:
    page = sculpt(named='{"kind":"ring"}')
    page.session_state["fold-advanced"] = True
    page.run()
    box = start_box(page)
    assert "Pretrained: sprites-ring-mmd" in box.options
    assert {"Independent components", "Neighbours"} <= set(box.options)
    assert not any("digits" in option for option in box.options)
    box.set_value("pretrained:sprites-ring-mmd").run()
    assert json.loads(page.query_params["network"]) == {"kind": "mlp", "width": 128}
    assert not page.warning


def test_a_start_that_does_not_fit_has_a_remedy() -> None:
    page = sculpt(start="pretrained:sprites-ring-mmd", dataset="digits")
    assert "pretrained:sprites-ring-mmd" in page.warning[0].value.replace("\\", "")
    button = next(found for found in page.button if found.label == "Use the spectral start")
    button.click().run()
    assert not page.warning
    assert "start" not in page.query_params
