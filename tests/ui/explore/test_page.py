"""The Explore page: alive without a run and without torch, and a way into the Sculpt page."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from sculptor.home import pretrained_dir
from sculptor.pretrained import PAIRS
from sculptor.ui.explore import gallery, panels, shipped
from sculptor.ui.sculpt import start
from tests.ui.explore.opening import explore

ROOT = Path(__file__).parents[3]


def said(page: AppTest) -> str:
    kinds = (page.subheader, page.markdown, page.caption, page.info, page.warning, page.error)
    return "\n".join(str(element.value) for kind in kinds for element in kind)


@pytest.fixture
def shipped_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the shipped files that a test may damage; nothing of it is kept afterwards."""
    folder = Path(shutil.copytree(pretrained_dir(), tmp_path / "pretrained"))
    for module in ("sculptor.pretrained.card", "sculptor.pretrained.pretrained"):
        monkeypatch.setattr(f"{module}.pretrained_dir", lambda: folder)
    forget()
    yield folder
    forget()


def forget() -> None:
    shipped.side.cache_clear()
    gallery._thumbnail.clear()
    panels._traversal.clear()
    start._card.cache_clear()


@pytest.mark.parametrize("pair", PAIRS)
def test_every_pair_is_shown_with_its_scores(pair: str) -> None:
    page = explore(pair=pair)
    assert not page.exception
    assert not page.error
    assert PAIRS[pair].about in said(page)
    kl, mmd = shipped.pair(pair)
    values = [metric.value for metric in page.metric]
    figures = 5 if "class_accuracy" in mmd.frame.metrics else 4
    assert len(values) == 2 * figures
    assert values[figures] in ("within noise", f"{ratio(mmd):.1f} × floor")  # noqa: RUF001
    assert ratio(kl) > ratio(mmd)


def ratio(side: shipped.Side) -> float:
    return side.frame.metrics["mmd2"] / side.frame.metrics["mmd2_floor"]


def test_a_pair_is_chosen_by_its_card_and_stays_in_the_address() -> None:
    page = explore()
    page.pills(key="pick-pair").set_value("ring").run()
    assert page.query_params["pair"] == "ring"
    assert PAIRS["ring"].about in said(page)


def test_points_are_coloured_by_what_is_known_of_the_images() -> None:
    page = explore(pair="digits", colour="label")
    assert not page.exception
    assert not page.error
    boxes = {box.label: box for box in page.selectbox}
    assert boxes["Colour by"].value == "label"


def test_petals_are_coloured_by_their_digits_until_another_choice_is_made() -> None:
    page = explore()
    box = next(box for box in page.selectbox if box.label == "Colour by")
    assert box.value == "label"
    box.set_value("").run()
    assert page.query_params["colour"] == ""
    assert next(box for box in page.selectbox if box.label == "Colour by").value == ""
    page.pills(key="pick-pair").set_value("ring").run()
    assert not page.exception


@pytest.mark.parametrize("query", [{"pair": "../etc"}, {"view": "umap", "pair": "factors"}])
def test_an_address_that_makes_no_sense_shows_what_it_can(query: dict[str, str]) -> None:
    page = explore(**query)
    assert not page.exception
    assert not page.error
    assert len(page.metric) == (8 if query["pair"] in PAIRS else 10)


def test_nothing_is_imported_but_what_the_page_needs() -> None:
    code = (
        "import sys\n"
        "from streamlit.testing.v1 import AppTest\n"
        "page = AppTest.from_file(sys.argv[1], default_timeout=60).run()\n"
        "assert not page.exception and len(page.metric) == 10, page\n"
        "print(sorted({'torch', 'sklearn', 'umap', 'altair'} & sys.modules.keys()))"
    )
    command = [sys.executable, "-c", code, str(ROOT / "pages" / "main.py")]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    assert result.stdout.strip() == "[]", result.stderr


def test_a_new_user_begins_here_and_others_on_the_sculpt_page(make_run) -> None:
    def first(**query: str) -> str:
        page = AppTest.from_file(str(ROOT / "pages" / "main.py"), default_timeout=30)
        for name, value in query.items():
            page.query_params[name] = value
        return said(page.run())

    assert "Give a latent space the shape" in first()
    assert "Prior" in first(dataset="digits")
    make_run("ring")
    assert "Prior" in first()


def test_a_damaged_model_is_told_in_place_and_the_rest_stays(shipped_files: Path) -> None:
    (shipped_files / "mnist-mmd.json").write_text("{")
    page = explore()
    assert not page.exception
    assert "mnist-mmd.json" in page.error[0].value.replace("\\", "")
    page.pills(key="pick-pair").set_value("ring").run()
    assert not page.error
    assert len(page.metric) == 8


def test_without_the_files_the_page_says_where_they_come_from(shipped_files: Path) -> None:
    shutil.rmtree(shipped_files)
    page = explore()
    assert not page.exception
    assert "install it anew" in page.error[0].value
