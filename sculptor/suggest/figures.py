"""The figures of a candidate: values, and draws that say how far chance goes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

NAMES = ("squared_error", "match", "holes", "generation", "dependence")
"""The figures, in their order; `sculptor.suggest.measuring` says what they are."""

DRAWS = 200
"""Of the bootstrap."""


@dataclass(frozen=True)
class Figures:
    """The figures of a candidate at one step.

    Attributes:
        values: By name.
        draws: ``(DRAWS,)`` by name.
    """

    values: dict[str, float]
    draws: dict[str, Floats]

    def to_dict(self) -> dict[str, Any]:
        """As JSON, to five figures."""
        return {
            name: {"value": _short(value), "draws": [_short(each) for each in self.draws[name]]}
            for name, value in self.values.items()
        }

    @classmethod
    def from_dict(cls, value: dict[str, Any]) -> Figures:
        """Read them back."""
        return cls(
            {name: float(value[name]["value"]) for name in NAMES},
            {name: np.asarray(value[name]["draws"], np.float64) for name in NAMES},
        )

    def interval(self, name: str) -> tuple[float, float]:
        """The 95 % interval of a figure."""
        low, high = np.quantile(self.draws[name], (0.025, 0.975))
        return float(low), float(high)


def _short(value: float) -> float:
    return float(f"{value:.5g}")
