"""A small model, made as the shipped ones are, that a test may damage."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from sculptor import RunConfig
from sculptor.pretrained import Recipe
from sculptor.pretrained.making import make_recipe

SMALL = RunConfig(
    dataset="digits",
    prior={"kind": "gaussian"},
    objective={"kind": "vae"},
    network={"kind": "mlp", "width": 16},
    steps=12,
    batch_size=64,
    device="cpu",
)


@pytest.fixture(scope="session")
def recipe() -> Recipe:
    """A model that is made in a second."""
    return Recipe("small-vae", "A small model", replace(SMALL, latent_dim=3))


@pytest.fixture(scope="session")
def made(recipe: Recipe, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the small model; leave it as it is."""
    folder = tmp_path_factory.mktemp("pretrained")
    make_recipe(recipe, folder)
    return folder


@pytest.fixture
def folder(made: Path, tmp_path: Path) -> Path:
    """A copy of it."""
    return Path(shutil.copytree(made, tmp_path / "pretrained"))
