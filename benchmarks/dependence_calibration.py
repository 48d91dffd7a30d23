"""How often tests of dependence and of the match reject what is true.

python benchmarks/dependence_calibration.py [--draws 500] > dependence_calibration.md

Each draw is a fresh table of independent latents, or two fresh sets of samples of one distribution;
each test should reject 5 % of them at p < .05. In brackets what 500 draws leave open, two standard
errors. Tests of several things at once (two classifiers, all pairs) are corrected by Bonferroni,
which may only reject less.
"""

from __future__ import annotations

import argparse
import math
import platform
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator

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

SIZES = ((100, 4), (200, 10), (400, 32))
"""Rows and latents."""

MARGINALS: dict[str, Callable[[np.random.Generator, tuple[int, int]], Floats]] = {
    "Gaussian": lambda generator, shape: generator.standard_normal(shape),
    "uniform": lambda generator, shape: generator.uniform(size=shape),
    "Student t(2.5)": lambda generator, shape: generator.standard_t(2.5, shape),
}


def p_values(z: Floats, other: Floats, seed: int) -> Iterator[tuple[str, float]]:
    """Of each test on one draw."""
    yield "joint against product", joint_test(z, seed).p_value
    yield "copula (Bartlett)", gaussian_total_correlation(z).p_value
    yield "distance correlation", distance_correlation(z, seed).p_value
    if z.shape[1] <= MOST:
        yield "dHSIC", dhsic(z, seed).p_value
    yield "match by classifiers", classifier_test(z, other, seed).p_value


def rejected(shape: tuple[int, int], marginal: str, draws: int) -> dict[str, float]:
    """The part of draws in which each test is below the level."""
    found: dict[str, list[float]] = defaultdict(list)
    for seed in range(draws):
        generator = np.random.default_rng([seed, *shape])
        z, other = (MARGINALS[marginal](generator, shape) for _ in range(2))
        for name, p in p_values(z, other, seed):
            found[name].append(p)
        if sys.stderr.isatty():
            print(f"\r{marginal} {shape}: {seed + 1} of {draws}", end="", file=sys.stderr)
    return {name: float(np.mean(np.less(p, LEVEL))) for name, p in found.items()}


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--draws", type=int, default=500)
    draws = parser.parse_args().draws
    start, rows = time.perf_counter(), []
    with one_thread():
        for shape in SIZES:
            rows += [(shape, name, rejected(shape, name, draws)) for name in MARGINALS]
    names = list(rows[0][2])
    print(f"# Rejected at p < {LEVEL} although true\n")
    error = 200 * math.sqrt(LEVEL * (1 - LEVEL) / draws)
    print(
        f"{draws} draws each, so that 5 % may come out as {5 - error:.1f} to {5 + error:.1f} %; "
        f"{platform.machine()}, one thread, {(time.perf_counter() - start) / 60:.0f} minutes.\n"
    )
    print("| rows, latents, marginals | " + " | ".join(names) + " |")
    print("| --- |" + " ---: |" * len(names))
    for (n, d), marginal, found in rows:
        cells = [f"{100 * found[name]:.1f} %" if name in found else "—" for name in names]
        print(f"| {n}, {d}, {marginal} | " + " | ".join(cells) + " |")


if __name__ == "__main__":
    main()
