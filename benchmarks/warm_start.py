"""How soon a changed sketch is copied by a run that starts from a pretrained model.

python benchmarks/warm_start.py [--start sprites-drawing-mmd] [--letters S,R,K] [--steps 300]

Each letter is launched as on the Explore page: a worker process of its own, the weights of the
pretrained model, another drawing. The clock runs from the launch to the end of the run, so that the
start of Python, the data and the last figures are in it; the training alone stands beside it. MMD²
is unbiased, between the codes of 2,000 held-out images and 2,000 samples of the prior that training
never saw; the floor is its 95 % quantile between two independent draws of the prior. The spectral
start with as many steps stands beside it.
"""

from __future__ import annotations

import argparse
import os
import platform
import tempfile
import time
from dataclasses import replace

from shapes import letter as prior

import sculptor
from sculptor.jobs import devices
from sculptor.jobs.starts import STEPS

RATIO, SECONDS = 3.0, 20.0
"""The bounds: MMD² over its floor, and seconds until it is reached."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--start", default="sprites-drawing-mmd")
    parser.add_argument("--letters", default="S,R,K")
    parser.add_argument("--steps", type=int, default=STEPS)
    args = parser.parse_args()
    pretrained = sculptor.load_pretrained(args.start)
    config = replace(pretrained.config, steps=args.steps)

    print(
        f"{platform.system()} {platform.machine()}, {devices.cpu_threads()} threads, {args.start}"
    )
    print(
        f"{'letter':6} {'start':8} {'seconds':>7} {'training':>8} {'MMD²/floor':>10} "
        f"{'squared error':>13} {'within bounds':>13}"
    )
    with tempfile.TemporaryDirectory() as home:
        os.environ["SCULPTOR_HOME"] = home
        for text in args.letters.split(","):
            for start in (f"pretrained:{args.start}", "spectral"):
                began = time.perf_counter()
                run = sculptor.launch(replace(config, prior=prior(text), start=start))
                run.wait()
                seconds = time.perf_counter() - began
                last = run.metrics().iloc[-1]
                ratio = last["mmd2"] / last["mmd2_floor"]
                reached = ratio <= RATIO and seconds <= SECONDS
                print(
                    f"{text:6} {start.partition(':')[0]:8.8} {seconds:7.1f} {last['seconds']:8.1f} "
                    f"{ratio:10.2f} {last['squared_error']:13.2f} {'yes' if reached else 'no':>13}",
                    flush=True,
                )


if __name__ == "__main__":
    main()
