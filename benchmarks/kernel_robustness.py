"""How much the choice of kernel, bandwidth, batch size and dimension matters to the MMD.

python benchmarks/kernel_robustness.py [--repeats 30] [--steps 400] [--to benchmarks/results]

Two questions, each for every kernel of Sculptor and its default, ``auto``; the bandwidth is in
units of the prior's standard deviation (``energy`` has none, and ``auto`` finds its own):

- *Does it see what is wrong?* q is N(0, I) but for one defect. z is the mean of MMD² over batches
  of q, less that over batches of N(0, I), in standard deviations of the latter: what a single
  batch tells. Each is compared with as large a bank of samples as in training.
- *Does its gradient mend it?* 256 free points, no network: they begin as a small blot away from
  the prior and follow the gradient of MMD² by Adam. What remains is the sliced Wasserstein distance
  to new samples of the prior, over that between two independent draws of it: 1 is perfect.

Writes ``kernel_robustness.csv``, ``.md`` and two figures, ``-sees.svg`` and ``-mends.svg``.
"""

from __future__ import annotations

import argparse
import platform
import time
from collections.abc import Callable, Iterator
from datetime import date
from itertools import product
from pathlib import Path
from typing import Any

import altair as alt
import pandas as pd
import torch
from torch import Tensor

from sculptor import priors
from sculptor.discrepancy.mmd import Discrepancy
from sculptor.discrepancy.names import AUTO, KERNELS
from sculptor.metrics.match.sliced import sliced_wasserstein
from sculptor.objectives.objective import BANK
from sculptor.views import palette

BANDWIDTHS = (0.1, 0.3, 1.0, 3.0, 10.0)
BATCHES = (64, 256, 1_024)
DIMS = (2, 8, 32, 64)
POOL = 16_384
POINTS, RATE = 256, 0.05
TARGETS = {2: {"kind": "moons"}, 8: {"kind": "gaussian"}, 32: {"kind": "gaussian"}}
SEES = ["kernel", "bandwidth", "batch", "dim", "defect", "z"]
NAMES, FIXED = [AUTO, *KERNELS], [AUTO, "energy"]
MENDS = ["kernel", "bandwidth", "dim", "remains"]


def narrow(x: Tensor) -> Tensor:
    return 0.9 * x


def marginal(x: Tensor) -> Tensor:
    return torch.cat([x[:, :1].sign(), x[:, 1:]], 1)


def pair(x: Tensor) -> Tensor:
    together = 0.9 * x[:, :1] + (1 - 0.9**2) ** 0.5 * x[:, 1:2]
    return torch.cat([x[:, :1], together, x[:, 2:]], 1)


DEFECTS: dict[str, Callable[[Tensor], Tensor]] = {
    "all a tenth too narrow": narrow,
    "one marginal is ±1": marginal,
    "one pair, correlation 0.9": pair,
}


def kernels() -> Iterator[tuple[str, float]]:
    """Every kernel with each of its bandwidths."""
    yield AUTO, 1.0
    yield "energy", 1.0
    yield from product((name for name in KERNELS if name != "energy"), BANDWIDTHS)


def fitted(prior: Tensor, kernel: str, bandwidth: float) -> Discrepancy:
    return Discrepancy.fitted(prior, kernel, "prior" if kernel == AUTO else bandwidth)


def sees(repeats: int) -> Iterator[tuple[Any, ...]]:
    """Rows of `SEES`; every kernel gets the same batches."""
    for dim, (kernel, bandwidth) in product(DIMS, kernels()):
        generator = torch.Generator().manual_seed(0)
        pool = torch.randn(POOL, dim, generator=generator)
        discrepancy = fitted(pool, kernel, bandwidth)
        known = discrepancy.reference(pool)
        for batch in BATCHES:
            values: dict[str, list[float]] = {name: [] for name in ("", *DEFECTS)}
            for _ in range(repeats):
                bank = torch.randn(BANK * batch, dim, generator=generator)
                for name in values:
                    x = torch.randn(batch, dim, generator=generator)
                    x = DEFECTS[name](x) if name else x
                    values[name].append(discrepancy.mmd2(x, bank, known).item())
            null = torch.tensor(values.pop(""), dtype=torch.float64)
            for name, found in values.items():
                z = (torch.tensor(found, dtype=torch.float64).mean() - null.mean()) / null.std()
                yield kernel, bandwidth, batch, dim, name, z.item()


def mends(steps: int) -> Iterator[tuple[Any, ...]]:
    """Rows of `MENDS`; every kernel begins with the same points and sees the same samples."""
    for (dim, spec), (kernel, bandwidth) in product(TARGETS.items(), kernels()):
        prior = priors.from_spec(spec, dim=dim)
        pool = torch.from_numpy(prior.sample(POOL, 0))
        width = pool.var(0).mean().sqrt().item()
        discrepancy = fitted(pool, kernel, bandwidth * width)
        known = discrepancy.reference(pool)
        generator = torch.Generator().manual_seed(0)
        start = 0.1 * torch.randn(POINTS, dim, generator=generator)
        start[:, 0] += 3.0
        points = start.requires_grad_()
        optimiser = torch.optim.Adam([points], lr=RATE)
        rate = torch.optim.lr_scheduler.CosineAnnealingLR(optimiser, steps)
        for _ in range(steps):
            bank = pool[torch.randint(POOL, (BANK * POINTS,), generator=generator)]
            optimiser.zero_grad()
            discrepancy.mmd2(points, bank, known).backward()
            optimiser.step()
            rate.step()
        fresh = [prior.sample(2_000, seed) for seed in (1, 2)]
        floor = sliced_wasserstein(prior.sample(POINTS, 3), fresh[1])
        yield kernel, bandwidth, dim, sliced_wasserstein(points.detach().numpy(), fresh[0]) / floor


def figure(rows: pd.DataFrame, value: str, title: str, mark: float, by: list[str]) -> Any:
    """A line a kernel over its bandwidths, of ``auto`` and ``energy`` a level; a panel a case."""
    wheel = palette.colours("light").categories
    scale = alt.Scale(domain=NAMES, range=list(wheel[: len(NAMES)]))
    level = rows[rows["kernel"].isin(FIXED)]
    rows = pd.concat([rows.drop(level.index), *(level.assign(bandwidth=b) for b in BANDWIDTHS)])
    rows = rows.assign(panel=[_case(by, row) for row in rows[by].itertuples(index=False)])
    base = alt.Chart().encode(
        x=alt.X("bandwidth:Q", scale=alt.Scale(type="log"), title="bandwidth ÷ std of the prior"),
        y=alt.Y(f"{value}:Q", title=title, scale=alt.Scale(type="symlog", constant=1)),
        color=alt.Color("kernel:N", scale=scale, sort=NAMES, title=None),
    )
    rule = alt.Chart().mark_rule(strokeDash=[4, 3], color="#888").encode(y=alt.datum(mark))
    points = base.mark_point(filled=True, size=22, opacity=1).transform_filter(
        alt.FieldOneOfPredicate("kernel", [name for name in NAMES if name not in FIXED])
    )
    panels = alt.layer(rule, base.mark_line(), points).properties(width=180, height=130)
    chart = panels.facet(
        alt.Facet("panel:N", title=None, sort=list(dict.fromkeys(rows["panel"]))),
        columns=3,
        data=rows[["panel", "kernel", "bandwidth", value]],
    )
    return chart.configure_legend(orient="bottom").configure_view(stroke="#ddd")


def table(rows: pd.DataFrame, value: str, by: list[str]) -> str:
    """A row a case; of each kernel the worst and the best over its bandwidths."""
    ends = rows.groupby([*by, "kernel"], sort=False)[value].agg(["min", "max"])
    head = [*by, *NAMES]
    lines = [head, ["---"] * len(head)]
    for case in rows[by].drop_duplicates().itertuples(index=False):
        cells = [ends.loc[(*case, name)] for name in NAMES]
        lines.append([*map(str, case), *(_range(cell["min"], cell["max"]) for cell in cells)])
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _case(by: list[str], row: tuple[Any, ...]) -> str:
    words = {"batch": "batch of {}", "dim": "{} dimensions"}
    return ", ".join(words.get(name, "{}").format(v) for name, v in zip(by, row, strict=True))


def _range(low: float, high: float) -> str:
    return f"{low:.3g}" if low == high else f"{low:.3g} to {high:.3g}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--repeats", type=int, default=30)
    parser.add_argument("--steps", type=int, default=400)
    parser.add_argument("--to", type=Path, default=Path("benchmarks/results"))
    args = parser.parse_args()
    began = time.perf_counter()
    seen = pd.DataFrame(sees(args.repeats), columns=SEES)
    mended = pd.DataFrame(mends(args.steps), columns=MENDS)
    minutes = (time.perf_counter() - began) / 60
    rows = pd.concat([seen.assign(question="sees"), mended.assign(question="mends")])
    rows.to_csv(args.to / "kernel_robustness.csv", index=False, float_format="%.4g")
    z, remains = "z of a single batch", "what remains ÷ floor"
    figure(seen[seen["batch"] == 256], "z", z, 5, ["defect", "dim"]).save(
        args.to / "kernel_robustness-sees.svg"
    )
    figure(mended, "remains", remains, 1, ["dim"]).save(args.to / "kernel_robustness-mends.svg")
    command = f"benchmarks/kernel_robustness.py --repeats {args.repeats} --steps {args.steps}"
    text = f"""# Kernels of the MMD: how much the choice matters

`python {command}`, {date.today()}; \
{platform.machine()}, {torch.get_num_threads()} threads, torch {torch.__version__}, in \
{minutes:.0f} minutes. Of each kernel the worst and the best over bandwidths of \
{", ".join(f"{b:g}" for b in BANDWIDTHS)} standard deviations of the prior; every value is in \
`kernel_robustness.csv`.

## Does it see what is wrong? {z}, mean of {args.repeats}

{table(seen, "z", ["defect", "dim", "batch"])}

![z over bandwidth, batch of 256](kernel_robustness-sees.svg)

## Does its gradient mend it? {POINTS} free points, {args.steps} steps of Adam: {remains}

{table(mended, "remains", ["dim"])}

![what remains over bandwidth](kernel_robustness-mends.svg)
"""
    (args.to / "kernel_robustness.md").write_text(text)


if __name__ == "__main__":
    main()
