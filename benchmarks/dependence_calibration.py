"""How often tests of dependence and of the match reject what is true.

python benchmarks/dependence_calibration.py [--draws 500] > dependence_calibration.md

Each draw is a fresh table of independent latents, or two fresh sets of samples of one distribution;
each test should reject 5 % of them at p < .05. Tests of several things at once (two classifiers,
all pairs) are corrected by Bonferroni, which may only reject less.
"""

from __future__ import annotations

import argparse
import math
import platform
import sys
import time
from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from sculptor.metrics.dependence.dhsic import MOST, dhsic
from sculptor.metrics.dependence.distance import distance_correlation
from sculptor.metrics.dependence.gaussian import gaussian_total_correlation
from sculptor.metrics.dependence.joint import joint_test
from sculptor.metrics.match.classifier import classifier_test
from sculptor.metrics.threads import one_thread

Floats = npt.NDArray[np.float64]

LEVEL = 0.05

TESTS: dict[str, Callable[[Floats, Floats, int], float]] = {
    "joint against product": lambda z, _, seed: joint_test(z, seed).p_value,
    "match by classifiers": lambda z, other, seed: classifier_test(z, other, seed).p_value,
    "copula (Bartlett)": lambda z, _, seed: gaussian_total_correlation(z).p_value,
    "distance correlation": lambda z, _, seed: distance_correlation(z, seed).p_value,
    "dHSIC": lambda z, _, seed: dhsic(z, seed).p_value if z.shape[1] <= MOST else math.nan,
}
"""The p-value of latents, and a second set of samples of their distribution, by a seed."""

CASES: dict[tuple[int, int], str] = {
    (100, 4): "normal",
    (200, 10): "exponential",
    (400, 32): "uniform",
}
"""Rows and latents, and their marginals, as numpy's generators name them."""


def rejected(shape: tuple[int, int], marginal: str, draws: int) -> list[float]:
    """The part of draws in which each test is below the level."""
    below = np.empty((draws, len(TESTS)))
    for seed in range(draws):
        generator = np.random.default_rng([seed, *shape])
        z, other = (getattr(generator, marginal)(size=shape) for _ in range(2))
        p_values = [test(z, other, seed) for test in TESTS.values()]
        below[seed] = [p < LEVEL if math.isfinite(p) else p for p in p_values]
        if sys.stderr.isatty():
            print(f"\r{marginal} {shape}: {seed + 1} of {draws}", end="", file=sys.stderr)
    return [float(part) for part in below.mean(0)]


def main() -> None:
    """Print the table, row by row."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--draws", type=int, default=500)
    draws = parser.parse_args().draws
    error = 200 * math.sqrt(LEVEL * (1 - LEVEL) / draws)
    print(
        f"Rejected at p < {LEVEL} although true, of {draws} draws: 5 % may come out as "
        f"{5 - error:.1f} to {5 + error:.1f} %. {platform.machine()}, one thread.\n"
    )
    print("| rows, latents, marginals | " + " | ".join(TESTS) + " | minutes |")
    print("| --- |" + " ---: |" * (len(TESTS) + 1), flush=True)
    for (n, d), marginal in CASES.items():
        start = time.perf_counter()
        with one_thread():
            found = rejected((n, d), marginal, draws)
        cells = [f"{100 * part:.1f} %" if math.isfinite(part) else "" for part in found]
        minutes = (time.perf_counter() - start) / 60
        print(f"| {n}, {d}, {marginal} | {' | '.join(cells)} | {minutes:.0f} |", flush=True)


if __name__ == "__main__":
    main()
