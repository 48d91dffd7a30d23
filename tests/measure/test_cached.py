"""What is kept of a data set belongs to its images, and is made anew where it cannot be read."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from sculptor import data
from sculptor.data import Dataset
from sculptor.measure.cached import Arrays, cached


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[str]:
    """A cache of its own, and what was made for it."""
    monkeypatch.setenv("SCULPTOR_CACHE", str(tmp_path / "cache"))
    return []


def found(made: list[str], dataset: Dataset, what: str = "mean-1") -> float:
    def make() -> Arrays:
        made.append(what)
        return {"mean": dataset.images.mean(keepdims=True).ravel()}

    return float(cached(what, dataset, make)["mean"][0])


def test_it_is_found_once_for_the_same_images(made: list[str]) -> None:
    digits = data.load("digits")
    assert found(made, digits) == found(made, data.load("digits")) == digits.images.mean()
    assert found(made, digits, "mean-2") == digits.images.mean()
    assert made == ["mean-1", "mean-2"]


def test_other_images_of_the_same_name_have_their_own(made: list[str]) -> None:
    digits = data.load("digits")
    images = digits.images.copy()
    images[-1, 0, 0, 0] += 1
    found(made, digits)
    assert found(made, replace(digits, images=images)) == images.mean()
    assert found(made, replace(digits, train=digits.train - 1)) == digits.images.mean()
    assert len(made) == 3


def test_what_is_damaged_is_made_anew(made: list[str], tmp_path: Path) -> None:
    digits = data.load("digits")
    found(made, digits)
    (kept,) = (tmp_path / "cache/real").iterdir()
    kept.write_bytes(kept.read_bytes()[:50])
    assert found(made, digits) == found(made, digits) == digits.images.mean()
    assert len(made) == 2


def test_a_cache_that_cannot_be_written_is_done_without(made: list[str], tmp_path: Path) -> None:
    (tmp_path / "cache").mkdir()
    (tmp_path / "cache/real").write_text("a file where the folder should be")
    assert np.isfinite(found(made, data.load("digits")))
