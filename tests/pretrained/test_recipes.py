"""The table of recipes: complete, and each pair a fair one."""

from dataclasses import fields

import pytest

from sculptor import data, priors
from sculptor.objectives import kinds
from sculptor.pretrained import PAIRS, RECIPES, names


def test_every_shipped_model_has_a_recipe_and_every_recipe_a_model() -> None:
    assert set(names()) == set(RECIPES)


def test_the_gallery_holds_what_is_promised() -> None:
    held = {
        (r.config.dataset, r.held_to["kind"], r.config.objective["kind"]) for r in RECIPES.values()
    }
    for kind in ("gaussian", "uniform", "ring", "image"):
        assert {("sprites", kind, "mmd"), ("sprites", kind, "vae")} <= held
    assert next(iter(PAIRS)) == "mnist"
    assert ("mnist", "by-label", "mmd") in held
    assert {objective for dataset, _, objective in held if dataset == "digits"} == {"mmd", "vae"}
    assert any(
        r.config.latent_dim >= 6 and data.describe(r.config.dataset).factor_names
        for r in RECIPES.values()
    )


@pytest.mark.parametrize("pair", PAIRS)
def test_a_pair_differs_in_its_objective_alone(pair: str) -> None:
    kl, mmd = RECIPES[PAIRS[pair].kl], RECIPES[PAIRS[pair].mmd]
    assert kl.held_to == mmd.held_to
    assert (kl.config.objective["kind"], mmd.config.objective["kind"]) == ("vae", "mmd")
    differing = {
        field.name
        for field in fields(kl.config)
        if getattr(kl.config, field.name) != getattr(mmd.config, field.name)
    }
    reachable = not kinds.obstacle(kl.config.objective, mmd.config.prior)
    assert differing == {"objective"} if reachable else {"objective", "prior"}


@pytest.mark.parametrize("name", RECIPES)
def test_a_recipe_can_be_made(name: str) -> None:
    recipe = RECIPES[name]
    assert (
        priors.from_spec(recipe.held_to, dim=recipe.config.latent_dim).dim
        == recipe.config.latent_dim
    )
    assert recipe.name == name
    if recipe.shares:
        assert list(RECIPES).index(recipe.shares) < list(RECIPES).index(name)
        assert RECIPES[recipe.shares].config == recipe.config
