"""How dependent the codes of CIFAR-10 are, by each figure, for MMD and two KL objectives.

python benchmarks/dependence_codes.py [--width 256] [--steps 1000] [--rows 10000]

Each model has 32 latents, the prior N(0, I), a fully connected network and the spectral start; its
codes are of the held-out images. The last column has the same codes with each latent permuted by
itself: what chance alone gives.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from typing import Any

import numpy as np
import numpy.typing as npt

import sculptor
from sculptor.measure.catalogue import METRICS
from sculptor.measure.encoding import encode_split
from sculptor.metrics.dependence.independence import independence
from sculptor.training.assemble import assemble
from sculptor.training.loop import train

Floats = npt.NDArray[np.float32]

OBJECTIVES: dict[str, dict[str, Any]] = {
    "MMD": {"kind": "mmd"},
    "FactorVAE": {"kind": "factor-vae"},
    "VAE": {"kind": "vae"},
}


def codes(objective: dict[str, Any], args: argparse.Namespace) -> Iterator[tuple[str, Floats]]:
    """Of the held-out images: means, and samples where they differ."""
    config = sculptor.RunConfig(
        dataset="cifar10",
        prior={"kind": "gaussian"},
        objective=objective,
        latent_dim=32,
        network={"kind": "mlp", "width": args.width},
        steps=args.steps,
        device="cpu",
        precision="float32",
    )
    run = assemble(config)
    for _ in train(run):
        pass
    for representation in ("mean", "sample"):
        z = encode_split(run.training.model, "cifar10", "test", representation, seed=0)
        yield representation, z[: args.rows]


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--width", type=int, default=256)
    parser.add_argument("--steps", type=int, default=1_000)
    parser.add_argument("--rows", type=int, default=10_000)
    args = parser.parse_args()
    columns: dict[str, dict[str, float]] = {}
    for title, objective in OBJECTIVES.items():
        for representation, z in codes(objective, args):
            if title == "MMD" and representation == "sample":
                continue  # a deterministic encoder's are its means
            found = columns[f"{title}, {representation}s"] = independence(z)
            print(f"{title}, {representation}s: {found}", file=sys.stderr)
    permuted = np.random.default_rng(0).permuted(z, axis=0)
    columns["permuted"] = independence(permuted)
    print(f"CIFAR-10, {args.rows:,} held-out images, width {args.width}, {args.steps:,} steps.\n")
    print("| | " + " | ".join(columns) + " |")
    print("| --- |" + " ---: |" * len(columns))
    for name in columns[f"{title}, means"]:
        cells = [f"{found[name]:.3g}" for found in columns.values()]
        print(f"| {METRICS[name].title} | " + " | ".join(cells) + " |")


if __name__ == "__main__":
    main()
