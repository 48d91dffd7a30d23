"""A model is taken along by the command line, in a process of its own."""

import io
import zipfile
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from sculptor import SculptorError
from sculptor.exports.formats import FORMATS
from sculptor.jobs import Run
from sculptor.ui.kit import taking

PAGE = """
from sculptor.ui.kit import taking
taking.show({identity!r}, "A & b", ["csv", "onnx"])
"""


def test_the_files_are_made_and_offered(finished: Run) -> None:
    page = AppTest.from_string(PAGE.format(identity=finished.id), default_timeout=60).run()
    assert not page.get("download_button")
    page.button[0].click().run()
    assert not page.error
    (offered,) = page.get("download_button")
    assert offered.proto.label.startswith("Download, 0.")
    archive = page.session_state[taking.MADE][2]
    with zipfile.ZipFile(io.BytesIO(archive)) as files:
        assert {Path(name).name for name in files.namelist()} == {"README.md", "latents.csv"}
    page.selectbox[0].select("onnx").run()
    assert not page.get("download_button")


def test_what_cannot_be_made_is_said_in_place(run: Run) -> None:
    with pytest.raises(SculptorError, match="Expected the weights"):
        taking._archive(run.id, FORMATS["torch"])


def test_an_extra_that_is_missing_is_named(finished: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sculptor.exports.formats.importlib.util.find_spec", lambda name: None)
    page = AppTest.from_string(PAGE.format(identity=finished.id), default_timeout=60).run()
    assert not page.info
    page.selectbox[0].select("onnx").run()
    assert 'pip install "sculptor[onnx]"' in page.info[0].value
    assert page.button[0].disabled
