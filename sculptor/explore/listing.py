"""Codes as a table of text, with what is known of each beside it."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

Columns = Mapping[str, Sequence[Any]]


def listing(codes: npt.NDArray[np.floating], before: Columns, after: Columns | None = None) -> str:
    """A CSV with a row a code, whose latents are z1, z2 and so on, with six digits.

    >>> print(listing(np.array([[0.5, 1 / 3]]), {"id": [7]}, {"near": [4]}), end="")
    id,z1,z2,near
    7,0.5,0.333333,4

    Args:
        codes: ``(n, latent_dim)``.
        before: Columns of n values that stand before the latents, by name.
        after: Columns that stand after them.
    """
    after = after or {}
    latents = {f"z{i}": [f"{value:.6g}" for value in z] for i, z in enumerate(codes.T.tolist(), 1)}
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([*before, *latents, *after])
    columns = [*before.values(), *latents.values(), *after.values()]
    writer.writerows(zip(*columns, strict=True))
    return text.getvalue()
