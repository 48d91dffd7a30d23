"""What is dropped on the page: kept so that no name of it becomes a path."""

import io
import zipfile
from pathlib import Path

import pytest

from sculptor import SculptorError
from sculptor.ui.sculpt import yours
from tests.data.images.small import png, write_zip
from tests.ui.sculpt.opened import open_page, words


class Dropped(io.BytesIO):
    """A file as Streamlit hands it over."""

    def __init__(self, name: str, content: bytes) -> None:
        super().__init__(content)
        self.name = name


def test_images_become_the_members_of_one_archive(tmp_path: Path) -> None:
    names = ["a.png", "a.png", "<b>.png", "\u5199\u771f.png"]
    files = [Dropped(name, png(i)) for i, name in enumerate(names)]
    place, called = yours.keep(files, tmp_path)
    assert called == "4 dropped files"
    with zipfile.ZipFile(place) as archive:
        assert archive.namelist() == ["a.png", "1 a.png", "<b>.png", "\u5199\u771f.png"]
        assert archive.read("1 a.png") == png(1)


def test_an_archive_is_kept_under_a_name_of_ours(tmp_path: Path) -> None:
    content = write_zip(tmp_path / "x.zip", {"a.png": png()}).read_bytes()
    (tmp_path / "into").mkdir()
    place, called = yours.keep([Dropped("../../evil.ZIP", content)], tmp_path / "into")
    assert place == tmp_path / "into" / "upload.zip"
    assert called == "../../evil.ZIP"
    assert place.read_bytes() == content


def test_several_archives_at_once_are_refused(tmp_path: Path) -> None:
    with pytest.raises(SculptorError, match=r"received 2 files, among them b\.zip"):
        yours.keep([Dropped("a.png", png()), Dropped("b.zip", b"")], tmp_path)


def test_the_panel_opens_where_the_address_says_so() -> None:
    page = open_page(yours="new")
    assert page.text_input[0].label.startswith("Or a path")
    assert "PNG, JPEG, WebP" in words(page)


def test_no_click_is_lost_however_fast_it_comes() -> None:
    page = open_page(yours="new")
    page.button(key="yours-close").click()
    page.button(key="yours-open").click().run()  # both before the page has run once
    assert page.text_input(key="yours-typed")
    page.button(key="yours-close").click().run()
    assert "yours-typed" not in [widget.key for widget in page.text_input]
    page.button(key="yours-open").click().run()
    assert page.text_input(key="yours-typed")


def test_what_a_click_asked_for_is_done_by_the_next_run(tmp_path: Path) -> None:
    page = open_page(yours="new")
    page.session_state["yours:path"] = str(tmp_path / "nowhere")  # its own run was ended
    page.run()
    assert page.query_params["yours"] not in (["new"], "new")
    page.session_state["yours:path"] = "x"
    page.button(key="yours-close").click().run()
    assert "yours:path" not in page.session_state
