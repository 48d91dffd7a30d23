"""Where a study is trained: a choice where Ray is found, and never out of an address."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from sculptor.jobs.cluster import connection
from sculptor.studies import Study
from sculptor.ui.app.fields import FIELDS
from tests.ui.sculpt.opened import click_on, open_page, unfold, words


@pytest.fixture(autouse=True)
def installed(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """Whether Ray is; it is not imported in either case."""
    told = [True]
    monkeypatch.setattr(connection, "found", lambda: told[0])
    return told


@pytest.fixture
def launched(monkeypatch: pytest.MonkeyPatch) -> list[tuple[object, ...]]:
    """The places on which studies would have been launched."""
    places: list[tuple[object, ...]] = []
    monkeypatch.setattr(Study, "launch", lambda study, *place: places.append(place))
    return places


def opened(**address: object) -> AppTest:
    page = open_page(dataset="digits", **address)
    unfold(page, "compare")
    return page


def choose(page: AppTest, label: str) -> None:
    next(box for box in page.selectbox if box.label == "Where").set_value(label).run()
    assert not page.exception


def test_without_ray_there_is_nothing_to_choose(
    own_home: Path, installed: list[bool], launched: list[tuple[object, ...]]
) -> None:
    installed[0] = False
    page = opened()
    assert "Where" not in [box.label for box in page.selectbox]
    click_on(page, "Compare KL and MMD")
    assert launched == [("here", "", 1.0)]


def test_a_cluster_is_named_by_a_person(own_home: Path, launched: list[tuple[object, ...]]) -> None:
    page = opened()
    choose(page, "cluster")
    click_on(page, "Compare KL and MMD")
    assert "the address of a Ray cluster" in words(page)
    assert launched == []
    page.text_input[-1].set_value("10.0.0.1:6379").run()
    click_on(page, "Compare KL and MMD")
    assert launched == [("ray", "10.0.0.1:6379", 1.0)]


def test_no_address_of_a_page_names_one() -> None:
    """A link that somebody sends must not say to whose cluster this machine connects."""
    fields = {field.name: field for field in FIELDS}
    assert fields["where"].pages == fields["cluster"].pages == ()
    page = opened(where="cluster", cluster="10.0.0.1:6379")
    assert next(box for box in page.selectbox if box.label == "Where").value == "here"
