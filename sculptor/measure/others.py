"""Figures that others have declared, see `sculptor.spec.Metric`."""

from __future__ import annotations

import math
import sys
import traceback
from collections.abc import Iterator
from typing import Any

import numpy as np
import numpy.typing as npt

from sculptor.data import Dataset
from sculptor.measure.catalogue import METRICS
from sculptor.measure.figure import Figure
from sculptor.models import Autoencoder
from sculptor.spec import fill

Floats = npt.NDArray[np.float32]


def figures(
    z: Floats,
    images: Dataset,
    model: Autoencoder,
    target: Floats,
    representation: str,
    seed: int,
    *,
    alone: bool,
) -> Iterator[Figure]:
    """Each figure of which there is all that it takes; NaN where it cannot be computed.

    Args:
        z: Codes of the held-out images, ``(n, latent_dim)``.
        images: These, with what is known of them.
        model: Which decodes the codes, where a figure takes ``reconstructions``.
        target: Samples of the prior; a figure that takes them is given as many codes.
        representation: Which codes these are.
        seed: For a figure that draws.
        alone: Whether there are no other codes, as there are none of a deterministic encoder.
    """
    facts: dict[str, Any] = {
        "target": target,
        "factors": images.factors,
        "labels": images.labels,
        "images": images.images,
        "seed": seed,
    }
    for kind in METRICS.others():
        if not alone and kind.representation not in (representation, "both"):
            continue
        if "reconstructions" in kind.takes and "reconstructions" not in facts:
            facts["reconstructions"] = model.decode(z).numpy()
        if any(facts[name] is None for name in kind.takes):
            continue
        n = min(len(z), len(target)) if "target" in kind.takes else len(z)
        given = {
            name: fact if name in ("target", "seed") else fact[:n]
            for name, fact in facts.items()
            if name in kind.takes
        }
        try:
            value = float(kind.build(z[:n], values=fill(kind, {}), facts=given))
        except Exception:  # of others: no reason to have no figures at all
            traceback.print_exc(file=sys.stderr)
            value = math.nan
        yield Figure(kind.name, representation, value, n)
