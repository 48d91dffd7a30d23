"""What training in bfloat16 costs and gains: pairs of runs that differ in nothing else.

python benchmarks/precision.py [--steps 1000] [--seeds 2] [--cases sprites:mlp:2,...]

The hidden layers compute in bfloat16 while they are trained; both runs of a pair are measured in
float32, on the held-out images: squared error an image, MMD² and its floor, LPS of the means. A
case is a data set, a network and a number of latents; its prior is a ring in two, else Gaussian.
Figures are means over the seeds, and ratios those of the means, bfloat16 to float32.
"""

from __future__ import annotations

import argparse
import os
import platform
import statistics

import torch

import sculptor
from sculptor.training.assemble import assemble
from sculptor.training.loop import Look, train

CASES = "sprites:mlp:2,digits:mlp:10,cifar10:mlp:32,sprites:conv:6,digits:conv:2"
PRECISIONS = ("float32", "bfloat16")
SHOWN = ("squared_error", "mmd2", "mmd2_floor", "lps", "steps_per_second")


def measure(config: sculptor.RunConfig) -> dict[str, float]:
    """The figures of one run."""
    run = assemble(config)
    *_, last = train(run)
    assert isinstance(last, Look)
    return {**last.snapshot.metrics, "steps_per_second": run.training.steps_per_second}


def compare(case: str, steps: int, seeds: int) -> str:
    """The row of a case."""
    dataset, network, latents = case.split(":")
    runs: dict[str, list[dict[str, float]]] = {name: [] for name in PRECISIONS}
    for seed in range(seeds):
        for precision in PRECISIONS:
            config = sculptor.RunConfig(
                dataset=dataset,
                prior={"kind": "ring" if latents == "2" else "gaussian"},
                latent_dim=int(latents),
                network={"kind": network},
                steps=steps,
                seed=seed,
                device="cpu",
                precision=precision,
            )
            runs[precision].append(measure(config))
    full, half = (
        {name: statistics.mean(run[name] for run in runs[precision]) for name in SHOWN}
        for precision in PRECISIONS
    )
    error, speed = (half[name] / full[name] for name in ("squared_error", "steps_per_second"))
    floors = [found["mmd2"] / found["mmd2_floor"] for found in (full, half)]
    return (
        f"| {dataset} | {network} | {latents} | {full['squared_error']:.3f} | "
        f"{half['squared_error']:.3f} | {error:.3f} | {floors[0]:.2f} | {floors[1]:.2f} | "
        f"{full['lps']:.3f} | {half['lps']:.3f} | {speed:.2f} |"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--steps", type=int, default=1000)
    parser.add_argument("--seeds", type=int, default=2)
    parser.add_argument("--cases", default=CASES)
    args = parser.parse_args()
    print(
        f"{platform.machine()}, {os.cpu_count()} cores, {torch.get_num_threads()} threads, torch "
        f"{torch.__version__}; {args.steps} steps of 256 images, {args.seeds} seeds\n"
    )
    print(
        "| data | network | latents | squared error, float32 | bfloat16 | ratio | "
        "MMD² ÷ floor, float32 | bfloat16 | LPS, float32 | bfloat16 | steps/s, ratio |\n"
        "| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |"
    )
    for case in args.cases.split(","):
        print(compare(case, args.steps, args.seeds), flush=True)


if __name__ == "__main__":
    main()
