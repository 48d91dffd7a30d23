"""The ceiling of alignment: an encoder that is told every factor, by plain regression.

python benchmarks/supervised.py [--dataset sprites-xy] [--width 16] [--steps 400] [--seeds 3]

The encoder of `sculptor study paper --part alignment`, from its usual random weights, with the mean
squared error to the standardised linear factors of the training split as its only loss, and no
decoder. MCC of ranks is of the test split, over those factors.
"""

from __future__ import annotations

import argparse

import numpy as np
import torch

import sculptor
from sculptor.data import Dataset
from sculptor.metrics.factors.mcc import mcc_spearman
from sculptor.models import build
from sculptor.training.batches import Batches


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--dataset", default="sprites-xy")
    parser.add_argument("--width", type=int, default=16)
    parser.add_argument("--steps", type=int, default=400)
    parser.add_argument("--seeds", type=int, default=3)
    args = parser.parse_args()
    dataset = sculptor.datasets.load(args.dataset)
    linear = [kind == "linear" for kind in dataset.factor_kinds]
    names = [name for name, told in zip(dataset.factor_names, linear, strict=True) if told]
    print(f"{args.dataset}: {', '.join(names)}; {args.steps} steps of 256, width {args.width}")
    found = [ceiling(dataset, np.array(linear), args, seed) for seed in range(args.seeds)]
    print(f"MCC of ranks, test split: {np.mean(found):.4f} ± {np.std(found, ddof=1):.4f}")


def ceiling(dataset: Dataset, linear: np.ndarray, args: argparse.Namespace, seed: int) -> float:
    """MCC of ranks on the test split."""
    train, test = dataset.split("train"), dataset.split("test")
    assert train.factors is not None
    assert test.factors is not None
    factors = torch.from_numpy(train.factors[:, linear])
    told = (factors - factors.mean(0)) / factors.std(0)
    network = {"kind": "conv", "width": args.width}
    model = build(dataset.shape, told.shape[1], network, stochastic=False, seed=seed)
    adam = torch.optim.Adam(model.encoder.parameters(), 1e-3)
    batches = Batches(train, 256, seed, torch.device("cpu"))
    for step in range(args.steps):
        rows = batches.rows(step)
        loss = (model.posterior(batches[step]).mu - told[rows]).square().mean()
        adam.zero_grad()
        loss.backward()
        adam.step()
    return mcc_spearman(model.encode(test.images).numpy(), test.factors[:, linear])


if __name__ == "__main__":
    main()
