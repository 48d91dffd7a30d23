"""How often the Latent Predictability Score sees what is not there.

python benchmarks/lps_calibration.py [--draws 500] [--n 2000] [--dim 10] [--quick] [--seed 0]

Draws of independent latents of four kinds: standard Gaussian, uniform, Student-t with 4 degrees of
freedom, and Gaussian of which each row comes twice. Of each it counts how often the score lies
above its floor, which is a quantile of 95 % and so should be passed in 5 % of draws, and how often
the interval of the score lies above 0, which should be in 2.5 % or fewer. The standard error is
that of the count. A minute: --draws 20 --n 600 --dim 5.
"""

from __future__ import annotations

import argparse
import math
import time
from collections.abc import Callable

import numpy as np
import numpy.typing as npt

import sculptor

Floats = npt.NDArray[np.float64]
Draw = Callable[[np.random.Generator, int, int], Floats]

KINDS: dict[str, Draw] = {
    "Gaussian": lambda generator, n, dim: generator.standard_normal((n, dim)),
    "uniform": lambda generator, n, dim: generator.uniform(size=(n, dim)),
    "Student-t, 4": lambda generator, n, dim: generator.standard_t(4, (n, dim)),
    "each row twice": lambda generator, n, dim: np.repeat(
        generator.standard_normal((n // 2, dim)), 2, axis=0
    ),
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--draws", type=int, default=500)
    parser.add_argument("--n", type=int, default=2_000)
    parser.add_argument("--dim", type=int, default=10)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--kinds", nargs="+", choices=KINDS, default=[*KINDS])
    args = parser.parse_args()
    print(
        f"{args.draws:,} draws of {args.n:,} independent rows, {args.dim} latents, "
        f"{'quick' if args.quick else 'full'}\n"
    )
    row(["latents", "above the floor", "interval above 0", "of bins: above", "above 0", "seconds"])
    row(["---"] * 6)
    for name in args.kinds:
        began, seen = time.perf_counter(), []
        for k in range(args.draws):
            generator = np.random.default_rng([args.seed, k])
            found = sculptor.lps(
                KINDS[name](generator, args.n, args.dim), quick=args.quick, seed=args.seed + k
            )
            told = found.distributional
            seen.append(
                [
                    found.score > found.floor,
                    found.interval[0] > 0,
                    told.score > told.floor,
                    told.interval[0] > 0,
                ]
            )
        rates = np.mean(seen, axis=0).tolist()
        row([name, *map(part(args.draws), rates), f"{time.perf_counter() - began:.0f}"])


def part(draws: int) -> Callable[[float], str]:
    """A rate with its standard error, in per cent."""

    def told(rate: float) -> str:
        error = math.sqrt(rate * (1 - rate) / draws)
        return f"{100 * rate:.1f} ± {100 * error:.1f} %"

    return told


def row(cells: list[str]) -> None:
    print(f"| {' | '.join(cells)} |", flush=True)


if __name__ == "__main__":
    main()
