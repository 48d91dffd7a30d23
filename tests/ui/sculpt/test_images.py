"""The look at images of one's own: what is known of them is shown and can be changed."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from sculptor.data.own.pending import Pending
from sculptor.data.own.work import work
from tests.data.images.small import two_classes, write_folder


@pytest.fixture
def pending(own_home: Path, tmp_path: Path) -> Pending:
    folder = write_folder(tmp_path / "pictures", two_classes())
    names = sorted(str(path.relative_to(folder)) for path in folder.rglob("*.*"))
    known = tmp_path / "known.csv"
    known.write_text("\n".join(["file_name,sky", *(f"{name},clear" for name in names)]))
    found = Pending.new()
    found.ask(str(folder), {"known": str(known)})
    work(found.folder)
    return found


def shown() -> None:
    import streamlit as st

    from sculptor.data.own.pending import Pending
    from sculptor.ui.sculpt import images

    pending = Pending.find(st.session_state["identity"])
    look, manifest = pending.look(), pending.ready()
    images.show(pending, look, manifest, lambda name, value: st.write(f"{name} is {value}"))


def test_classes_may_be_a_column_of_a_second_file(pending: Pending) -> None:
    page = AppTest.from_function(shown)
    page.session_state["identity"] = pending.folder.name
    page.run(timeout=20)
    assert not page.exception
    assert "**40 images**" in page.markdown[0].value
    assert "Read beside them: known.csv" in [each.value.replace("\\", "") for each in page.caption]
    choices = {choice.label: choice for choice in page.selectbox}
    assert choices["Classes"].options == ["As found", "By folder", "None", "sky"]
    choices["Classes"].set_value("sky").run()
    choices["Size"].set_value("28").run()
    said = [each.value for each in page.markdown]
    assert {"labels is sky", "size is 28"} <= {*said}
