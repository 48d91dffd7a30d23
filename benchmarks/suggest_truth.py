"""Does a suggestion find the prior that data were made of?

python benchmarks/suggest_truth.py [--draws 10] [--truths ring,torus] [--evidence] [--to FILE]

Latents of a known prior are drawn, and become pictures of 16 x 16 pixels by a fixed smooth decoder
(`sculptor.data.sets.curved`) of another bend for each draw. The suggestion sees the pictures alone.
It is right if the family that it ranks first is the true one, or that one's best candidate cannot
be told from the first. The evidence, candidates, figures and order are those of `sculptor.suggest`;
the trainings are in this process and not in runs of their own.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import torch

import sculptor
from sculptor import data, priors
from sculptor.data.sets import curved
from sculptor.measure.encoding import encode
from sculptor.spec import Dataset
from sculptor.suggest import evidence, halving, saying
from sculptor.suggest.answer import Answer
from sculptor.suggest.candidates import GAUSSIAN, MIXTURE, RING, TORUS, UNIFORM, candidates
from sculptor.suggest.evidence import Evidence
from sculptor.suggest.figures import Figures
from sculptor.suggest.measuring import HeldOut
from sculptor.suggest.ranking import ranked
from sculptor.suggest.suggestion import plain_latents
from sculptor.training.assemble import assemble
from sculptor.training.training import Training

TRUTHS: dict[str, tuple[str, dict[str, Any], int]] = {
    "ring": (RING, {"kind": "ring"}, 2),
    "two blobs": (MIXTURE, {"kind": "gaussian-mixture", "k": 2}, 2),
    "square": (UNIFORM, {"kind": "uniform"}, 2),
    "torus": (TORUS, {"kind": "torus"}, 3),
    "Gaussian in 3": (GAUSSIAN, {"kind": "gaussian"}, 3),
}
"""The true family, prior and dimension, by name."""

ITEMS, SIDE = 4_000, 16


def pictures(truth: str, draw: int) -> str:
    """Register the pictures of a draw, and return what they are called."""
    _, spec, dim = TRUTHS[truth]
    name = f"truth-{truth.replace(' ', '-').lower()}-{draw}"
    latents = priors.from_spec(spec, dim=dim).sample(ITEMS, draw)
    drawn = curved.generate(latents, size=SIDE, seed=draw, name=name)
    sculptor.register(
        Dataset(
            name,
            f"Pictures drawn from a {truth}",
            shape=(3, SIDE, SIDE),
            n_train=drawn.train,
            n_test=ITEMS - drawn.train,
            licence="MIT",
            source="Generated",
            factor_names=drawn.factor_names,
            factor_kinds=drawn.factor_kinds,
        )
    )(lambda: drawn)
    return name


def begun(name: str, steps: int, width: int, **settings: Any) -> Training:
    """A training in this process."""
    network = {"kind": "mlp", "width": width}
    config = sculptor.RunConfig(
        dataset=name, network=network, steps=steps, device="cpu", precision="float32", **settings
    )
    training = assemble(config).training
    training.learner.make_ready()
    return training


def evidence_of(held_out: HeldOut, name: str, rungs: list[int], width: int) -> Evidence:
    """What a data set says of itself."""
    dimension = evidence.dimension_of(held_out.real)
    latents = plain_latents(dimension)
    plain = begun(name, rungs[-1], width, objective={"kind": "ae"}, latent_dim=latents)
    train(plain, rungs[0])
    images = torch.from_numpy(np.array(data.load(name).split("train").images))
    codes = encode(plain.model, images, torch.Generator())["mean"]
    return evidence.of_codes(codes, dimension)


def answer_of(name: str, rungs: list[int], width: int) -> Answer:
    """The answer of a data set."""
    held_out = HeldOut(data.load(name))
    told = evidence_of(held_out, name, rungs, width)
    tried = candidates(told)
    live = {
        i: begun(name, rungs[-1], width, prior=each.spec, latent_dim=each.latent_dim)
        for i, each in enumerate(tried)
    }
    figures: dict[int, dict[int, Figures]] = {}
    for rung in rungs:
        for training in live.values():
            train(training, rung)
        figures[rung] = {
            i: held_out.figures(training.model, training.aim.prior, seed=i)
            for i, training in live.items()
        }
        order = ranked(figures[rung], figures[rung][halving.REFERENCE])
        families = [each.family for each in tried]
        going = halving.remaining(order, families, halving.spared(rung, rungs, told))
        live = {i: live[i] for i in going}
    return Answer(name, told, tuple(tried), figures, final=True, runs=("",) * len(tried))


def train(training: Training, step: int) -> None:
    """Train to a step."""
    while training.step < step:
        training.update()


def rows(
    truths: list[str], draws: range, rungs: list[int], width: int, known: Collection[Any]
) -> Iterator[dict[str, Any]]:
    """A row a truth and draw that is not known yet, the draws of all truths by turns."""
    for draw in draws:
        for truth in truths:
            if (truth, draw) in known:
                continue
            began = time.process_time()
            answer = answer_of(pictures(truth, draw), rungs, width)
            family = TRUTHS[truth][0]
            tied = {answer.candidates[each.index].family for each in answer.order if each.tied}
            yield {
                "truth": truth,
                "draw": draw,
                "recommended": answer.recommended.name,
                "recommended_family": answer.recommended.family == family,
                "first": answer.candidates[answer.order[0].index].family == family,
                "right": family in tied,
                "share": answer.order[answer.place].first,
                "score": answer.order[answer.place].score,
                "dimension": round(answer.evidence.dimension.value, 2),
                "clusters": answer.evidence.clusters and answer.evidence.clusters.count,
                "circles": answer.evidence.circles and answer.evidence.circles.count,
                "tied": sorted(tied),
                "order": [(answer.candidates[r.index].name, r.score) for r in answer.order],
                "seconds": time.process_time() - began,
            }


def table(found: list[dict[str, Any]]) -> str:
    """How often each truth is found, as Markdown."""
    lines = [
        "| data from | draws | its family is first | first, or not told from it | "
        "families of these | its family is recommended | a single Gaussian is | processor time |",
        "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |",
    ]
    for truth in TRUTHS:
        own = [row for row in found if row["truth"] == truth]
        if not own:
            continue
        first, right, recommended = (
            sum(row[name] for row in own) for name in ("first", "right", "recommended_family")
        )
        plain = sum(row["recommended"].startswith("Gaussian in") for row in own)
        tied = np.mean([len(row["tied"]) for row in own])
        seconds = np.mean([row["seconds"] for row in own])
        lines.append(
            f"| {truth} | {len(own)} | {first} | {right} | {tied:.1f} | {recommended} | {plain} | "
            f"{seconds:.0f} s |"
        )
    return "\n".join(lines)


def main() -> None:
    """Print the table, and keep a row a draw in a file that a later call adds to."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--draws", type=int, default=10)
    parser.add_argument("--begin", type=int, default=0, help="the first draw")
    parser.add_argument("--truths", default=",".join(TRUTHS))
    parser.add_argument("--rungs", default="200,400,800")
    parser.add_argument("--width", type=int, default=128)
    parser.add_argument("--evidence", action="store_true", help="what the data say, and no more")
    parser.add_argument("--to", type=Path, help="JSON lines, which a later call goes on with")
    args = parser.parse_args()
    rungs = [int(rung) for rung in args.rungs.split(",")]
    draws = range(args.begin, args.begin + args.draws)
    if args.evidence:
        for truth in args.truths.split(","):
            for draw in draws:
                name = pictures(truth, draw)
                held_out = HeldOut(data.load(name))
                told = evidence_of(held_out, name, rungs, args.width)
                print(truth, draw, *saying.evidence(told), flush=True)
        return
    kept = args.to.read_text().splitlines() if args.to and args.to.exists() else []
    found = [json.loads(line) for line in kept]
    known = {(row["truth"], row["draw"]) for row in found}
    for row in rows(args.truths.split(","), draws, rungs, args.width, known):
        print(json.dumps(row), file=sys.stderr, flush=True)
        found.append(row)
        if args.to:
            args.to.write_text("".join(f"{json.dumps(each)}\n" for each in found))
    print(table(found))


if __name__ == "__main__":
    main()
