"""Named priors: moments on paper, and about unit scale."""

import numpy as np
import pytest

from sculptor import priors

N = 60_000


def sample(spec: dict, dim: int | None = None, n: int = N, seed: int = 0) -> np.ndarray:
    return priors.from_spec(spec, dim=dim).sample(n, seed).astype(np.float64)


@pytest.mark.parametrize(
    ("spec", "dim", "variance"),
    [
        ({"kind": "gaussian"}, 3, [1, 1, 1]),
        ({"kind": "gaussian", "std": 2.0}, 2, [4, 4]),
        ({"kind": "uniform"}, 2, [4 / 3] * 2),
        ({"kind": "uniform", "shape": "disc"}, 2, [1, 1]),
        ({"kind": "uniform", "shape": "disc"}, 3, [4 / 5] * 3),
        ({"kind": "laplace"}, 2, [1, 1]),
        ({"kind": "student-t", "df": 10.0, "width": 1.0}, 2, [10 / 8] * 2),
        ({"kind": "gaussian-mixture", "k": 4, "spread": 2.0, "std": 0.5}, 2, [2.25] * 2),
        ({"kind": "ring", "radius": 2.0, "width": 0.1}, 2, [2.005] * 2),
        ({"kind": "moons", "radius": 1.0, "width": 0.0}, 2, [0.75, 9 / 16 - 1 / np.pi]),
        ({"kind": "checkerboard", "side": 4.0}, 2, [4 / 3] * 2),
        ({"kind": "torus", "radius": 2.0, "tube": 1.0}, 3, [2.75, 2.75, 0.5]),
        ({"kind": "sphere", "radius": 3.0}, 4, [9 / 4] * 4),
    ],
)
def test_moments_are_those_on_paper(spec: dict, dim: int, variance: list[float]) -> None:
    points = sample(spec, dim)
    assert points.shape == (N, dim)
    assert points.mean(0) == pytest.approx(0, abs=0.04)
    assert points.var(0) == pytest.approx(variance, rel=0.05)
