"""What data say of themselves: dimension, clusters, circles."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from sculptor.metrics.structure import circles as rings
from sculptor.metrics.structure.circles import LANDMARKS, Circles, circles
from sculptor.metrics.structure.clusters import Clusters, clusters
from sculptor.metrics.structure.dimension import LEAST, Dimension, intrinsic_dimension

MOST = 2_000
"""Items that are looked at, at most."""


@dataclass(frozen=True)
class Evidence:
    """What data say of themselves.

    Attributes:
        dimension: Of the data.
        clusters: Of the codes of a plain autoencoder; None where there are too few.
        circles: Of the same; None where there are too few, or nothing to look for them with.
    """

    dimension: Dimension
    clusters: Clusters | None
    circles: Circles | None

    def to_dict(self) -> dict[str, Any]:
        """As JSON."""
        return {
            "dimension": list(self.dimension),
            "clusters": self.clusters and asdict(self.clusters),
            "circles": self.circles and asdict(self.circles),
        }

    @classmethod
    def from_dict(cls, value: dict[str, Any]) -> Evidence:
        """Read it back."""
        told, around = value["clusters"], value["circles"]
        return cls(
            Dimension(*value["dimension"]),
            told and Clusters(**told),
            around and Circles(**{**around, "longest": tuple(around["longest"])}),
        )


def dimension_of(points: npt.NDArray[Any]) -> Dimension:
    """The dimension of features ``(n, k)`` of items; 2 where they are too few to tell."""
    some = points[:MOST]
    if len(np.unique(some, axis=0)) < LEAST:
        return Dimension(2.0, 1.0, float(points.shape[1]))
    return intrinsic_dimension(some)


def of_codes(codes: npt.NDArray[Any], dimension: Dimension) -> Evidence:
    """What codes of a plain autoencoder ``(n, d)`` say besides the dimension."""
    z = whitened(codes[:MOST].astype(np.float64))
    enough = len(z) >= 2 * LANDMARKS
    return Evidence(
        dimension,
        clusters(z) if enough else None,
        circles(z) if enough and rings.available() else None,
    )


def whitened(z: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Codes along their principal axes in units of the widest: turned and scaled alike."""
    centred = z - z.mean(0)
    widest = np.linalg.norm(centred, 2) / np.sqrt(len(z))
    found: npt.NDArray[np.float64] = centred / max(float(widest), 1e-12)
    return found
