"""What the gallery holds and how each model is made: one table.

A KL objective can target the Gaussian, and none of the uniform, the ring and the drawings: of these
the first has edges and the others no density in closed form, and none is told of labels. There the
KL side of a pair is the VAE that was trained on N(0, I), held to the shape all the same; those of
the same data share its weights.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from sculptor.pretrained.drawing import drawing, flower
from sculptor.training.config import RunConfig

Spec = dict[str, Any]


@dataclass(frozen=True)
class Recipe:
    """How one model is made.

    Attributes:
        name: Of the model and its files.
        title: For people.
        config: What it is trained with.
        target: The prior that its figures are held to; that of the configuration where None.
        shares: The recipe whose weights it has, where it is that model held to another target.
    """

    name: str
    title: str
    config: RunConfig
    target: Spec | None = None
    shares: str = ""

    @property
    def held_to(self) -> Spec:
        """The prior that its figures are held to."""
        return self.config.prior if self.target is None else self.target


_NETWORK = {"kind": "mlp", "width": 128}

_SPRITES = RunConfig(
    dataset="sprites",
    prior={"kind": "gaussian"},
    objective={"kind": "mmd"},
    network=_NETWORK,
    latent_dim=2,
    steps=1_500,
    device="cpu",
    precision="float32",
)
_DIGITS = replace(_SPRITES, dataset="digits", prior={"kind": "gaussian-mixture", "k": 5})
_MNIST = replace(_SPRITES, dataset="mnist")
_FLOWER = flower(tuple("0123456789"))
_FACTORS = replace(_SPRITES, latent_dim=6, objective={"kind": "mmd", "encoder": "gaussian"})


def _vae(config: RunConfig) -> RunConfig:
    """The same with the KL divergence in place of MMD."""
    return replace(config, objective={"kind": "vae"})


_SHAPES: tuple[tuple[str, str, Spec], ...] = (
    ("drawing", "a drawing", drawing()),
    ("ring", "a ring", {"kind": "ring"}),
    ("uniform", "a uniform square", {"kind": "uniform"}),
)

_RECIPES = (
    Recipe(
        "mnist-mmd", "Handwritten digits, MMD towards a petal each", replace(_MNIST, prior=_FLOWER)
    ),
    Recipe("mnist-vae", "Digits, VAE with a Gaussian beside petals", _vae(_MNIST), target=_FLOWER),
    Recipe("sprites-gaussian-mmd", "Sprites, MMD towards a Gaussian", _SPRITES),
    Recipe("sprites-gaussian-vae", "Sprites, VAE with a Gaussian", _vae(_SPRITES)),
    *(
        Recipe(
            f"sprites-{name}-mmd", f"Sprites, MMD towards {words}", replace(_SPRITES, prior=spec)
        )
        for name, words, spec in _SHAPES
    ),
    *(
        Recipe(
            f"sprites-{name}-vae",
            f"Sprites, VAE with a Gaussian beside {words}",
            _vae(_SPRITES),
            target=spec,
            shares="sprites-gaussian-vae",
        )
        for name, words, spec in _SHAPES
    ),
    Recipe("digits-mmd", "Digits, MMD towards a mixture", _DIGITS),
    Recipe("digits-vae", "Digits, VAE with a mixture", _vae(_DIGITS)),
    Recipe("factors-mmd", "Sprites in six latents, MMD", _FACTORS),
    Recipe("factors-vae", "Sprites in six latents, VAE", _vae(_FACTORS)),
)

RECIPES = {recipe.name: recipe for recipe in _RECIPES}
"""Every pretrained model, by name; one that shares weights comes after the one that it shares."""
