"""Directions in which neighbours differ least, where they are known on paper."""

import numpy as np
import torch

from sculptor.data.sets import sprites
from sculptor.models import build
from sculptor.models.neighbours import few_steps
from sculptor.models.spectral import spectral_start


def line(n: int) -> np.ndarray:
    """A wide bar that moves along a line of eight pixels, its place uniform."""
    place = np.random.default_rng(0).permutation(np.linspace(0, 6, n))[:, None]
    bars = np.clip(1.5 - np.abs(np.arange(8) - place), 0, 1)
    return (255 * bars).round().astype(np.uint8)[:, None, None], place[:, 0]


def codes(images: np.ndarray, dim: int) -> np.ndarray:
    components, matrix = few_steps(images, dim)
    pixels = torch.from_numpy(images.reshape(len(images), -1)).double() / 255
    return ((pixels - components.mean) @ matrix.T).numpy()


def test_on_a_line_they_are_the_cosines_of_the_path() -> None:
    """The eigenfunctions of the Laplacian on [0, 1] without flow through its ends: cos(kπt)."""
    images, place = line(600)
    found = codes(images, 2)
    assert np.allclose(np.cov(found.T), np.eye(2), atol=1e-3)
    for k in (1, 2):
        cosine = np.cos(k * np.pi * place / 6)
        assert abs(np.corrcoef(found[:, k - 1], cosine)[0, 1]) > 0.98


def test_the_positions_of_a_sprite_are_not_folded() -> None:
    """Both are linear in the two directions: principal components pull the corners in."""
    data = sprites.positions(800, 0)

    def told(z: np.ndarray) -> float:
        design = np.column_stack([z, np.ones(len(z))])
        left = data.factors - design @ np.linalg.lstsq(design, data.factors)[0]
        return float(1 - left.var() / data.factors.var())

    folded = build((1, 32, 32), 2, {"kind": "mlp", "width": 8}, stochastic=False)
    spectral_start(folded, data.images)
    assert told(folded.encode(data.images).numpy()) < 0.85
    assert told(codes(data.images, 2)) > 0.95


def test_fewer_directions_than_asked_for_and_copies_of_an_image() -> None:
    images = np.zeros((60, 1, 4, 4), np.uint8)
    images[::2, 0, 0, 0] = 255
    found = codes(images, 3)
    assert found.shape == (60, 1)
    assert np.allclose(np.abs(found), np.abs(found[0]), rtol=0.1)
    assert codes(images[:1], 2).shape == (1, 0)
