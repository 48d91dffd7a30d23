"""Making a model: the same each time, rounded before it is scored, and scored as it is shipped."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from sculptor import SculptorError, models
from sculptor.files import read_arrays
from sculptor.pretrained import RECIPES, Recipe, load, make, rescore
from sculptor.pretrained.making import make_recipe, score, significant


def test_a_model_is_made_again_to_the_last_bit(made: Path, recipe: Recipe, tmp_path: Path) -> None:
    make_recipe(recipe, tmp_path)
    for name in ("small-vae.safetensors", "small-vae.npz", "data-digits.npz"):
        left, right = made / name, tmp_path / name
        if name.endswith(".npz"):
            ours, theirs = read_arrays(left), read_arrays(right)
            assert all(np.array_equal(ours[key], theirs[key]) for key in ours | theirs)
        else:
            assert left.read_bytes() == right.read_bytes()


def test_the_card_scores_what_is_in_the_file(made: Path, recipe: Recipe) -> None:
    model = load("small-vae", made)
    rows, _ = score(recipe, model.model())
    assert rows == model.card["figures"]


def test_a_model_is_scored_anew_without_training(
    folder: Path, recipe: Recipe, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = folder / "small-vae.json"
    before = path.read_text()
    card = json.loads(before)
    for row in card["figures"]:
        row["value"] = 1 + row["value"]
    path.write_text(json.dumps(card))
    monkeypatch.setitem(RECIPES, "small-vae", recipe)
    monkeypatch.setattr("sculptor.pretrained.making.Training", None)
    rescore("small-vae", folder)
    assert path.read_text() == before


def test_a_model_that_shares_weights_has_no_file_of_its_own(
    made: Path, recipe: Recipe, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = {"kind": "uniform"}
    other = replace(recipe, name="other-vae", target=target, shares="small-vae")
    monkeypatch.setattr("sculptor.pretrained.making.Training", None)
    card = make_recipe(other, folder)
    assert not (folder / "other-vae.safetensors").exists()
    assert card["weights"] == load("small-vae", folder).card["weights"]
    assert "N(0, I)" in card["note"]
    assert card["target"] == target
    shared, own = load("other-vae", folder), load("small-vae", folder)
    assert np.array_equal(shared.latents("test", "mean"), own.latents("test", "mean"))
    assert shared.figures()["squared_error"] == own.figures()["squared_error"]
    assert shared.figures()["mmd2"] != own.figures()["mmd2"]


def test_those_that_share_weights_are_told_when_these_are_made_anew(
    made: Path, recipe: Recipe, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = replace(recipe, name="other-vae", target={"kind": "uniform"}, shares="small-vae")
    make_recipe(other, folder)
    monkeypatch.setitem(RECIPES, "other-vae", other)
    make_recipe(replace(recipe, config=replace(recipe.config, seed=5)), folder)
    assert load("other-vae", folder).card["weights"] == load("small-vae", folder).card["weights"]


def test_the_weights_are_in_half_precision(made: Path) -> None:
    size = (made / "small-vae.safetensors").stat().st_size
    numbers = sum(
        value.numel() for value in models.load(made / "small-vae.safetensors").parameters()
    )
    assert 2 * numbers < size < 2 * numbers + 4_096


def test_a_folder_that_cannot_be_made_and_an_unknown_name_are_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(SculptorError, match="another folder"):
        make("digits-mmd", tmp_path / "file")
    with pytest.raises(SculptorError, match="out of mnist-mmd"):
        make("nothing", tmp_path)


@pytest.mark.parametrize("value", [1.0, 0.1, -3.0, 12.5, 0.0])
def test_short_numbers_stand_as_they_are(value: float) -> None:
    assert significant(value) == value
