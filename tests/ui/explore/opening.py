"""The Explore page at an address."""

from pathlib import Path

from streamlit.testing.v1 import AppTest

PAGE = Path(__file__).parents[3] / "pages" / "explore.py"


def explore(**query: str) -> AppTest:
    """The page, having run once."""
    page = AppTest.from_file(str(PAGE), default_timeout=30)
    for name, value in query.items():
        page.query_params[name] = value
    return page.run()
