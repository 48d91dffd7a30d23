"""What MMD adds to a training step: of the plain autoencoder, of MMD, and of MMD with triples.

python benchmarks/mmd_step.py [--latent-dims 2,32,64] [--rounds 15] [--updates 8] [--threads 2]
       [--clock wall]

CIFAR-10, fully connected networks of the default width, batches of 256, float32. Rounds of the
three alternate in one process, after one that is not counted, so that a machine that slows down
slows all; a time is the median of the rounds, a ratio the median of the paired ratios. Where other
work is on the machine, ``--threads 1 --clock cpu`` takes the processor's time in place of the hour.
"""

from __future__ import annotations

import argparse
import platform
import statistics
import time
from collections.abc import Callable

import torch

import sculptor
from sculptor.training.assemble import assemble
from sculptor.training.training import Training

OBJECTIVES = {
    "plain autoencoder": {"kind": "ae"},
    "MMD": {"kind": "mmd"},
    "MMD, triples": {"kind": "mmd", "triples": "auto"},
}

BOUND = 1.25
"""Of MMD to the plain autoencoder, and of MMD with triples to MMD."""


CLOCKS = {"wall": time.perf_counter, "cpu": time.process_time}


def milliseconds(training: Training, updates: int, clock: Callable[[], float]) -> float:
    """A step of one round."""
    began = clock()
    for _ in range(updates):
        training.update()
    return (clock() - began) / updates * 1e3


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--latent-dims", default="2,32,64")
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--updates", type=int, default=8, help="of a round")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--clock", choices=CLOCKS, default="wall")
    args = parser.parse_args()
    torch.set_num_threads(args.threads)
    print(
        f"torch {torch.__version__}, {args.threads} threads, {platform.machine()}, {args.clock}\n"
    )
    print("| latents | plain, ms | MMD, ms | ÷ plain | with triples, ms | ÷ MMD |")
    print("| ---: | ---: | ---: | ---: | ---: | ---: |")
    for dim in map(int, args.latent_dims.split(",")):
        runs = [
            assemble(
                sculptor.RunConfig(
                    dataset="cifar10",
                    objective=objective,
                    latent_dim=dim,
                    steps=100_000,
                    device="cpu",
                    precision="float32",
                )
            ).training
            for objective in OBJECTIVES.values()
        ]
        rounds = [
            [milliseconds(run, args.updates, CLOCKS[args.clock]) for run in runs]
            for _ in range(args.rounds + 1)
        ][1:]
        plain, mmd, triples = (statistics.median(column) for column in zip(*rounds, strict=True))
        added = statistics.median(row[1] / row[0] for row in rounds)
        more = statistics.median(row[2] / row[1] for row in rounds)
        print(
            f"| {dim} | {plain:.1f} | {mmd:.1f} | {added:.2f} | {triples:.1f} | {more:.2f} |",
            flush=True,
        )
    print(f"\nThe bound of each ratio is {BOUND}.")


if __name__ == "__main__":
    main()
