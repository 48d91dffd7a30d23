"""The look at a table of one's own: what was decided is shown and can be changed."""

from pathlib import Path

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from sculptor.data.own.pending import Pending
from sculptor.data.own.work import work
from sculptor.data.rows.options import USES
from sculptor.ui.sculpt import table, yours


@pytest.fixture
def pending(own_home: Path, tmp_path: Path) -> Pending:
    frame = pd.DataFrame(
        {"nr": range(60), "x": [n / 7 for n in range(60)], "kind": ["a", "b"] * 30}
    )
    path = tmp_path / "points.csv"
    frame.to_csv(path, sep=";", decimal=",", index=False)
    found = Pending.new()
    found.ask(str(path), {})
    work(found.folder)
    return found


def shown() -> None:
    import streamlit as st

    from sculptor.data.own.pending import Pending
    from sculptor.ui.sculpt import table

    pending = Pending.find(st.session_state["identity"])
    table.show(
        pending, pending.look(), pending.ready(), lambda name, value: st.write(f"{name} is {value}")
    )


def test_a_look_says_what_was_decided_and_takes_changes(pending: Pending) -> None:
    page = AppTest.from_function(shown)
    page.session_state["identity"] = pending.folder.name
    page.run(timeout=20)
    assert not page.exception
    said = " ".join(each.value for each in (*page.markdown, *page.caption)).replace("\\", "")
    assert "**60 rows**, 3 columns" in said
    assert "Left out: nr" in said
    assert "semicolon between cells, decimal comma" in said
    choices = {choice.label: choice for choice in page.selectbox}
    choices["Variance of numbers"].set_value(0.1).run()
    assert "variance is 0.1" in " ".join(each.value for each in page.markdown)


def test_the_set_is_that_of_the_look(pending: Pending) -> None:
    manifest = pending.ready()
    assert manifest is not None
    assert [row["use"] for row in manifest.about["columns"]] == ["out", "number", "category"]
    assert {row["use"] for row in manifest.about["columns"]} <= {*USES}
    assert pending.use("points").shape == (3,)


def test_files_of_tables_are_taken() -> None:
    assert {".csv", ".xlsx", ".jsonl", ".feather"} <= {*yours.READ}
    assert table.FOUND
