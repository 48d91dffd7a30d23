"""The Sculpt page, driven as a reader would: click, type, look at what is said."""

import subprocess
import sys

from tests.ui.sculpt.opened import APP, open_page, pick

MODULES = """
import sys
from streamlit.testing.v1 import AppTest
page = AppTest.from_file(sys.argv[1], default_timeout=60)
page.query_params["dataset"] = "sprites"
page.run()
assert not page.exception and not page.error, (page.exception, page.error)
heavy = {"torch", "sklearn", "scipy", "umap", "pandas", "altair", "pyarrow"}
print(sorted(heavy & sys.modules.keys()))
"""


def test_the_page_needs_none_of_the_heavy_libraries() -> None:
    result = subprocess.run(
        [sys.executable, "-c", MODULES, str(APP)], capture_output=True, text=True, check=False
    )
    assert result.stdout.strip() == "[]", result.stderr


def test_the_address_opens_the_page_as_it_was() -> None:
    page = open_page()
    pick(page, "data", "digits")
    page.number_input(key="widget.steps").set_value(40).run()
    assert page.query_params == {"dataset": "digits", "steps": "40"}
    again = open_page(**page.query_params)
    assert again.number_input(key="widget.steps").value == 40
    assert again.query_params == page.query_params


def test_garbage_in_the_address_is_put_right() -> None:
    page = open_page(
        dataset="nope", named="{", steps="-1", copy="../../etc", network='{"kind":"x"}', compose="7"
    )
    assert not page.button(key="train").disabled
    assert page.query_params == {}
    for name in ("dataset", "named", "steps", "copy", "network", "compose"):
        assert name in page.warning[0].value
