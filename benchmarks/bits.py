"""Is a code of a few bits better trained as such, or rounded after training?

python benchmarks/bits.py [--dataset digits] [--latent-dim 8] [--steps 1500] [--seeds 3]

MMD towards a uniform prior, the same network, start, data order, steps and seed each time. For each
number of levels: a run that rounds its latents from its first step on (``levels`` of its
configuration), and the run that rounded nothing, with its latents rounded to the same levels now.
Squared error on the held-out images of the test split with z = mean, bits a code by the entropy of
each latent; mean ± standard deviation over seeds. Prints a table in Markdown.
"""

from __future__ import annotations

import argparse
import statistics
from dataclasses import replace

import torch

from sculptor import RunConfig, data, priors
from sculptor.metrics.reconstruction import squared_error
from sculptor.models import Autoencoder
from sculptor.training.assemble import assemble
from sculptor.training.loop import train

LEVELS = (2, 3, 4, 8, 16)

SAMPLES = 10_000
"""Of the prior, by which levels are placed where a run has not done it."""


def model_of(config: RunConfig) -> Autoencoder:
    assembly = assemble(config)
    for _ in train(assembly):
        pass
    return assembly.training.model.eval()


def told(values: list[float], digits: int) -> str:
    spread = f" ± {statistics.stdev(values):.{digits}f}" if len(values) > 1 else ""
    return f"{statistics.mean(values):.{digits}f}{spread}"


def main() -> None:
    """Train, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--dataset", default="digits")
    parser.add_argument("--latent-dim", type=int, default=8)
    parser.add_argument("--steps", type=int, default=1_500)
    parser.add_argument("--seeds", type=int, default=3)
    options = parser.parse_args()
    base = RunConfig(
        dataset=options.dataset,
        prior={"kind": "uniform"},
        latent_dim=options.latent_dim,
        steps=options.steps,
        device="cpu",
        precision="float32",
    )
    images = data.load(base.dataset).split("test").images
    samples = priors.from_spec(base.prior, dim=base.latent_dim).sample(SAMPLES, 0)
    rows: dict[int, list[tuple[float, ...]]] = {}
    for seed in range(options.seeds):
        plain = model_of(replace(base, seed=seed))
        rows.setdefault(0, []).append((_error(plain, images),))
        for levels in LEVELS:
            trained = model_of(replace(base, seed=seed, levels=levels))
            after = plain.rounded(torch.as_tensor(samples), levels)
            found = [
                (_error(each, images), each.bits(each.encode(images))) for each in (trained, after)
            ]
            rows.setdefault(levels, []).append((*found[0], *found[1]))
    print("| levels | bits at most | trained so: error | bits | rounded after: error | bits |")
    print("| ---: | ---: | ---: | ---: | ---: | ---: |")
    for levels, several in rows.items():
        columns = [list(column) for column in zip(*several, strict=True)]
        if not levels:
            print(f"| none | | {told(columns[0], 2)} | | | |")
            continue
        most = options.latent_dim * torch.tensor(float(levels)).log2().item()
        cells = [told(column, 2 - i % 2) for i, column in enumerate(columns)]
        print(f"| {levels} | {most:.1f} | {' | '.join(cells)} |")


def _error(model: Autoencoder, images: object) -> float:
    return squared_error(images, model.decode(model.encode(images)).numpy())  # type: ignore[arg-type]


if __name__ == "__main__":
    main()
