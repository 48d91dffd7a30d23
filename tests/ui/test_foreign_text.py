"""Text of others in a run's folder, on every page that shows it."""

import json
from pathlib import Path

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from sculptor.files import write_array
from sculptor.jobs import Run
from sculptor.runs import folder as folders
from tests.bad_names import spoil

PAGES = Path(__file__).parents[2] / "pages"

FOREIGN = "\x1b[31m\u202e\ud800**b**"
"""What a terminal obeys, what turns text round, what no page can take, and Markdown."""

WORDS = ("subheader", "markdown", "caption", "info", "warning", "error", "code")
WIDGETS = ("button", "text_input", "selectbox", "multiselect", "expander")


@pytest.fixture
def run(make_run) -> Run:
    """A run in whose folder it is wherever there is text, beside another one."""
    spoilt = spoil(make_run("bad", status="failed"), FOREIGN)
    for name, fields in {
        folders.STATUS: {"message": FOREIGN},
        folders.COLOURS: {"labels": [FOREIGN]},
    }.items():
        path = spoilt.folder / name
        path.write_text(json.dumps(json.loads(path.read_bytes()) | fields))
    event = {"step": 3, "kind": "set", "changes": {"prior": {"kind": FOREIGN}, "weight": FOREIGN}}
    (spoilt.folder / folders.EVENTS).write_text(json.dumps(event) + "\n")
    for each in (spoilt, make_run("good")):
        write_array(each.folder / folders.LATENTS, np.eye(40, 2, dtype=np.float32))
    return spoilt


def texts(page: AppTest) -> str:
    """Every text of a page, with what widgets offer."""
    words = [str(found.value) for kind in WORDS for found in getattr(page, kind)]
    for found in (found for kind in WIDGETS for found in getattr(page, kind)):
        words += [found.label, str(getattr(found, "value", ""))]
        words += map(str, getattr(found, "options", ()))
    return "\n".join(words)


@pytest.mark.parametrize(
    ("name", "query"),
    [
        ("runs", {}),
        ("watch", {"run": "BAD"}),
        ("watch", {}),
        ("compare", {"runs": "BAD,20261124-090002-abcd"}),
        ("compare", {}),
        ("sculpt", {"source": "copy"}),
    ],
)
def test_it_is_shown_safely(run: Run, name: str, query: dict[str, str]) -> None:
    page = AppTest.from_file(str(PAGES / f"{name}.py"), default_timeout=30)
    for field, value in query.items():
        page.query_params[field] = value.replace("BAD", run.id)
    page.run()
    assert not page.exception
    found = texts(page)
    assert "�[31m��" in found.replace("\\", "")
    assert not {"\x1b", "\u202e", "\ud800"} & {*found}
    markdown = "\n".join(str(each.value) for kind in WORDS[:-1] for each in getattr(page, kind))
    assert "�**b" not in markdown
