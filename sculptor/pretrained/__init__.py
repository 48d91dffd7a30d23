"""Pretrained models: small ones that the repository ships, each with a card and a recipe.

>>> from sculptor import pretrained
>>> model = pretrained.load("sprites-ring-mmd")
>>> model.config.prior["kind"], model.latents("test").shape
('ring', (4000, 2))

The names below are loaded when they are first used, so that a page that shows them needs no torch.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sculptor import lazy

if TYPE_CHECKING:
    from sculptor.pretrained.making import make, rescore
    from sculptor.pretrained.pairs import PAIRS, Pair
    from sculptor.pretrained.pretrained import Pretrained, load, names
    from sculptor.pretrained.recipes import RECIPES, Recipe
    from sculptor.pretrained.view import View

__all__ = [
    "PAIRS",
    "RECIPES",
    "Pair",
    "Pretrained",
    "Recipe",
    "View",
    "load",
    "make",
    "names",
    "rescore",
]

__getattr__ = lazy.names(__name__)
