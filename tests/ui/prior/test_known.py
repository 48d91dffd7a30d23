"""Of how many items labels or factors are known."""

from dataclasses import replace

import numpy as np
import pytest

from sculptor import data
from tests.ui.sculpt.opened import open_page, words


def test_the_page_says_how_many_labels_are_used_and_by_which_seed() -> None:
    page = open_page(dataset="digits", source="paint", labels="0.01", seed=3)
    assert "The labels of 12 images of 1,151 are used, drawn by seed 3." in words(page)
    page = open_page(dataset="digits", source="paint", labels="40")
    assert page.select_slider(key="widget.labels").value == 40
    assert "The labels of 40 images" in words(page)
    assert " are used" not in words(open_page(dataset="digits", source="paint"))


def test_labels_of_the_training_images_alone_are_said(monkeypatch: pytest.MonkeyPatch) -> None:
    digits = data.load("digits")
    page = open_page(dataset="digits", source="paint")
    assert "None of the held-out images has labels" not in words(page)
    labels = np.array(digits.labels)
    labels[digits.train :] = -1
    monkeypatch.setattr(data, "known", lambda name: replace(digits, labels=labels))
    page = open_page(dataset="digits", source="paint")
    assert "None of the held-out images has labels, so that it is not measured" in words(page)
