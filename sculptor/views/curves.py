"""Curves of a run over its steps: one Vega-Lite specification a figure, and the table it draws.

The specifications are made once and hold no data: a page passes the same dictionary each time and
a new table, so that the browser moves the lines instead of building the chart anew.

Each table has one row a mark: ``step``, ``value``, ``mark`` (``held out``, ``training``, ``floor``,
``event``, ``here``) and ``text``, which is shown when the pointer is on it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import altair as alt
import numpy as np
import pandas as pd

from sculptor.views import palette

Rows = Sequence[Mapping[str, Any]]

POINTS = 300
"""Points of one line, at most; of more, an even choice that keeps the last."""

HEIGHT = 150
"""Pixels of one chart."""

TICKS: dict[str, list[float]] = {
    "log": [lead * 10.0**power for power in range(-6, 7) for lead in (1, 2, 5)],
    "symlog": [-100, -10, -1, 0, 1, 10, 100, 1_000, 10_000, 100_000],
}
"""Where the logarithmic axes have labels, as far as these lie on the axis."""


@dataclass(frozen=True)
class Curve:
    """One chart.

    Attributes:
        name: What it is called.
        title: Of the vertical axis.
        about: The definition, in a sentence or two.
        held_out: The figure of the held-out images.
        training: The figure averaged over training batches, if there is one.
        floor: The figure's noise floor, if it has one.
        own: The same figure of the target itself, where it has one.
        relative: Whether the value is shown in units of its floor.
        scale: The kind of the vertical scale.
    """

    name: str
    title: str
    about: str
    held_out: str = ""
    training: str = ""
    floor: str = ""
    own: str = ""
    relative: bool = False
    scale: str = "linear"


CURVES: dict[str, Curve] = {
    "reconstruction": Curve(
        name="Reconstruction",
        title="nats",
        about="Bernoulli negative log-likelihood of x given z, in nats: summed over the pixels, "
        "averaged over the images. The bold line is the held-out images with z = mean; the thin "
        "one the training batches.",
        held_out="reconstruction",
        training="train_reconstruction",
        scale="log",
    ),
    "mmd2": Curve(
        name="MMD² ÷ noise floor",
        title="ratio",
        about="Unbiased MMD² between the aggregate posterior (representation: sample; held-out "
        "images) and the target, divided by its noise floor: the 95 % quantile of MMD² between "
        "two independent draws of the target of the same size. At or below 1 the two cannot be "
        "told apart; being unbiased it can be negative. Symmetric logarithmic scale.",
        held_out="mmd2",
        floor="mmd2_floor",
        relative=True,
        scale="symlog",
    ),
    "lps": Curve(
        name="LPS",
        title="R²",
        about="Latent Predictability Score of the encoder's means on held-out images: how well "
        "each latent is predicted from the others (cross-validated R², mean over latents). "
        "0 is independent, 1 is redundant. Dashed: what independent latents score by chance; "
        "dotted: what the target itself scores, where its coordinates depend on one another.",
        held_out="lps",
        floor="lps_floor",
        own="lps_target",
    ),
    "generation": Curve(
        name="Fréchet distance of samples",
        title="pixels²",
        about="Squared Fréchet distance of decoded samples of the target from as many held-out "
        "images, each taken for a Gaussian in the 64 leading principal components of the training "
        "images. Dashed: the same of as many training images.",
        held_out="generation_frechet",
        floor="generation_frechet_floor",
        scale="log",
    ),
    "weight": Curve(
        name="Weight",
        title="λ",
        about="The factor on MMD² in the loss. The automatic setting raises it until MMD² is at "
        "its noise floor.",
        training="train_weight",
        scale="log",
    ),
    "kl": Curve(
        name="KL divergence",
        title="nats",
        about="KL divergence of each image's posterior from the prior, in nats: summed over the "
        "latents, averaged over the training batches. For a prior other than N(0, I) it is of one "
        "sample of each posterior.",
        training="train_kl",
    ),
    "total_correlation": Curve(
        name="Total correlation",
        title="nats",
        about="How far q(z) is from the product of its marginals, as the objective estimates it "
        "on training batches: from the batch (β-TCVAE) or by a discriminator (FactorVAE). An "
        "estimate can be negative.",
        training="train_total_correlation",
    ),
    "covariance": Curve(
        name="Covariance penalty",
        title="nats",
        about="The squared distance of the latents' covariance on training batches from that of "
        "the prior, with its weights (DIP-VAE).",
        training="train_covariance",
        scale="log",
    ),
    "sliced_wasserstein": Curve(
        name="Sliced Wasserstein²",
        title="units²",
        about="Squared 2-Wasserstein distance between codes and prior samples along random lines, "
        "averaged over these and over training batches; two finite samples of one distribution "
        "are not at 0.",
        training="train_sliced_wasserstein",
        scale="log",
    ),
    "epps_pulley": Curve(
        name="Epps-Pulley",
        title="T",
        about="Squared difference of the characteristic functions of codes and target along random "
        "lines, integrated, averaged over the lines and over training batches (SIGReg); a finite "
        "sample of the target is not at 0.",
        training="train_epps_pulley",
        scale="log",
    ),
    "log_cramer_wold2": Curve(
        name="Cramér-Wold²",
        title="log",
        about="Logarithm of the squared Cramér-Wold distance between codes and prior samples, "
        "averaged over training batches; two finite samples of one distribution are not at minus "
        "infinity.",
        training="train_log_cramer_wold2",
    ),
    "factorised_support": Curve(
        name="Factorised support",
        title="units²",
        about="How far the farthest combination of two latents' values lies from the nearest code, "
        "squared, summed over pairs of latents, on training batches (HFS).",
        training="train_factorised_support",
        scale="log",
    ),
    "off_diagonal": Curve(
        name="Covariance",
        title="units⁴",
        about="Squared differences of the latents' covariances on training batches from those of "
        "the target, summed for each latent and averaged over latents (VICReg).",
        training="train_off_diagonal",
        scale="log",
    ),
    "narrowness": Curve(
        name="Narrowness",
        title="units",
        about="By how much the latents' standard deviations on training batches fall short of the "
        "target's, averaged over latents (VICReg, HFS).",
        training="train_narrowness",
    ),
    "predicted": Curve(
        name="Predicted",
        title="sum of R²",
        about="Covariance of each latent with what the adversary predicts of it from the others, "
        "summed over standardised latents, on training batches (NashAE). Where its predictors are "
        "good it is the sum of the latents' R².",
        training="train_predicted",
    ),
    "adversary": Curve(
        name="Adversary",
        title="loss",
        about="Loss of the networks that are trained beside the model. The cross entropy of a "
        "discriminator is log 2, 0.69, where it sees no difference; NashAE's predictors have half "
        "a squared error of 1/2 where they know nothing.",
        training="train_adversary",
    ),
}
"""The charts of the Watch page, by name."""


@lru_cache
def specification(name: str, steps: int, theme: str = "light") -> dict[str, Any]:
    """The Vega-Lite specification of a curve, without data.

    Args:
        name: Out of `CURVES`.
        steps: Of the run in all; the horizontal axis ends there from the beginning.
        theme: ``light`` or ``dark``.

    Returns:
        The same dictionary each time; do not change it.
    """
    curve = CURVES[name]
    colours = palette.colours(theme)
    behind = {"strokeWidth": 1, "opacity": 0.5} if curve.held_out else {"strokeWidth": 2}
    point = alt.OverlayMarkDef(size=16, filled=True, color=colours.posterior)
    base = alt.Chart(alt.NamedData("curve")).encode(x=_steps(steps))
    return layered(
        _rules(base, "event", colours.muted, [3, 3]),
        _rules(base, "here", colours.text, [1, 0]),
        _line(base, curve, "floor", color=colours.target, strokeWidth=1.5, strokeDash=[5, 4]),
        _line(base, curve, "target", color=colours.target, strokeWidth=2.5, strokeDash=[1, 4]),
        _line(base, curve, "training", color=colours.posterior, **behind),
        _line(base, curve, "held out", color=colours.posterior, strokeWidth=2, point=point),
    )


def layered(*layers: Any) -> dict[str, Any]:
    """The specification of a chart of some layers, whose table the page passes beside it."""
    chart = alt.layer(*layers).properties(
        height=HEIGHT, usermeta={"embedOptions": {"renderer": "canvas"}}
    )
    specification: dict[str, Any] = chart.to_dict()
    del specification["data"]  # a named source would shadow the table
    return specification


def _steps(steps: int) -> alt.X:
    axis = alt.Axis(format="~s" if steps > 20_000 else ",d", tickCount=4, grid=False)
    return alt.X("step:Q", title=None, axis=axis, scale=alt.Scale(domain=[0, steps], nice=False))


def vertical(curve: Curve, field: str = "value:Q") -> alt.Y:
    """The vertical axis of a curve."""
    linear = curve.scale == "linear"
    axis = (
        alt.Axis(tickCount=4, format="~g")
        if linear
        else alt.Axis(values=TICKS[curve.scale], format="~r")
    )
    scale: dict[str, Any] = {"type": curve.scale}
    if curve.scale != "log":  # which has no zero, and complains of the word
        scale["zero"] = linear and bool(curve.floor)
    if curve.scale == "symlog":
        scale |= {"constant": 1, "nice": False}
    return alt.Y(field, title=curve.title, scale=alt.Scale(**scale), axis=axis)


def _line(base: alt.Chart, curve: Curve, mark: str, **style: Any) -> Any:
    line = base.transform_filter(f"datum.mark == '{mark}'").mark_line(clip=True, **style)
    line = line.encode(y=vertical(curve))
    # A line has one tooltip, of its first point: right for a floor, wrong for a curve of no points.
    return line if mark == "training" else line.encode(tooltip=_tooltip(curve.name))


def _rules(base: alt.Chart, mark: str, colour: str, dash: Sequence[int]) -> Any:
    rule = base.transform_filter(f"datum.mark == '{mark}'")
    return rule.mark_rule(color=colour, strokeDash=list(dash), strokeWidth=1.2).encode(
        tooltip=_tooltip("Change" if mark == "event" else "Snapshot")
    )


def _tooltip(title: str) -> alt.Tooltip:
    return alt.Tooltip("text:N", title=title)


def table(
    name: str, rows: Rows, events: Iterable[tuple[int, str]] = (), here: int | None = None
) -> pd.DataFrame:
    """The marks of a curve.

    Args:
        name: Out of `CURVES`.
        rows: The figures of each snapshot, in the order of their steps; one that lacks a figure,
            or whose figure is not finite, is left out of that line.
        events: Steps at which something was changed, and what.
        here: The step that the page shows, if it is not the newest.

    Returns:
        Columns ``step``, ``value``, ``mark``, ``text``; no rows if the run has no such figure.
    """
    curve = CURVES[name]
    marks: list[tuple[int, float | None, str, str]] = []
    for mark, key in (("held out", curve.held_out), ("training", curve.training)):
        marks += [
            (row["step"], _value(curve, row, key), mark, _text(curve, row, key, mark))
            for row in _thinned([row for row in rows if _there(curve, row, key)])
        ]
    if not marks:
        return pd.DataFrame(columns=["step", "value", "mark", "text"])
    marks += [*_floor(curve, rows), *_own(curve, rows)]
    marks += [(step, None, "event", f"step {step:,}: {text}") for step, text in events]
    if here is not None:
        marks.append((here, None, "here", f"step {here:,}, shown above"))
    return pd.DataFrame(marks, columns=["step", "value", "mark", "text"])


def values(name: str, rows: Rows, x: str = "step") -> np.ndarray[Any, Any]:
    """The held-out figure of a curve at each snapshot that has it, ``(n, 2)``: place and value.

    Args:
        name: Out of `CURVES`.
        rows: The figures of each snapshot, in the order of their steps.
        x: The place: ``step`` or ``seconds``.
    """
    curve = CURVES[name]
    shown = _thinned([row for row in rows if _there(curve, row, curve.held_out)])
    pairs = [(row.get(x, 0.0), _value(curve, row, curve.held_out)) for row in shown]
    return np.array(pairs, dtype=float).reshape(-1, 2)


def _floor(curve: Curve, rows: Rows) -> list[tuple[int, float | None, str, str]]:
    """The noise floor: 1 from the first step to the last where values are in its units."""
    shown = _thinned([row for row in rows if _finite(row.get(curve.floor))])
    if curve.relative and shown:
        shown = [shown[0], shown[-1]]
    return [
        (
            row["step"],
            1.0 if curve.relative else row[curve.floor],
            "floor",
            f"noise floor {row[curve.floor]:.3g}",
        )
        for row in shown
    ]


def _own(curve: Curve, rows: Rows) -> list[tuple[int, float | None, str, str]]:
    """What the target itself scores."""
    shown = _thinned([row for row in rows if curve.own and _finite(row.get(curve.own))])
    return [
        (row["step"], row[curve.own], "target", f"the target itself {row[curve.own]:.3g}")
        for row in shown
    ]


def _value(curve: Curve, row: Mapping[str, Any], key: str) -> float:
    return float(row[key]) / (float(row[curve.floor]) if curve.relative else 1.0)


def _text(curve: Curve, row: Mapping[str, Any], key: str, mark: str) -> str:
    floor = f" · floor {row[curve.floor]:.3g}" if _finite(row.get(curve.floor)) else ""
    return f"{row[key]:.4g} at step {row['step']:,} · {mark}{floor}"


def _there(curve: Curve, row: Mapping[str, Any], key: str) -> bool:
    if not _finite(row.get(key)) or (curve.scale == "log" and row[key] <= 0):
        return False
    return not curve.relative or (_finite(row.get(curve.floor)) and row[curve.floor] > 0)


def _finite(value: Any) -> bool:
    return isinstance(value, int | float) and abs(value) < float("inf")


def _thinned(rows: Rows) -> Rows:
    """An even choice of at most `POINTS` rows, the last among them."""
    stride = -(-len(rows) // POINTS)
    return rows if stride <= 1 else rows[(len(rows) - 1) % stride :: stride]
