"""The Latent Predictability Score on cases whose R² is known, and the time it takes.

python benchmarks/lps_cases.py [--n 5000] [--seed 0] > benchmarks/results/lps_cases.md

Each case has 10 latents, of which some depend on each other as its name says and the others on
nothing; R² is that of one of them. Noise e and all latents that are not said otherwise are standard
Gaussian. The distributional score of the ring can be 2/3 at most: of eight bins, two remain.
"""

from __future__ import annotations

import argparse
import math
import platform
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import psutil
import sklearn
import torch

import sculptor
from sculptor.metrics.lps import Distributional, LPSResult

Floats = npt.NDArray[np.float64]
DIM = 10


@dataclass(frozen=True)
class Case:
    """Latents, the one that is looked at, its R², and what the estimate must reach."""

    make: Callable[[Floats, np.random.Generator], None]
    latent: int
    truth: float
    least: float
    most: float


def pair(z: Floats, _: np.random.Generator) -> None:
    z[:, 1] = 0.8 * z[:, 0] + 0.6 * z[:, 1]


def mixture(z: Floats, _: np.random.Generator) -> None:
    z[:, 9] = z[:, :5].sum(1)


def sine(z: Floats, _: np.random.Generator) -> None:
    z[:, 1] = np.sin(2 * z[:, 0]) + 0.3 * z[:, 1]


def product(z: Floats, _: np.random.Generator) -> None:
    z[:, 2] = z[:, 0] * z[:, 1] + 0.3 * z[:, 2]


def triple(z: Floats, _: np.random.Generator) -> None:
    z[:, 3] = z[:, 0] * z[:, 1] * z[:, 2] + 0.5 * z[:, 3]


def triple_signs(z: Floats, _: np.random.Generator) -> None:
    z[:, 3] = np.sign(z[:, 0] * z[:, 1] * z[:, 2]) + z[:, 3] / math.sqrt(3)


def waves(z: Floats, _: np.random.Generator) -> None:
    z[:, 1] = np.sin(6 * z[:, 0]) + 0.3 * z[:, 1]


def signs(z: Floats, _: np.random.Generator) -> None:
    z[:, 2] = np.sign(z[:, 0] * z[:, 1]) + z[:, 2] / math.sqrt(3)


def gaussian(z: Floats, _: np.random.Generator) -> None:
    """All independent already."""


def uniform(z: Floats, generator: np.random.Generator) -> None:
    z[:] = generator.uniform(-1, 1, z.shape)


def student(z: Floats, generator: np.random.Generator) -> None:
    z[:] = generator.standard_t(4, z.shape)


def ring(z: Floats, generator: np.random.Generator) -> None:
    angle = generator.uniform(0, 2 * np.pi, len(z))
    z[:, 0], z[:, 1] = np.cos(angle), np.sin(angle)


SINE = (1 - math.exp(-8)) / 2
CASES = {
    "correlated pair, 0.8": Case(pair, 1, 0.64, 0.59, 0.69),
    "sum of five": Case(mixture, 9, 1.0, 0.98, 1.0),
    "sin(2 z) + 0.3 e": Case(sine, 1, SINE / (SINE + 0.09), 0.797, 0.897),
    "product + 0.3 e": Case(product, 2, 1 / 1.09, 0.85, 0.967),
    "sign of product + e / √3": Case(signs, 2, 0.75, 0.70, 0.80),
    "sin(6 z) + 0.3 e": Case(waves, 1, 0.5 / 0.59, 0.797, 0.897),
    "product of three + e / 2": Case(triple, 3, 0.8, 0.75, 0.85),
    "sign of product of three + e / √3": Case(triple_signs, 3, 0.75, 0.70, 0.80),
    "independent Gaussian": Case(gaussian, 0, 0.0, 0.0, 0.01),
    "independent uniform": Case(uniform, 0, 0.0, 0.0, 0.01),
    "independent Student-t, 4": Case(student, 0, 0.0, 0.0, 0.01),
    "ring": Case(ring, 1, 0.0, 0.0, 0.01),
}

TIMES = {
    (2_000, 10, True): (0.5, 5),
    (3_000, 10, False): (5.0, 3),
    (5_000, 64, False): (90.0, 1),
    (10_000, 32, False): (60.0, 1),
}
"""Seconds that an estimate of rows and latents, quick or not, may take; and repetitions."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--n", type=int, default=5_000)
    parser.add_argument("--seed", type=int, default=0)
    args = parser.parse_args()
    command = f"python benchmarks/lps_cases.py --n {args.n} --seed {args.seed}"
    print(f"# LPS on cases whose R² is known\n\n`{command}`, {machine()}\n")
    print(f"{args.n:,} rows, {DIM} latents. Intervals are of 95 %.\n")
    columns = [
        "case",
        "R², truth",
        "R², full",
        "by",
        "R², quick",
        "bound",
        "score, full",
        "floor",
        "limit",
        "converged",
        "score, quick",
        "agree",
        "distribution",
        "its score",
        "its floor",
    ]
    row(columns)
    row(["---"] * len(columns))
    for name, case in CASES.items():
        generator = np.random.default_rng(args.seed)
        z = generator.standard_normal((args.n, DIM))
        case.make(z, generator)
        full, quick = (sculptor.lps(z, quick=value, seed=args.seed) for value in (False, True))
        found, told = full.per_dimension[case.latent], full.distributional
        agree = quick.interval[0] <= full.interval[1] and full.interval[0] <= quick.interval[1]
        row(
            [
                name,
                f"{case.truth:.3f}",
                f"{found:.3f}",
                full.predictor[case.latent],
                f"{quick.per_dimension[case.latent]:.3f}",
                f"{case.least:.2f} to {case.most:.2f}: {said(case.least <= found <= case.most)}",
                estimate(full),
                f"{full.floor:.4f}",
                f"{full.limit:.4f} ({full.limit_interval[0]:.4f} to {full.limit_interval[1]:.4f})",
                said(full.converged),
                estimate(quick),
                said(agree),
                f"{told.per_dimension[case.latent]:.3f}",
                estimate(told),
                f"{told.floor:.4f}",
            ]
        )
    print()
    columns = ["rows", "latents", "", "seconds, median", "of a core", "bound"]
    row(columns)
    row(["---"] * len(columns))
    for (n, dim, fast), (bound, times) in TIMES.items():
        wall, core = timed(n, dim, fast, times)
        row(
            [
                f"{n:,}",
                str(dim),
                "quick" if fast else "full",
                f"{wall:.2f}",
                f"{core:.2f}",
                f"{bound}: {said(wall <= bound)}",
            ]
        )


def timed(n: int, dim: int, quick: bool, times: int) -> tuple[float, float]:
    """Median seconds of an estimate: on the clock, and of work on any core."""
    z = np.random.default_rng(0).standard_normal((n, dim))
    product(z, np.random.default_rng(0))
    walls, cores = [], []
    for _ in range(times):
        began, work = time.perf_counter(), time.process_time()
        sculptor.lps(z, quick=quick)
        walls.append(time.perf_counter() - began)
        cores.append(time.process_time() - work)
    return statistics.median(walls), statistics.median(cores)


def row(cells: list[str]) -> None:
    print(f"| {' | '.join(cells)} |", flush=True)


def estimate(found: LPSResult | Distributional) -> str:
    return f"{found.score:.4f} ({found.interval[0]:.4f} to {found.interval[1]:.4f})"


def said(value: bool) -> str:
    return "yes" if value else "no"


def machine() -> str:
    load = psutil.getloadavg()[0]
    return (
        f"{time.strftime('%Y-%m-%d')}; {platform.machine()}, {psutil.cpu_count()} cores shared "
        f"with others (load {load:.1f} at the start), "
        f"Python {platform.python_version()}, torch {torch.__version__}, "
        f"scikit-learn {sklearn.__version__}"
    )


if __name__ == "__main__":
    main()
