"""What tests of published sets have in common."""

import numpy as np

from sculptor.data import Dataset

Arrays = dict[str, np.ndarray]


def rows_by_factors(found: Dataset) -> dict[tuple[float, ...], np.ndarray]:
    """Images by their factors, in whichever order they are."""
    return {
        tuple(factors): image
        for factors, image in zip(found.factors.round(4).tolist(), found.images, strict=True)
    }
