"""Does the prior turn axes, or does it keep those that it is given?

python benchmarks/turned_start.py [--degrees 30] [--steps 300] [--seeds 3]

One sprite that moves (`sprites-xy`), MMD, two latents, fully connected: the start `neighbours`, of
which the axes are x and y, is turned by so many degrees about the prior's mean, and trained towards
a uniform and a Gaussian prior. MCC of ranks is of the test split, before and after; what is left is
the turn of the codes, in whole degrees, at which it would be largest.
"""

from __future__ import annotations

import argparse

import numpy as np
import torch

from sculptor import RunConfig, data
from sculptor.metrics.factors.mcc import mcc_spearman
from sculptor.models import Autoencoder
from sculptor.models.turning import turn
from sculptor.training.assemble import assemble


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--degrees", type=float, default=30.0)
    parser.add_argument("--steps", type=int, default=300)
    parser.add_argument("--seeds", type=int, default=3)
    args = parser.parse_args()
    print(f"{'prior':9} {'seed':>4} {'MCC before':>10} {'after':>6} {'left, degrees':>13}")
    for prior in ("uniform", "gaussian"):
        for seed in range(args.seeds):
            before, after, left = turned(prior, seed, args.steps, args.degrees)
            print(f"{prior:9} {seed:4d} {before:10.3f} {after:6.3f} {left:13d}", flush=True)


def turned(prior: str, seed: int, steps: int, degrees: float) -> tuple[float, float, int]:
    """MCC before and after training, and the turn that is left."""
    config = RunConfig(
        dataset="sprites-xy",
        prior={"kind": prior},
        start="neighbours",
        steps=steps,
        seed=seed,
        device="cpu",
        precision="float32",
    )
    training = assemble(config).training
    centre = training.aim.pool.samples.double().mean(0)
    turn(training.model, torch.from_numpy(rotation(degrees)), centre)
    before = alignment(training.model)[0]
    training.learner.make_ready()
    while training.step < steps:
        training.update()
    return before, *alignment(training.model)


def alignment(model: Autoencoder) -> tuple[float, int]:
    """MCC of ranks, and the turn of the codes at which it is largest, 0 to 45 degrees off."""
    test = data.load("sprites-xy").split("test")
    assert test.factors is not None
    codes = model.encode(test.images).numpy()
    by_turn = [mcc_spearman(codes @ rotation(degrees), test.factors) for degrees in range(90)]
    best = int(np.argmax(by_turn))
    return by_turn[0], min(best, 90 - best)


def rotation(degrees: float) -> np.ndarray:
    """The matrix of a turn in the plane."""
    cosine, sine = np.cos(np.radians(degrees)), np.sin(np.radians(degrees))
    return np.array([[cosine, -sine], [sine, cosine]])


if __name__ == "__main__":
    main()
