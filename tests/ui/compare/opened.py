"""The Compare page, opened at an address, and what it says."""

from pathlib import Path

from streamlit.testing.v1 import AppTest

PAGE = Path(__file__).parents[3] / "pages" / "compare.py"


def compare(*runs: str, **query: str) -> AppTest:
    """The Compare page at an address."""
    page = AppTest.from_file(str(PAGE), default_timeout=30)
    if runs:
        page.query_params["runs"] = ",".join(runs)
    for name, value in query.items():
        page.query_params[name] = value
    return page.run()


def said(page: AppTest) -> str:
    """Everything that the page says in words."""
    kinds = (page.subheader, page.markdown, page.caption, page.info, page.warning, page.error)
    tables = [element.proto.body for element in page.get("html")]
    words = [str(element.value) for kind in kinds for element in kind] + tables
    return "\n".join(words).replace("\\", "")
