"""Compositions: blocks one after another, independent, and not without end."""

import numpy as np
import pytest

from sculptor import SculptorError, priors

N = 60_000


def sample(spec: dict, dim: int | None = None, n: int = N, seed: int = 0) -> np.ndarray:
    return priors.from_spec(spec, dim=dim).sample(n, seed).astype(np.float64)


def test_blocks_keep_their_order_and_are_independent() -> None:
    points = sample(
        {"kind": "compose", "blocks": [{"kind": "gaussian", "dim": 1}, {"kind": "ring"}]}
    )
    assert points.shape == (N, 3)
    assert np.linalg.norm(points[:, 1:], axis=1).std() < 0.12
    assert abs(np.corrcoef(points.T) - np.eye(3)).max() < 0.02


def test_compositions_have_a_bottom() -> None:
    spec: dict = {"kind": "ring"}
    for _ in range(50):
        spec = {"kind": "compose", "blocks": [spec]}
    with pytest.raises(SculptorError, match="deep"):
        priors.from_spec(spec)
