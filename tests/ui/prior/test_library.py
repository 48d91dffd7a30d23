"""Saved priors: kept, loaded, deleted and brought back."""

import json

from sculptor.runs import library
from tests.ui.sculpt.opened import click, click_on, open_page, unfold


def test_priors_are_saved_loaded_deleted_and_brought_back() -> None:
    page = open_page(named={"kind": "ring", "radius": 1.5})
    unfold(page, "save")
    page.text_input(key="save-name").set_value("My *ring*")
    click_on(page, "Save")
    [saved] = library.list_priors()
    assert (saved.name, saved.spec) == ("My *ring*", {"kind": "ring", "radius": 1.5})

    page = open_page()
    click(page, f"load-{saved.id}")
    assert json.loads(page.query_params["named"]) == saved.spec
    click(page, f"tool-delete-{saved.id}")
    assert library.list_priors() == []
    click(page, "undo-delete")
    assert [prior.name for prior in library.list_priors()] == ["My *ring*"]
