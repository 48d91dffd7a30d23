"""The ceiling of alignment: an encoder that is told every factor, by plain regression.

python benchmarks/supervised.py [--dataset sprites-xy] [--factors x y] [--network conv] [--width 16]
    [--steps 400] [--seeds 3]

The encoder of `sculptor study paper --part alignment`, from its usual random weights, with the mean
squared error to the standardised linear factors of the training split, and to cosine and sine of
the circular ones, as its only loss, and no decoder. MCC of ranks, of the linear ones, and the
circular correlation of each other are of the test split, the latter also of its last shape alone,
where the data have shapes.
"""

from __future__ import annotations

import argparse

import numpy as np
import torch

import sculptor
from sculptor.data import Dataset
from sculptor.metrics.factors.circular import circular_correlation
from sculptor.metrics.factors.mcc import mcc_spearman
from sculptor.models import build
from sculptor.training.batches import Batches


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--dataset", default="sprites-xy")
    parser.add_argument("--factors", nargs="+", help="linear or circular; all linear ones if none")
    parser.add_argument("--network", default="conv")
    parser.add_argument("--width", type=int, default=16)
    parser.add_argument("--steps", type=int, default=400)
    parser.add_argument("--seeds", type=int, default=3)
    args = parser.parse_args()
    dataset = sculptor.datasets.load(args.dataset)
    kinds = dict(zip(dataset.factor_names, dataset.factor_kinds, strict=True))
    names = args.factors or [name for name, kind in kinds.items() if kind == "linear"]
    print(f"{args.dataset}: {', '.join(names)}; {args.steps} steps of 256, width {args.width}")
    found = [ceiling(dataset, names, args, seed) for seed in range(args.seeds)]
    for figure in found[0]:
        values = [each[figure] for each in found]
        spread = f" ± {np.std(values, ddof=1):.4f}" if len(values) > 1 else ""
        print(f"{figure}, test split: {np.mean(values):.4f}{spread}")


def ceiling(
    dataset: Dataset, names: list[str], args: argparse.Namespace, seed: int
) -> dict[str, float]:
    """MCC of ranks and circular correlations on the test split."""
    train, test = dataset.split("train"), dataset.split("test")
    kinds = dict(zip(dataset.factor_names, dataset.factor_kinds, strict=True))
    told = torch.cat([targets(column(train, name), kinds[name]) for name in names], dim=1)
    network = {"kind": args.network, "width": args.width}
    model = build(dataset.shape, told.shape[1], network, stochastic=False, seed=seed)
    adam = torch.optim.Adam(model.encoder.parameters(), 1e-3)
    batches = Batches(train, 256, seed, torch.device("cpu"))
    for step in range(args.steps):
        rows = batches.rows(step)
        loss = (model.posterior(batches[step]).mu - told[rows]).square().mean()
        adam.zero_grad()
        loss.backward()
        adam.step()
    z, start = model.encode(test.images).numpy(), 0
    found: dict[str, float] = {}
    linear: list[np.ndarray] = []
    latents: list[np.ndarray] = []
    for name in names:
        if kinds[name] == "linear":
            linear.append(column(test, name))
            latents.append(z[:, start])
            start += 1
            continue
        angle = np.arctan2(z[:, start + 1], z[:, start])
        found[f"circular correlation of {name}"] = circular_correlation(angle, column(test, name))
        if "shape" in kinds:
            last = column(test, "shape") == column(test, "shape").max()
            own = circular_correlation(angle[last], column(test, name)[last])
            found[f"circular correlation of {name}, last shape"] = own
        start += 2
    if linear:
        found["MCC of ranks"] = mcc_spearman(np.stack(latents, 1), np.stack(linear, 1))
    return found


def column(items: Dataset, name: str) -> np.ndarray:
    """A factor of items."""
    assert items.factors is not None
    return items.factors[:, items.factor_names.index(name)]


def targets(factor: np.ndarray, kind: str) -> torch.Tensor:
    """What is regressed: ``(n, 1)`` of a linear factor, ``(n, 2)`` of a circular one."""
    if kind == "circular":
        return torch.from_numpy(np.stack([np.cos(factor), np.sin(factor)], 1)).float()
    return torch.from_numpy((factor - factor.mean()) / factor.std())[:, None].float()


if __name__ == "__main__":
    main()
