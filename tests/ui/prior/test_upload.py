"""Uploads: files and pictures, and what is said of them."""

import json

import numpy as np

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
