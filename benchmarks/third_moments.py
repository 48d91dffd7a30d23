"""MMD with third-order moments beside MMD and the KL objectives: error, LPS, match, generation.

python benchmarks/third_moments.py [--cells 8] [--datasets cifar10,tiny-imagenet]
       [--latent-dims 32,16,64] [--seeds 0,1,2] [--steps 1000] [--width 256] [--part 0/1]
       [--to benchmarks/results]

Each model is a fully connected network with the spectral start and the prior N(0, I), trained on
one thread in float32. A cell is one model. It is written to third_moments.csv as soon as it is
done, and a call goes on with those that are not there, in the order of their importance;
``--part 1/2`` takes every other cell, from the second on, for two processes at once. ``--cells 0``
writes third_moments.md anew and trains nothing.

Measured on held-out images: the squared error of the means of 3,000, and LPS of these means,
predicted by what is fitted on 1,500 to 12,000 codes of training images; MMD² over its floor of
2,000 samples of the posteriors; and 5,000 decoded samples of the prior against as many images, by
Fréchet and energy distance, in 64 principal components of pixels and in the features of the network
that ships with Sculptor. The interval of an LPS is of 95 % and that of the rows, not of the seeds.
"""

from __future__ import annotations

import argparse
import csv
import itertools
import platform
import statistics
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import torch

import sculptor
from sculptor import data
from sculptor.measure import generation, held_out
from sculptor.measure.encoding import encode
from sculptor.measure.real import Real
from sculptor.measure.target import Target
from sculptor.metrics.reconstruction import squared_error
from sculptor.training.assemble import assemble

OBJECTIVES: dict[str, dict[str, Any]] = {
    "MMD": {"kind": "mmd"},
    "MMD 100": {"kind": "mmd", "weight": 100.0},
    "MMD, triples": {"kind": "mmd", "triples": "auto"},
    "MMD 100, triples": {"kind": "mmd", "weight": 100.0, "triples": "auto"},
    "FactorVAE, 2": {"kind": "factor-vae", "gamma": 2.0},
    "DIP-VAE-I, 10": {"kind": "dip-vae-i", "lambda_od": 10.0, "lambda_d": 100.0},
    "Plain autoencoder": {"kind": "ae"},
    "VAE": {"kind": "vae"},
    "InfoVAE, 100": {"kind": "info-vae", "weight": 100.0},
    "beta-TCVAE, 2": {"kind": "beta-tcvae", "beta": 2.0},
    "DIP-VAE-II, 1": {"kind": "dip-vae-ii", "lambda_od": 1.0, "lambda_d": 1.0},
}
"""By what they are called in the table. The KL objectives have the weight of their fronts with the
lowest LPS at a squared error of up to 1.05 times the plain autoencoder's, or the one nearest."""

FIRST = 6
"""Objectives that are trained in every place before the others."""

SIZES = (1_500, 3_000, 6_000, 12_000)
"""Codes that predictors are fitted on: the learning curve of `sculptor.lps`."""

GENERATION = ("frechet", "energy")

COLUMNS = (
    "dataset",
    "latents",
    "objective",
    "seed",
    "steps",
    "width",
    "squared_error",
    *(f"lps_{size}" for size in SIZES),
    "lps_low",
    "lps_high",
    "lps_limit",
    "mmd2_ratio",
    *(f"{name}{space}" for space in ("", "_features") for name in GENERATION),
    "train_seconds",
    "measure_seconds",
)


class Place(NamedTuple):
    """Which model a cell is of."""

    dataset: str
    latents: int
    objective: str
    seed: int
    steps: int
    width: int


def places(args: argparse.Namespace) -> Iterator[Place]:
    """All cells, the most important first."""
    names = list(OBJECTIVES)
    sets = args.datasets.split(",")
    dims = [int(dim) for dim in args.latent_dims.split(",")]
    seeds = [int(seed) for seed in args.seeds.split(",")]
    blocks = [*itertools.product(dims[:1], sets), *itertools.product(dims[1:], sets)]
    for objectives in (names[:FIRST], names[FIRST:]):
        for (dim, dataset), seed, name in itertools.product(blocks, seeds, objectives):
            yield Place(dataset, dim, name, seed, args.steps, args.width)


def measured(place: Place) -> dict[str, Any]:
    """The row of a cell."""
    config = sculptor.RunConfig(
        dataset=place.dataset,
        prior={"kind": "gaussian"},
        objective=OBJECTIVES[place.objective],
        latent_dim=place.latents,
        network={"kind": "mlp", "width": place.width},
        steps=place.steps,
        seed=place.seed,
        device="cpu",
        precision="float32",
    )
    began = time.perf_counter()
    training = assemble(config).training
    while training.step < place.steps:
        training.update()
    trained = time.perf_counter()
    both = data.load(place.dataset)
    images = held_out.whole(both).images
    model, noise = training.model, torch.Generator().manual_seed(0)
    codes = encode(model, torch.from_numpy(np.array(images)), noise)
    fit = encode(model, torch.from_numpy(held_out.training(both)), noise)["mean"]
    found: dict[str, Any] = place._asdict()
    found["squared_error"] = squared_error(images, model.decode(codes["mean"]).numpy())
    score = sculptor.lps(codes["mean"], fit=fit, representation="mean")
    found |= {f"lps_{point.n_fitted}": point.score for point in score.curve}
    found["lps_low"], found["lps_high"] = score.interval
    found["lps_limit"] = score.limit
    target = Target.of(training.aim.prior, 2_000, seed=0)
    found["mmd2_ratio"] = target.mmd2(codes.get("sample", codes["mean"])[:2_000]) / target.floor()
    means = {"mean": codes["mean"]}
    for figure in generation.figures(model, target.draws, means, {}, Real.of(both)):
        name = figure.metric.removeprefix("generation_")
        if name in COLUMNS:
            found[name] = figure.value
    ended = time.perf_counter()
    found["train_seconds"], found["measure_seconds"] = trained - began, ended - trained
    return found


def done(path: Path) -> list[dict[str, str]]:
    """The rows that there are."""
    if not path.exists():
        return []
    with path.open(newline="") as file:
        return list(csv.DictReader(file))


def add(path: Path, row: dict[str, Any]) -> None:
    """Write one row in one piece, so that two processes may add to one file."""
    if not path.exists():
        path.write_text(",".join(COLUMNS) + "\n")
    values = (row[name] for name in COLUMNS)
    cells = [f"{value:.5g}" if isinstance(value, float) else str(value) for value in values]
    text = ",".join(f'"{cell}"' if "," in cell else cell for cell in cells)
    with path.open("ab", buffering=0) as file:
        file.write(f"{text}\n".encode())


def rendered(rows: list[dict[str, str]], planned: int) -> str:
    """The tables, one for each data set and number of latents, with what is missing."""
    hours = sum(float(row[f"{what}_seconds"]) for row in rows for what in ("train", "measure"))
    settings = {(row["steps"], row["width"]) for row in rows}
    setting = "; ".join(f"{int(steps):,} steps, width {width}" for steps, width in settings)
    lines = [
        "# Third-order moments beside MMD\n",
        f"Made by `python benchmarks/third_moments.py` on one thread of {platform.machine()}, "
        f"shared with other work, {hours / 3_600:.1f} hours for {len(rows)} of {planned} models, "
        "the others are not trained yet; torch "
        f"{torch.__version__}; {setting}. Batches of 256, prior N(0, I), spectral start. Means ± "
        "standard deviation over seeds. Squared error and LPS are those of the encoder's means of "
        "3,000 held-out images; LPS by predictors fitted on so many codes of training images, the "
        "last with its interval of 95 % (of the rows, not the seeds) and the limit of the curve; "
        "match is MMD² over its floor, of 2,000 samples of the posteriors; Fréchet and energy "
        "distance are of 5,000 decoded samples of the prior, in 64 principal components of pixels "
        "and (features) in those of a small network. All figures of all models: "
        "third_moments.csv.\n",
    ]
    heads = ["squared error", *(f"LPS, {size:,}" for size in SIZES), "from", "to", "limit", "match"]
    heads += ["Fréchet", "energy", "Fréchet, features", "energy, features"]
    names = ["squared_error", *(f"lps_{size}" for size in SIZES), "lps_low", "lps_high"]
    names += ["lps_limit", "mmd2_ratio", "frechet", "energy", "frechet_features", "energy_features"]
    grouped: dict[tuple[str, str], list[dict[str, str]]] = {}
    for row in rows:
        grouped.setdefault((row["dataset"], row["latents"]), []).append(row)
    for (dataset, latents), group in grouped.items():
        lines += [
            f"## {dataset}, {latents} latents\n",
            f"| objective | seeds | {' | '.join(heads)} |",
        ]
        lines.append(f"| --- | --- |{' ---: |' * len(heads)}")
        for name in OBJECTIVES:
            seeds = [row for row in group if row["objective"] == name]
            if seeds:
                figures = [spread([float(row[column]) for row in seeds]) for column in names]
                which = ", ".join(sorted(row["seed"] for row in seeds))
                lines.append(f"| {name} | {which} | {' | '.join(figures)} |")
        lines.append("")
    return "\n".join(lines)


def spread(values: list[float]) -> str:
    """A mean, with its standard deviation where there are several."""
    mean = statistics.fmean(values)
    text = f"{mean:.4g}"
    return f"{text} ± {statistics.stdev(values):.2g}" if len(values) > 1 else text


def main() -> None:
    """Train what is missing, and write the tables."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--cells", type=int, default=1_000, help="to train in this call, at most")
    parser.add_argument("--datasets", default="cifar10,tiny-imagenet")
    parser.add_argument("--latent-dims", default="32,16,64", help="the most important first")
    parser.add_argument("--seeds", default="0,1,2")
    parser.add_argument("--steps", type=int, default=1_000)
    parser.add_argument("--width", type=int, default=256)
    parser.add_argument("--part", default="0/1", help="which cells of how many parts")
    parser.add_argument("--to", type=Path, default=Path("benchmarks/results"))
    args = parser.parse_args()
    torch.set_num_threads(1)
    path = args.to / "third_moments.csv"
    part, parts = (int(number) for number in args.part.split("/"))
    cells = iter([*itertools.islice(places(args), part, None, parts)])
    for _ in range(args.cells):
        kept = {tuple(row[name] for name in Place._fields) for row in done(path)}
        place = next((place for place in cells if tuple(map(str, place)) not in kept), None)
        if place is None:
            break
        row = measured(place)
        add(path, row)
        print({name: row[name] for name in COLUMNS}, flush=True)
    (args.to / "third_moments.md").write_text(rendered(done(path), len([*places(args)])))


if __name__ == "__main__":
    main()
