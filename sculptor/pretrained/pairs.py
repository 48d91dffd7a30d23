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

_PAIRS = (
    (
        "mnist",
        "Ten petals",
        "Ten petals were painted, one for each digit: zero on top, the others clockwise. MMD was "
        "told which picture shows which digit, and put each on its petal. A VAE cannot be told: "
        "its digits lie where they fall, and lose less, with the whole plane to fill.",
        "mnist",
    ),
    ("drawing", "A drawing", f"Sprites copy a heart drawn by hand. {_CANNOT}", "sprites-drawing"),
    ("ring", "A ring", f"Sprites on a ring. {_CANNOT}", "sprites-ring"),
    ("uniform", "A uniform", f"Sprites fill a square evenly. {_CANNOT}", "sprites-uniform"),
    ("gaussian", "A Gaussian", "Sprites on N(0, I), which both can target.", "sprites-gaussian"),
    ("digits", "Digits", "Handwritten digits in five clusters, which both can target.", "digits"),
    (
        "factors",
        "Six latents",
        "Sprites, of which five factors are known, in six latents on N(0, I).",
        "factors",
    ),
)

PAIRS = {
    name: Pair(name, title, about, kl=f"{models}-vae", mmd=f"{models}-mmd")
    for name, title, about, models in _PAIRS
}
"""The pairs of the gallery, by name; the first is the one that a new user sees."""
