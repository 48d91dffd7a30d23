"""Parameters that several objectives have."""

from __future__ import annotations

from sculptor.parameter import Parameter, choice, number

DETERMINISTIC, GAUSSIAN = "deterministic", "gaussian"
"""Encoders: one code for an image, or a normal distribution over codes."""

ENCODER = choice(
    "encoder",
    (DETERMINISTIC, GAUSSIAN),
    "Whether an image has one code, or a normal distribution over codes.",
)


def strength(
    name: str,
    default: float | str,
    high: float,
    step: float,
    description: str,
    *,
    low: float = 0.0,
    words: tuple[str, ...] = (),
    label: str = "",
) -> Parameter:
    """A number that may be changed while a run trains."""
    return number(
        name, default, low, high, step, description, words=words, adjustable=True, label=label
    )
