"""The state of the pages: the table, the address, and what survives."""

import json
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from sculptor.ui.app import fields, state

ROOT = Path(__file__).parents[3]


PAGE = """
import streamlit as st
from sculptor.ui.app import state

state.sync("sculpt")
st.number_input("Steps", 1, 10_000_000, **state.bind("steps"))
st.number_input("Latents", 1, 512, **state.bind("latent_dim"))
if st.button("More"):
    state.put(latent_dim=state.get("latent_dim") + 1)
    st.rerun()
"""


@pytest.fixture
def page(tmp_path: Path) -> AppTest:
    path = tmp_path / "page.py"
    path.write_text(PAGE)
    return AppTest.from_file(str(path))


@pytest.mark.parametrize("field", fields.FIELDS, ids=lambda field: field.name)
def test_every_default_reads_back_from_its_own_text(field: fields.Field) -> None:
    if field.default not in ("", None):
        assert field.parse(field.text(field.default)) == field.default


def test_names_are_unique() -> None:
    names = [field.name for field in fields.FIELDS]
    assert len({*names}) == len(names)


@pytest.mark.parametrize("page", ["sculpt", "watch", "runs"])
@pytest.mark.parametrize(
    "text", ["", "x" * 9000, "NaN", "-1", "{}", "[]", "../../etc", "null", "☃"]
)
def test_garbage_gives_the_default_and_one_note_each(page: str, text: str) -> None:
    address = {field.name: text for field in fields.FIELDS}
    values, notes = state.parse(page, address)
    carried = [field for field in fields.FIELDS if page in field.pages]
    assert values.keys() == {field.name for field in carried}
    for field in carried:
        value = values[field.name]
        assert value == field.default or field.parse(text) == value
    assert len(notes) <= len(carried)
    assert all(len(note) < 300 for note in notes)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("move", '{"shift": "a"}'),
        ("move", '{"rotation": 1e400}'),
        ("move", '{"scale": 0}'),
        ("upload", '{"kind": "samples"}'),
        ("upload", '{"kind": "picture"}'),
        ("compose", '[{"kind": "gaussian", "dim": "x"}]'),
        ("compose", '[{"kind": "gaussian", "dim": true}]'),
        ("compose", "[]"),
    ],
)
def test_what_only_looks_like_a_prior_gives_a_note(name: str, text: str) -> None:
    values, notes = state.parse("sculpt", {name: text})
    assert len(notes) == 1
    assert state.parse("sculpt", {}) == ({}, [])
    assert values[name] == state._FIELDS[name].default


@pytest.mark.parametrize("text", ["../../etc", "/etc/passwd", "..", ".hidden", "a/b", "a\\b", ""])
def test_an_id_never_leads_out_of_its_folder(text: str) -> None:
    with pytest.raises(ValueError, match="not an id"):
        fields.identity(text)


def test_only_what_differs_goes_into_the_address_of_its_page() -> None:
    values = {field.name: field.default for field in fields.FIELDS}
    assert state.query("sculpt", values) == {}
    values |= {"steps": 300, "run": "abc", "named": {"kind": "ring", "radius": 2}}
    assert state.query("sculpt", values) == {
        "named": json.dumps(values["named"], separators=(",", ":")),
        "steps": "300",
    }
    assert state.query("watch", values) == {"run": "abc"}
    read, notes = state.parse("sculpt", state.query("sculpt", values))
    assert read == {"named": values["named"], "steps": 300}
    assert notes == []


def test_a_page_opens_as_its_address_says(page: AppTest) -> None:
    page.query_params["steps"] = "300"
    page.run()
    assert page.number_input[0].value == 300
    assert not page.warning


def test_a_wrong_address_is_put_right_with_a_note(page: AppTest) -> None:
    page.query_params["steps"] = "lots"
    page.run()
    assert page.number_input[0].value == 1500
    assert page.warning[0].value == "The address asked for steps = lots. Using 1500 instead."
    assert page.query_params == {}


def test_a_widget_and_the_address_follow_each_other(page: AppTest) -> None:
    page.run()
    page.number_input[0].set_value(40).run()
    assert page.query_params == {"steps": "40"}
    page.button[0].click().run()
    page.button[0].click().run()
    assert page.number_input[1].value == 4
    assert page.query_params == {"latent_dim": "4", "steps": "40"}
    page.number_input[1].set_value(2).run()
    assert page.query_params == {"steps": "40"}


def test_what_is_too_long_for_the_address_is_left_out_of_it() -> None:
    long = {"kind": "gaussian", "shift": [0.5] * state.LONGEST}
    assert state.query("sculpt", {"named": long, "steps": 300}) == {"steps": "300"}


def sculpt(**query: str) -> AppTest:
    page = AppTest.from_file(str(ROOT / "pages" / "sculpt.py"), default_timeout=30)
    for name, value in query.items():
        page.query_params[name] = value
    return page.run()


def test_a_start_in_the_address_that_is_none_is_replaced() -> None:
    values, notes = state.parse("sculpt", {"start": "pretrained:../../etc"})
    assert values["start"] == "spectral"
    assert notes


def test_a_name_in_the_address_that_is_none_is_left_out() -> None:
    values, notes = state.parse("sculpt", {"name": "\u202egnp.exe"})
    assert (values, len(notes)) == ({"name": ""}, 1)
    assert state.parse("sculpt", {"name": " ring "}) == ({"name": "ring"}, [])
