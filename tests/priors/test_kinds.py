"""The kinds of priors: their defaults are about unit scale."""

import numpy as np
import pytest

from sculptor import priors

N = 60_000


def sample(spec: dict, dim: int | None = None, n: int = N, seed: int = 0) -> np.ndarray:
    return priors.from_spec(spec, dim=dim).sample(n, seed).astype(np.float64)


NAMED = [name for name, kind in priors.KINDS.items() if not kind.content]


@pytest.mark.parametrize("kind", NAMED)
def test_defaults_are_about_unit_scale(kind: str) -> None:
    points = sample({"kind": kind})
    assert np.isfinite(points).all()
    assert (points.std(0) > 0.4).all()
    assert (points.std(0) < 1.8).all()
