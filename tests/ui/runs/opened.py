"""The Runs page, opened at an address, and what it says."""

import json
from pathlib import Path

from streamlit.testing.v1 import AppTest

from sculptor.jobs import Run
from sculptor.runs.folder import METRICS

PAGE = Path(__file__).parents[3] / "pages" / "runs.py"


def listing(**query: str) -> AppTest:
    """The Runs page at an address."""
    page = AppTest.from_file(str(PAGE), default_timeout=20)
    for name, value in query.items():
        page.query_params[name] = value
    return page.run()


def said(page: AppTest) -> str:
    """Everything that the page says in words."""
    kinds = (page.subheader, page.markdown, page.caption, page.info, page.warning, page.error)
    return "\n".join(str(element.value) for kind in kinds for element in kind)


def rewrite(run: Run, **figures: object) -> None:
    """Set figures of all snapshots."""
    path = run.folder / METRICS
    rows = [{**json.loads(line), **figures} for line in path.read_text().splitlines()]
    path.write_text("".join(f"{json.dumps(row)}\n" for row in rows))
