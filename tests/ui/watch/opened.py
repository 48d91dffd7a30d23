"""The Watch page, opened at an address, and what it says."""

from pathlib import Path

from streamlit.testing.v1 import AppTest

PAGE = Path(__file__).parents[3] / "pages" / "watch.py"


def watch(run: str, **query: str) -> AppTest:
    """The Watch page at an address."""
    page = AppTest.from_file(str(PAGE), default_timeout=20)
    for name, value in {"run": run, **query}.items():
        page.query_params[name] = value
    return page.run()


def said(page: AppTest) -> str:
    """Everything that the page says in words."""
    kinds = (page.subheader, page.markdown, page.caption, page.info, page.warning, page.error)
    return "\n".join(str(element.value) for kind in kinds for element in kind)


def button(page: AppTest, label: str) -> object:
    """The button of a label."""
    return next(found for found in page.button if found.label == label)
