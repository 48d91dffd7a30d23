"""Uploads: files and pictures, and what is said of them."""

import json
from typing import Any

import numpy as np
from streamlit.testing.v1 import AppTest

from sculptor import priors
from sculptor.training.config import RunConfig
from sculptor.ui.prior import sources
from tests.ui.sculpt.opened import click, open_page, words


def test_what_a_file_held_before_does_not_pass_for_what_is_in_the_next() -> None:
    page = open_page(source="upload")
    uploader = page.file_uploader(key="upload-file")
    table = "\n".join(f"{x},{x * x}" for x in np.linspace(-1, 1, 50))
    uploader.upload("good.csv", table.encode()).run()
    assert "50 samples in 2 dimensions." in words(page)
    page.multiselect[0].set_value([]).run()
    assert "50 samples" not in words(page)
    assert page.button(key="train").disabled
    page.multiselect[0].set_value(page.multiselect[0].options[:1]).run()
    assert "50 samples in 1 dimension." in words(page)
    page.file_uploader(key="upload-file").upload("empty.csv", b"").run()
    assert page.error
    assert "50 samples" not in words(page)
    assert page.button(key="train").disabled


def test_a_picture_is_there_again_when_its_address_is_opened(launched: list[RunConfig]) -> None:
    left = np.zeros((64, 64), np.uint8)
    left[:, :32] = 255
    kept = sources.keep_picture(left)
    page = open_page(source="upload", upload=kept)
    assert json.loads(page.query_params["upload"]) == kept
    click(page, "train")
    samples = priors.from_spec(launched[0].prior).sample(500, 0)
    assert (samples[:, 0] < 0).all()


def test_a_picture_that_is_not_kept_here_is_said_in_place() -> None:
    page = open_page(source="upload", upload={"kind": "picture", "id": "picture-of-another"})
    assert "Upload it again" in words(page)
    assert page.button(key="train").disabled


def test_an_upload_far_from_the_origin_says_that_it_was_moved() -> None:
    page = open_page(source="upload")
    rows = np.random.default_rng(0).normal((1e7, 0), size=(50, 2))
    table = "x,y\n" + "\n".join(f"{x!r},{y!r}" for x, y in rows.tolist())
    page.file_uploader(key="upload-file").upload("far.csv", table.encode()).run()
    assert "Moved by (-10000000, 0)" in words(page)


def test_a_semicolon_file_is_read_and_its_decimal_sign_can_be_changed() -> None:
    page = open_page(source="upload")
    rows = [(1.234, 1), (2.345, 2), (3.456, 4)] * 9
    text = "\n".join(f"{x};{y}" for x, y in rows).replace(".", ",")
    page.file_uploader(key="upload-file").upload("a.csv", text.encode()).run()
    said = words(page)
    assert "semicolon between cells, decimal comma" in said
    assert "'1,234' can be read in two ways" in said.replace("\\", "")
    assert "27 samples in 2 dimensions." in said
    points = priors.from_spec(_held(page)).sample(200, 0)
    assert points[:, 0].max() < 4
    choice = next(each for each in page.selectbox if each.label == "Decimal sign")
    choice.set_value(".").run()
    assert priors.from_spec(_held(page)).sample(200, 0)[:, 0].max() > 3000


def test_ids_and_labels_are_no_dimensions_unless_they_are_chosen() -> None:
    page = open_page(source="upload")
    rows = np.random.default_rng(0).normal(size=(60, 2)).tolist()
    lines = [f"{place},{x!r},{y!r},{place % 3}" for place, (x, y) in enumerate(rows)]
    text = "\n".join(["id,x,y,label", *lines])
    page.file_uploader(key="upload-file").upload("a.csv", text.encode()).run()
    assert "60 samples in 2 dimensions." in words(page)
    assert "Left out: id (ids or labels of rows), label (labels)." in words(page).replace("\\", "")
    page.multiselect[0].set_value(["x", "y", "label"]).run()
    assert "60 samples in 3 dimensions." in words(page)


def _held(page: AppTest) -> dict[str, Any]:
    return json.loads(page.query_params["upload"])
