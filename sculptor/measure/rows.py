"""How closely rows of a table are reconstructed."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
import torch

from sculptor.measure.figure import Figure
from sculptor.models import Autoencoder

CHUNK = 1_024

Floats = npt.NDArray[np.float32]


def reconstruction(
    model: Autoencoder, rows: Floats, z: Floats, representation: str
) -> Iterator[Figure]:
    """The figures of reconstruction that rows have.

    Args:
        model: On the CPU, of rows.
        rows: ``(n, 1, 1, d)``, NaN where missing.
        z: Their codes, ``(n, latent_dim)``.
        representation: Which codes these are.
    """
    totals = torch.zeros(2, dtype=torch.float64)
    means = []
    with torch.inference_mode():
        parts = zip(
            torch.from_numpy(np.array(rows)).split(CHUNK),
            torch.from_numpy(z).split(CHUNK),
            strict=True,
        )
        for x, codes in parts:
            logits = model.logits(codes)
            mean = model.likelihood.mean(logits)
            nats = model.likelihood.nats(logits, x) * len(x)
            totals += torch.stack([nats, model.likelihood.squared_error(mean, x)]).double()
            means.append(mean.flatten(1).numpy())
    nats, error = (totals / len(rows)).tolist()
    values = {"squared_error": error, "reconstruction": nats}
    values |= _of_columns(model, rows.reshape(len(rows), -1), np.concatenate(means))
    for name, value in values.items():
        yield Figure(name, representation, value, len(rows))


def _of_columns(model: Autoencoder, x: Floats, mean: Floats) -> dict[str, float]:
    """What of numbers is explained, and how many categories are right; where there are such."""
    assert model.layout is not None
    found: dict[str, float] = {}
    numbers = list(model.layout.numbers)
    if numbers:
        value = x[:, numbers].astype(np.float64)
        known = ~np.isnan(value)
        count = np.maximum(known.sum(0), 1)
        middle = np.where(known, value, 0).sum(0) / count
        spread = np.where(known, value - middle, 0)
        error = np.where(known, value - mean[:, numbers], 0)
        if (total := np.square(spread).sum()) > 0:
            found["explained"] = float(1 - np.square(error).sum() / total)
    right = asked = 0
    for start, end in model.layout.blocks:
        known = ~np.isnan(x[:, start])
        asked += int(known.sum())
        same = x[known, start:end].argmax(1) == mean[known, start:end].argmax(1)
        right += int(same.sum())
    if asked:
        found["category_accuracy"] = right / asked
    return found
