"""How closely the aggregate posterior of sprites copies a shape: MMD² over its noise floor.

python benchmarks/shapes.py [--dataset sprites] [--seeds 1] [--shapes ring,moons,spiral,letter]

MMD² is unbiased, between the codes of 2,000 held-out images and 2,000 samples of the prior that
training never saw; the floor is its 95 % quantile between two independent draws of the prior of
that size. A ratio of 1 means: the codes cannot be told from the prior.
"""

from __future__ import annotations

import argparse
import time
from dataclasses import replace
from typing import Any

import torch
from PIL import Image, ImageDraw, ImageFont

import sculptor
from sculptor.training.assemble import assemble
from sculptor.training.loop import Look, train

BOUNDS = {"ring": 2.0, "moons": 5.0, "spiral": 5.0, "letter": 5.0}


def letter(text: str = "S", side: int = 128) -> dict[str, Any]:
    """The prior of a letter: white on black, as a hand would draw it."""
    image = Image.new("L", (side, side))
    font = ImageFont.load_default(size=side)
    ImageDraw.Draw(image).text((side / 2, side / 2), text, 255, font, anchor="mm")
    return sculptor.priors.from_image(image, extent=(-2.5, 2.5, -2.5, 2.5)).spec


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--dataset", default="sprites")
    parser.add_argument("--network", default="mlp")
    parser.add_argument("--steps", type=int, default=1500)
    parser.add_argument("--seeds", type=int, default=1)
    parser.add_argument("--shapes", default=",".join(BOUNDS))
    args = parser.parse_args()

    print(f"torch {torch.__version__}, {torch.get_num_threads()} threads, {args.dataset}")
    print(
        f"{'shape':8} {'seed':>4} {'MMD²':>10} {'floor':>9} {'ratio':>6} {'bound':>5} "
        f"{'squared error':>13} {'weight':>8} {'seconds':>7} {'steps/s':>7} {'snapshots':>9}"
    )
    for shape in args.shapes.split(","):
        config = sculptor.RunConfig(
            dataset=args.dataset,
            prior=letter() if shape == "letter" else {"kind": shape},
            network={"kind": args.network},
            steps=args.steps,
            device="cpu",
        )
        for seed in range(args.seeds):
            began = time.perf_counter()
            run = assemble(replace(config, seed=seed))
            *_, last = train(run)
            assert isinstance(last, Look)
            training = run.training
            seconds = time.perf_counter() - began
            found = last.snapshot.metrics
            ratio = found["mmd2"] / found["mmd2_floor"]
            print(
                f"{shape:8} {seed:4} {found['mmd2']:10.2e} {found['mmd2_floor']:9.2e} "
                f"{ratio:6.2f} {BOUNDS[shape]:5.0f} {found['squared_error']:13.2f} "
                f"{found['train_weight']:8.1f} {seconds:7.1f} {training.steps_per_second:7.1f} "
                f"{training.pace.snapshot_share:9.1%}",
                flush=True,
            )


if __name__ == "__main__":
    main()
