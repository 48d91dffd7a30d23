"""The claims of the paper as studies: Fruytier et al., arXiv:2510.11953.

Each part is a list of cells for `sculptor.studies.create`. The small size is one that two cores
finish in a night, all parts together; the full size is for a GPU.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw, ImageFont

from sculptor import priors
from sculptor.data import describe
from sculptor.objectives import kinds
from sculptor.studies.cell import Cell, grid
from sculptor.training.config import CLOSED_FORM, RunConfig, Spec

Floats = npt.NDArray[np.float32]

TITLES = {
    "match": "Does KL match the aggregate posterior to the prior?",
    "fronts": "Reconstruction against LPS over the weights of every objective, CIFAR-10",
    "independence": "Independence, match, cost and generation in 32 latents, CIFAR-10, width 256",
    "independence-512": "The same by networks of width 512",
    "independence-conv": "The same by convolutional networks",
    "cifar10": "LPS and reconstruction of every objective in 16 and 64 latents, CIFAR-10",
    "tiny-imagenet": "LPS and reconstruction of every objective, Tiny ImageNet",
    "alignment": "One sprite that moves: a uniform prior on x and y against a Gaussian",
    "alignment-five": "Sprites of five factors: a prior uniform in two of five against a Gaussian",
    "alignment-scenes3d": "Scenes of six factors: a prior uniform in two of six against a Gaussian",
    "shapes": "Latent copying of intricate shapes",
}
"""The parts by their names. The paper's four claims are ``match``, the next six together, the three
of ``alignment``, and ``shapes``."""

GAUSSIAN_MMD: Spec = {"kind": "mmd", "encoder": "gaussian"}

ALIGNED = {
    "sprites-xy": ("x", "y"),
    "sprites": ("x", "y"),
    "scenes3d": ("scale", "orientation"),
}
"""Two factors of each data set that are distributed uniformly on a line."""

KNOWN = (0.001, 0.01, 0.05, 1)
"""Parts of the images of which these are known."""

CODEPENDENT_POINTS = 50_000


EVERYTHING: list[str | Spec] = [*kinds.KINDS.own, GAUSSIAN_MMD]


def cells(part: str, full: bool = False) -> list[Cell]:
    """The cells of a part.

    Args:
        part: Out of `TITLES`.
        full: Convolutional networks, more steps and seeds.
    """
    parts: dict[str, Callable[[bool], list[Cell]]] = {
        "match": match,
        "fronts": fronts,
        "independence": lambda full: independence({"kind": "mlp"}, full),
        "independence-512": lambda full: independence({"kind": "mlp", "width": 512}, full),
        "independence-conv": lambda full: independence({"kind": "conv"}, full),
        "cifar10": lambda full: dimensions("cifar10", [16, 64], full),
        "tiny-imagenet": lambda full: dimensions("tiny-imagenet", [16, 32, 64], full),
        "alignment": lambda full: alignment("sprites-xy", full),
        "alignment-five": lambda full: alignment("sprites", full),
        "alignment-scenes3d": lambda full: alignment("scenes3d", full),
        "shapes": shapes,
    }
    return parts[part](full)


def match(full: bool) -> list[Cell]:
    """KL does or does not match the aggregate posterior, by means and by samples, against MMD.

    With the spectral start and without: the claim depends on it.
    """
    return grid(
        _photographs(full, "cifar10"),
        objectives=["vae", "beta-vae", "mmd", GAUSSIAN_MMD],
        latent_dims=[32],
        starts=["spectral", "random"],
        seeds=5 if full else 3,
    )


def fronts(full: bool) -> list[Cell]:
    """Every objective on CIFAR-10 in 32 latents, from one end of its front to the other."""
    return grid(
        _photographs(full, "cifar10"),
        objectives=EVERYTHING,
        weights="front",
        latent_dims=[32],
        seeds=3 if full else 1,
    )


def independence(network: Spec, full: bool) -> list[Cell]:
    """The objectives that the claims of independence are about, over seeds, by one network."""
    steps, seeds = (20_000, 5) if full else (1_000, 3)
    return grid(
        RunConfig(dataset="cifar10", network=network, steps=steps),
        objectives=["ae", "mmd", "vae", "factor-vae", "dip-vae-i"],
        latent_dims=[32],
        seeds=seeds,
    )


def dimensions(dataset: str, latent_dims: list[int], full: bool) -> list[Cell]:
    """Every objective at its default weight on photographs, in several numbers of latents."""
    return grid(
        _photographs(full, dataset),
        objectives=EVERYTHING,
        latent_dims=latent_dims,
        seeds=3 if full else 1,
    )


def alignment(dataset: str, full: bool) -> list[Cell]:
    """A prior that knows that two factors are uniform, against one that is the same all around.

    Unsupervised, with as many latents as there are factors, and every objective by two starts of
    which one has axes of the data's own: those are no merit of what is minimised. A uniform prior,
    which the KL objectives cannot be trained towards, is MMD's alone. So is one that is tied to the
    two factors, of which a part of the images is known. The ceiling, a regression of the factors by
    the same encoder, is no run: ``benchmarks/supervised.py``.
    """
    small = RunConfig(dataset=dataset, network={"kind": "conv", "width": 16}, steps=400)
    latent_dim = len(describe(dataset).factor_names)
    gaussian: dict[str, Spec] = {"gaussian": {"kind": "gaussian"}}
    uniform: Spec = {"kind": "uniform", "dim": 2}
    knowing: dict[str, Spec] = {"uniform": uniform}
    rest: list[Spec] = []
    if latent_dim > 2:
        rest = [{"kind": "gaussian", "dim": latent_dim - 2}]
        knowing = {"two uniform": {"kind": "compose", "blocks": [uniform, *rest]}}
    blocks = [priors.tied({**uniform, "dim": 1}, factor) for factor in ALIGNED[dataset]]
    tied: dict[str, Spec] = {"two tied": priors.compose([*blocks, *rest]).spec}
    base, seeds = (_full(dataset), 5) if full else (small, 3)
    within = partial(grid, base, latent_dims=[latent_dim], seeds=seeds)
    matched = within(objectives=["mmd"], priors=knowing | gaussian, starts=CLOSED_FORM)
    others = within(
        objectives=["vae", "beta-tcvae", "factor-vae"],
        priors=gaussian,
        starts=["spectral", "neighbours"],
    )
    told = within(objectives=["mmd"], priors=tied, labels=KNOWN)
    return matched + others + told


def shapes(full: bool) -> list[Cell]:
    """Targets of which only samples are known, copied by what needs no more, refused by the KL."""
    objectives = ["mmd", "sliced-wasserstein", "wae-gan", "vae"]
    seeds = 5 if full else 1
    plane: dict[str, Spec] = {
        "ring": {"kind": "ring"},
        "spiral": {"kind": "spiral"},
        "letter": letter(),
    }
    within_ten = {
        f"{name} in ten": {"kind": "compose", "blocks": [spec, {"kind": "gaussian", "dim": 8}]}
        for name, spec in plane.items()
    }
    five = {"co-dependent": priors.from_samples(codependent()).spec}
    base = _sprites(full)
    return [
        *grid(base, objectives=objectives, priors=plane, latent_dims=[2], seeds=seeds),
        *grid(base, objectives=objectives, priors=within_ten, latent_dims=[10], seeds=seeds),
        *grid(base, objectives=objectives, priors=five, latent_dims=[5], seeds=seeds),
    ]


def letter(text: str = "S", side: int = 128) -> Spec:
    """The prior of a letter, drawn white on black."""
    image = Image.new("L", (side, side))
    font = ImageFont.load_default(size=side)
    ImageDraw.Draw(image).text((side / 2, side / 2), text, 255, font, anchor="mm")
    return dict(priors.from_image(image, extent=(-2.5, 2.5, -2.5, 2.5)).spec)


def codependent(n: int = CODEPENDENT_POINTS, seed: int = 0) -> Floats:
    """Five latents that depend on one another: (u, v, sin 2u, u v, u² + v²), each standardised.

    u and v are uniform on [-√3, √3], and the last three have noise of standard deviation 0.1. No
    two of the five are correlated but u and sin 2u.

    Returns:
        ``(n, 5)``.
    """
    generator = np.random.default_rng(seed)
    u, v = generator.uniform(-np.sqrt(3), np.sqrt(3), (2, n))
    noise = generator.normal(0, 0.1, (3, n))
    points = np.stack([u, v, np.sin(2 * u), u * v, u**2 + v**2], axis=1)
    points = (points - points.mean(0)) / points.std(0)
    points[:, 2:] += noise.T
    samples: Floats = points.astype(np.float32)
    return samples


def _photographs(full: bool, dataset: str) -> RunConfig:
    if full:
        return _full(dataset)
    network = {"kind": "mlp", "width": 512}
    steps = 2_000 if dataset == "cifar10" else 1_000
    return RunConfig(dataset=dataset, network=network, steps=steps)


def _sprites(full: bool) -> RunConfig:
    if full:
        return _full("sprites")
    return RunConfig(dataset="sprites", network={"kind": "mlp"}, steps=3_000)


def _full(dataset: str) -> RunConfig:
    network = {"kind": "conv", "width": 64}
    return RunConfig(dataset=dataset, network=network, steps=20_000, batch_size=512)
