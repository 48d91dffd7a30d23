"""Of what kind is the dependence that LPS still finds: linear, of squares, or of products?

python benchmarks/what_is_left.py [--steps 2000]

Trains MMD, FactorVAE (gamma 2) and DIP-VAE-I (lambda_od 100) on CIFAR-10 in 32 latents, as the
fronts of ``sculptor study paper`` have them, and looks at the means of 2,000 held-out images,
standardised. For each latent the R² of a ridge regression, cross-validated in three parts and cut
off at 0, says how much of it the others tell linearly, by their squares, and by products of two of
them; the columns are means over latents. *In five* is the part of LPS that lies in the five most
predictable latents. *Spread of |z|²* is the variance of the squared norm over that of independent
latents with the same marginals: above 1, images are large or small in many latents at once.
"""

from __future__ import annotations

import argparse
import os
from typing import Any

import numpy as np
import numpy.typing as npt
from sklearn.linear_model import RidgeCV
from sklearn.model_selection import cross_val_predict

import sculptor

Floats = npt.NDArray[np.float64]

OBJECTIVES: tuple[dict[str, Any], ...] = (
    {"kind": "mmd"},
    {"kind": "factor-vae", "gamma": 2.0},
    {"kind": "dip-vae-i", "lambda_od": 100.0, "lambda_d": 1_000.0},
)

PENALTIES = np.logspace(0, 5, 11)


def told(latent: Floats, others: Floats) -> float:
    """R² of a latent from functions of the others, on rows that were not fitted."""
    guess = cross_val_predict(RidgeCV(PENALTIES), others, latent, cv=3)
    return max(0.0, 1 - float(np.square(latent - guess).mean() / latent.var()))


def kinds_of(z: Floats) -> dict[str, float]:
    """How much of a latent, in the mean, the others tell in each of three ways."""
    dim = z.shape[1]
    one, other = np.triu_indices(dim - 1, 1)
    found: dict[str, list[float]] = {"linear": [], "squares": [], "products": []}
    for i in range(dim):
        others = np.delete(z, i, axis=1)
        found["linear"].append(told(z[:, i], others))
        found["squares"].append(told(z[:, i], np.square(others)))
        found["products"].append(told(z[:, i], others[:, one] * others[:, other]))
    return {name: float(np.mean(values)) for name, values in found.items()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--steps", type=int, default=2_000)
    args = parser.parse_args()
    print(f"CIFAR-10, 32 latents, {args.steps:,} steps, seed 0, {os.cpu_count()} cores")
    print(
        f"{'objective':12} {'LPS':>6} {'in five':>8} {'linear':>7} {'squares':>8} {'products':>9} "
        f"{'spread of |z|²':>15}"
    )
    for objective in OBJECTIVES:
        config = sculptor.RunConfig(
            dataset="cifar10",
            objective=objective,
            latent_dim=32,
            network={"kind": "mlp", "width": 512},
            steps=args.steps,
        )
        *_, last = sculptor.train(config)
        means = last.latents["mean"].astype(np.float64)
        score = sculptor.lps(means)
        five = np.sort(score.per_dimension)[-5:].sum() / score.per_dimension.sum()
        z = (means - means.mean(0)) / means.std(0)
        spread = np.square(z).sum(1).var() / np.square(z).var(0).sum()
        row = kinds_of(z)
        print(
            f"{objective['kind']:12} {score.score:6.3f} {five:8.0%} {row['linear']:7.4f} "
            f"{row['squares']:8.4f} {row['products']:9.4f} {spread:15.1f}",
            flush=True,
        )


if __name__ == "__main__":
    main()
