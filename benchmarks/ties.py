"""What it costs to tie two latents to factors, and how few labels do it.

python benchmarks/ties.py [--steps 1500] [--seeds 2] [--labels none 1 0.01] [--threads 1]

Sprites of five factors, 18,000 training images, fully connected, MMD, 8 latents: two of a uniform
prior and six of a Gaussian one; z₁ and z₂ are free, or tied to x and y. On the 4,000 test images,
with z = mean: MCC of ranks, the mean of |rank correlation| of z₁ with x and z₂ with y where they
are tied, of each factor's best latent where they are free; their mutual information gap; the part
of the variance of x and y that the six free latents tell linearly; squared error. And the processor
seconds of a step. Prints a row of a table in Markdown for each run.
"""

from __future__ import annotations

import argparse
import time
from typing import Any

import numpy as np
import torch

from sculptor import RunConfig, data, priors
from sculptor.metrics.factors.mcc import mcc_spearman
from sculptor.metrics.factors.mig import mig
from sculptor.metrics.reconstruction import squared_error
from sculptor.training.assemble import assemble

DIM, FACTORS = 8, ("x", "y")


def prior(labels: str) -> dict[str, Any]:
    """Two uniform latents, free or tied, and six Gaussian ones."""
    rest = {"kind": "gaussian", "dim": DIM - 2}
    if labels == "none":
        return priors.compose([{"kind": "uniform", "dim": 1}] * 2 + [rest]).spec
    blocks = [priors.tied("uniform", factor) for factor in FACTORS]
    return priors.compose([*blocks, rest], labels=float(labels)).spec


def main() -> None:
    """Train, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--steps", type=int, default=1_500)
    parser.add_argument("--seeds", type=int, default=2)
    parser.add_argument("--labels", nargs="+", default=["none", "1", "0.01"])
    parser.add_argument("--threads", type=int, default=1)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    test = data.load("sprites").split("test")
    assert test.factors is not None
    known = np.asarray(test.factors)[:, [test.factor_names.index(name) for name in FACTORS]]
    print("| labels | seed | MCC | MIG | told by free latents | squared error | ms a step |")
    print("| --- | ---: | ---: | ---: | ---: | ---: | ---: |")
    for seed in range(options.seeds):
        for labels in options.labels:
            config = RunConfig(
                "sprites",
                prior(labels),
                latent_dim=DIM,
                steps=options.steps,
                seed=seed,
                device="cpu",
            )
            training = assemble(config).training
            start = time.process_time()
            for _ in range(config.steps):
                training.update()
            each = 1e3 * (time.process_time() - start) / config.steps
            model = training.model.eval()
            z = model.encode(test.images).numpy()
            found = [
                mcc_spearman(z if labels == "none" else z[:, :2], known),
                mig(z, known),
                told(z[:, 2:], known),
                squared_error(test.images, model.decode(z).numpy()),
                each,
            ]
            row = " | ".join(f"{value:.3f}" for value in found[:4])
            print(f"| {labels} | {seed} | {row} | {found[4]:.1f} |", flush=True)


def told(z: np.ndarray, known: np.ndarray) -> float:
    """R² of a linear regression of each factor on the latents, their mean."""
    columns = np.column_stack([z, np.ones(len(z))])
    left = known - columns @ np.linalg.lstsq(columns, known, rcond=None)[0]
    return float(np.mean(1 - left.var(0) / known.var(0)))


if __name__ == "__main__":
    main()
