"""The pairs of the gallery: two models that differ in the objective alone, side by side."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Pair:
    """Two pretrained models, by their names.

    Attributes:
        name: In the address of the page.
        title: For people.
        about: What to see, in a sentence.
        kl: The model on the KL side.
        mmd: The model on the MMD side.
    """

    name: str
    title: str
    about: str
    kl: str
    mmd: str


_CANNOT = "No KL divergence can be taken to it, so that the VAE was trained on N(0, I)."

PAIRS = {
    pair.name: pair
    for pair in (
        Pair(
            "drawing",
            "A drawing",
            f"Sprites copy a heart drawn by hand. {_CANNOT}",
            "sprites-drawing-vae",
            "sprites-drawing-mmd",
        ),
        Pair(
            "ring",
            "A ring",
            f"Sprites on a ring. {_CANNOT}",
            "sprites-ring-vae",
            "sprites-ring-mmd",
        ),
        Pair(
            "uniform",
            "A uniform",
            f"Sprites fill a square evenly. {_CANNOT}",
            "sprites-uniform-vae",
            "sprites-uniform-mmd",
        ),
        Pair(
            "gaussian",
            "A Gaussian",
            "Sprites on N(0, I), which both can target.",
            "sprites-gaussian-vae",
            "sprites-gaussian-mmd",
        ),
        Pair(
            "digits",
            "Digits",
            "Handwritten digits in five clusters, which both can target.",
            "digits-vae",
            "digits-mmd",
        ),
        Pair(
            "factors",
            "Six latents",
            "Sprites, of which five factors are known, in six latents on N(0, I).",
            "factors-vae",
            "factors-mmd",
        ),
    )
}
"""The pairs of the gallery, by name; the first is the one that a new user sees."""
