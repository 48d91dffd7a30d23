"""A Latent Predictability Score in words, and as values for JSON."""

from __future__ import annotations

import math
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from sculptor.cli.output import table

if TYPE_CHECKING:
    from sculptor.metrics.lps import Distributional, LPSResult, Predictability


def values(result: LPSResult) -> dict[str, Any]:
    """All that was found, by its names; what is not known is null, as JSON has no NaN."""
    asked = "representation", "seed"
    return {name: _plain(part) for name, part in asdict(result).items() if name not in asked}


def _plain(value: Any) -> Any:
    """As JSON has it."""
    if hasattr(value, "tolist"):  # an array; numpy itself is not imported before a command needs it
        value = value.tolist()
    if isinstance(value, dict):
        return {name: _plain(part) for name, part in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(part) for part in value]
    return None if isinstance(value, float) and math.isnan(value) else value


def text(result: LPSResult) -> str:
    """The scores, the learning curve, what is to be said of the rows, and a table of latents."""
    lines = [
        f"{_scored('LPS', result)}; {result.n_predicted:,} points, predicted from fits on "
        f"{result.n_fitted:,}",
        _scored("distributional LPS", result.distributional),
    ]
    if result.ranks is not None:
        lines.append(f"{_scored('LPS of ranks', result.ranks)}, {_to_come(result.ranks)}")
    if len(result.curve) > 1:
        points = ", ".join(f"{point.n_fitted:,}: {point.score:.3f}" for point in result.curve)
        lines += [f"by points fitted on: {points}", _to_come(result)]
    rows = zip(
        result.per_dimension,
        result.distributional.per_dimension,
        result.predictor,
        zip(result.collapsed, result.heavy_tails, strict=True),
        strict=True,
    )
    flags = "collapsed", "heavy tails"
    cells = [
        [
            f"z{i + 1}",
            f"{score:.3f}",
            f"{bins:.3f}",
            predictor,
            ", ".join(name for name, flag in zip(flags, flagged, strict=True) if flag),
        ]
        for i, (score, bins, predictor, flagged) in enumerate(rows)
    ]
    latents = table(["latent", "R²", "bins", "predictor", ""], cells)
    return "\n".join([*lines, *result.notes, "", latents])


def _scored(title: str, part: Predictability | Distributional) -> str:
    return f"{title} {part.score:.3f} ({_interval(part.interval)}), noise floor {part.floor:.3f}"


def _to_come(part: Predictability) -> str:
    known = f"with ever more {part.limit:.3f} ({_interval(part.limit_interval)})"
    return f"{known}: {'converged' if part.converged else 'not converged'}"


def _interval(ends: tuple[float, float]) -> str:
    return f"95 %: {ends[0]:.3f} to {ends[1]:.3f}"
