"""The shipped models: small, whole, and as good as their cards say."""

from pathlib import Path

import numpy as np
import pytest

import sculptor
from sculptor import SculptorError, data, pretrained
from sculptor.home import pretrained_dir
from sculptor.pretrained import RECIPES
from sculptor.pretrained.making import score

LARGEST = 10_000_000
"""Bytes that all shipped files may have together."""


def test_all_files_together_are_small() -> None:
    assert sum(path.stat().st_size for path in pretrained_dir().iterdir()) <= LARGEST


def here(name: str) -> bool:
    """Whether the data of a recipe can be had without a network."""
    return data.describe(RECIPES[name].config.dataset).available


@pytest.mark.parametrize("name", RECIPES)
def test_a_shipped_view_is_what_its_model_makes_of_the_shipped_images(name: str) -> None:
    model = sculptor.load_pretrained(name)
    network, view = model.model(), model.view()
    z = network.encode(view.images).numpy()
    np.testing.assert_allclose(view.latents["mean"], z, atol=1e-4 * np.ptp(z))
    errors = network.decode(z).numpy() - view.images / 255
    squared = np.square(errors).sum((1, 2, 3)).mean()
    assert squared == pytest.approx(model.figures("mean")["squared_error"], rel=1e-3)


@pytest.mark.parametrize("name", RECIPES)
def test_a_shipped_model_scores_what_its_card_says(name: str) -> None:
    if not here(name):
        pytest.skip("its data are not on this machine; the test above needs none")
    model = sculptor.load_pretrained(name)
    assert model.config == RECIPES[name].config
    rows, arrays = score(RECIPES[name], model.model())
    found = {(row["figure"], row["representation"]): row["value"] for row in rows}
    said = {(row["figure"], row["representation"]): row["value"] for row in model.card["figures"]}
    assert found.keys() == said.keys()
    floor = said["mmd2_floor", "sample"]
    for figure, value in found.items():
        # The LPS of a few hundred images depends on its predictors, which are chosen afresh.
        tolerance = {"mmd2": 0.05 * floor, "lps": 0.1, "lps_floor": 0.02}.get(figure[0], 0.005)
        assert value == pytest.approx(said[figure], rel=0.01, abs=tolerance), figure
    view = model.view()
    assert len(view.images) == len(view.target) == rows[0]["n"]
    shown = arrays["latents.mean.low"], arrays["latents.mean.high"]
    np.testing.assert_allclose(view.latents["mean"].min(0), shown[0], atol=1e-3)
    np.testing.assert_allclose(view.latents["mean"].max(0), shown[1], atol=1e-3)


@pytest.mark.parametrize("name", RECIPES)
def test_no_figure_is_far_from_where_it_should_be(name: str) -> None:
    model = pretrained.load(name)
    found = model.figures()
    if model.config.objective["kind"] == "mmd":
        assert found["mmd2"] <= 3 * found["mmd2_floor"]
    if model.config.prior["kind"] == "by-label":
        assert found["class_accuracy"] > 0.9
    if model.card["target"] != model.config.prior:
        assert found["mmd2"] > 3 * found["mmd2_floor"]
        assert "N(0, I)" in model.card["note"]


def test_a_model_has_the_methods_of_a_run(made: Path) -> None:
    model = pretrained.load("small-vae", made)
    images = model.view().images[:5]
    z = model.model().encode(images)
    assert z.shape == (5, 3)
    assert model.model().decode(z).shape == images.shape
    mean, sample = (model.latents("test", kind) for kind in ("mean", "sample"))
    assert mean.shape == sample.shape
    assert not np.array_equal(mean, sample)
    assert np.array_equal(sample, model.latents())
    assert len(model.latents("train")) > len(mean)
    with pytest.raises(SculptorError, match="representation"):
        model.latents("test", "median")


def test_the_view_shows_what_the_model_computes(made: Path) -> None:
    model = pretrained.load("small-vae", made)
    view = model.view()
    z = model.model().encode(view.images).numpy()
    np.testing.assert_allclose(view.latents["mean"], z, atol=1e-4 * np.ptp(z))


@pytest.mark.parametrize("part", ["weights", "view", "data"])
@pytest.mark.parametrize("damage", ["changed", "cut", "gone"])
def test_a_damaged_file_is_told_in_one_line(folder: Path, part: str, damage: str) -> None:
    model = pretrained.load("small-vae", folder)
    path = folder / model.card[part]["file"]
    content = path.read_bytes()
    if damage == "gone":
        path.unlink()
    else:
        path.write_bytes(content[:-9] if damage == "cut" else content[:-1] + b"?")
    with pytest.raises(SculptorError, match="sculptor pretrain small-vae") as caught:
        model.model() if part == "weights" else model.view()
    assert "\n" not in str(caught.value)
