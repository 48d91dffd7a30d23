"""The sections below the plane: each shows what it promises, for images and for few latents."""

from pathlib import Path

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from sculptor.explore.opened import open_space
from sculptor.ui.app import fields, state
from sculptor.ui.explore import (
    diagnosing,
    editing,
    generate,
    interpolate,
    plane,
    selected,
    space,
    traversing,
)
from sculptor.ui.frontend.overlay import Selected
from sculptor.ui.plots import decode

ROOT = Path(__file__).parents[3]


def words(page: AppTest) -> str:
    kinds = (page.markdown, page.caption, page.info, page.warning, page.error)
    return "\n".join(str(element.value) for kind in kinds for element in kind)


def test_every_section_of_a_shipped_model() -> None:
    assert decode.ready(wait=True)
    page = AppTest.from_file(str(ROOT / "pages" / "explore.py"), default_timeout=60)
    page.query_params["model"] = "digits-mmd"
    page.query_params["pins"] = "1,0;0,1"
    expected = {
        "interpolate": "",
        "selection": "Lasso",
        "traversals": "All else as in the editor",
        "generate": "held-out items",
        "diagnosis": "What to try next",
    }
    for section, said in expected.items():
        page.query_params["section"] = section
        page.session_state["state.section"] = section
        page.run()
        assert not page.exception, section
        assert not page.error, section
        assert said in words(page)
    labels = {metric.label for metric in page.metric}
    assert {"LPS", "Effective dimension", "Prior without data", "Data off the prior"} <= labels


def test_what_is_drawn_is_a_source_of_samples_and_a_selection() -> None:
    explored = open_space("model:digits-mmd")
    key = plane.identity(explored)
    x, y = explored.target[0].tolist()
    corners = ((x - 1, y - 1), (x + 1, y - 1), (x + 1, y + 1), (x - 1, y + 1))
    plane._heard(explored, plane.plane(explored), key, Selected(corners))
    assert editing.selection(key) == corners
    assert state.get("section") == "selection"
    sources = generate._sources(explored)
    assert sources["The region that is selected"].outline == corners
    assert sum(name.startswith("Class: ") for name in sources) == 10
    plane._heard(explored, plane.plane(explored), key, Selected(()))
    assert "The region that is selected" not in generate._sources(explored)


def test_the_worst_fitted_items_are_those_with_the_largest_errors() -> None:
    explored = open_space("model:digits-mmd")
    rows, apart, decoded = diagnosing._worst(explored)
    assert (np.diff(apart) <= 0).all()
    scaled = (explored.images[rows[0]].astype(float) - decoded[0]) / 255
    assert apart[0] == pytest.approx((scaled**2).sum())
    assert callable(interpolate.show)
    assert callable(selected.show)
    assert space.SECTIONS.keys() == set(fields.SECTIONS)
    assert traversing.ROWS < traversing.MOST
