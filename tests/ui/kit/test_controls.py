"""Controls made from the tables: what they show, and what they report."""

import json
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from sculptor import priors
from sculptor.models import kinds as networks
from sculptor.objectives import kinds as objectives
from sculptor.ui.kit import controls

PAGE = """
import json
import streamlit as st
from sculptor import priors
from sculptor.models import kinds as networks
from sculptor.objectives import kinds as objectives
from sculptor.ui.kit import controls

tables = {"prior": priors.KINDS, "network": networks.KINDS, "objective": objectives.KINDS}
spec = st.session_state.setdefault("spec", json.loads(st.query_params["spec"]))
kind = tables[st.query_params["table"]][spec["kind"]]
controls.show(kind.parameters, spec, "x", lambda new: st.session_state.update(spec=new))
"""


@pytest.fixture
def page(tmp_path: Path) -> AppTest:
    path = tmp_path / "page.py"
    path.write_text(PAGE)
    return AppTest.from_file(str(path))


def shown(page: AppTest, table: str, **spec: object) -> AppTest:
    page.query_params["table"] = table
    page.query_params["spec"] = json.dumps(spec)
    page.run()
    assert not page.exception
    return page


@pytest.mark.parametrize(
    ("table", "kind"),
    [
        *(("prior", name) for name in priors.KINDS),
        *(("network", name) for name in networks.KINDS),
        *(("objective", name) for name in objectives.KINDS),
    ],
)
def test_every_kind_has_a_control_for_each_parameter(page: AppTest, table: str, kind: str) -> None:
    shown(page, table, kind=kind)
    tables = {"prior": priors.KINDS, "network": networks.KINDS, "objective": objectives.KINDS}
    widgets = [*page.slider, *page.number_input, *page.selectbox, *page.text_input]
    # A number in place of which a word may stand has a choice before it, and a place of its own.
    both = sum(
        bool(each.words) and not isinstance(each.default, str)
        for each in tables[table][kind].parameters
    )
    assert len(widgets) == len(tables[table][kind].parameters) + both
    assert page.session_state["spec"] == {"kind": kind}


def test_a_value_is_reported_and_a_default_left_out(page: AppTest) -> None:
    shown(page, "prior", kind="ring", radius=2.0, shift=1)
    page.slider(key="x-ring-width").set_value(0.2).run()
    assert page.session_state["spec"] == {"kind": "ring", "radius": 2.0, "shift": 1, "width": 0.2}
    page.slider(key="x-ring-radius").set_value(1.5).run()
    assert page.session_state["spec"] == {"kind": "ring", "shift": 1, "width": 0.2}


def test_a_value_between_the_stops_is_kept_and_can_be_typed(page: AppTest) -> None:
    shown(page, "prior", kind="ring", radius=1.234)
    page.number_input(key="x-ring-radius").set_value(1.5).run()
    assert page.session_state["spec"] == {"kind": "ring"}


def test_words_and_a_number_in_their_place(page: AppTest) -> None:
    shown(page, "objective", kind="mmd")
    page.selectbox(key="x-mmd-bandwidth").set_value("number").run()
    assert page.session_state["spec"] == {"kind": "mmd", "bandwidth": 1.0}
    page.number_input(key="x-mmd-bandwidth-number").set_value(2.5).run()
    assert page.session_state["spec"] == {"kind": "mmd", "bandwidth": 2.5}
    page.selectbox(key="x-mmd-bandwidth").set_value("prior").run()
    assert page.session_state["spec"] == {"kind": "mmd"}


def test_a_list_is_typed_and_nonsense_is_said_in_place(page: AppTest) -> None:
    shown(page, "prior", kind="gaussian-mixture", k=2)
    weights = "x-gaussian-mixture-weights"
    page.text_input(key=weights).set_value("1; 2").run()
    assert "Expected numbers" in page.caption[0].value
    assert page.session_state["spec"] == {"kind": "gaussian-mixture", "k": 2}
    page.text_input(key=weights).set_value("1, 3").run()
    assert page.session_state["spec"]["weights"] == [1.0, 3.0]
    assert not page.caption


@pytest.mark.parametrize("kind", [kind for kind in priors.KINDS.values() if not kind.content])
def test_a_slider_shows_its_default_and_stays_in_range(kind: priors.kinds.Prior) -> None:
    for item in kind.parameters:
        if item.words or isinstance(item.default, tuple):
            continue
        low, high = controls.ends(item, item.default)
        assert item.low <= low <= item.default < high <= item.high
