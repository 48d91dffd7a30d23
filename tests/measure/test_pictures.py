"""Traversals have their grid where the prior is, and the view of many latents stays calm."""

import numpy as np
import pytest
import torch
from torch import Tensor

from sculptor.measure.pictures import COLUMNS, PLANE, ROWS, principal_plane, traversal


class Shown:
    """A decoder that draws a code as its pixels: latent i at ``codes[i] / 10 + 0.5``."""

    layout = None

    def __init__(self) -> None:
        self.codes = torch.empty(0)

    def decode(self, z: Tensor) -> Tensor:
        self.codes = z
        return (z / 10 + 0.5)[:, None, None, :]


def square(dim: int) -> np.ndarray:
    """Samples whose central 98 % are from -4.9 to 4.9 in each latent."""
    return np.tile(np.linspace(-5, 5, 2_001, dtype=np.float32)[:, None], (1, dim))


def test_of_two_latents_it_is_a_plane_with_z1_to_the_right_and_z2_upwards() -> None:
    model = Shown()
    images = traversal(model, square(2), np.zeros(2, np.float32))
    assert images.shape == (PLANE, PLANE, 1, 1, 2)
    codes = model.codes.reshape(PLANE, PLANE, 2).numpy()
    assert codes[0, 0] == pytest.approx([-4.9, 4.9], abs=1e-5)
    assert codes[-1, -1] == pytest.approx([4.9, -4.9], abs=1e-5)
    assert codes[PLANE // 2, PLANE // 2] == pytest.approx([0, 0], abs=1e-5)
    assert images[0, 0].ravel().tolist() == [3, 252]  # 0.01 and 0.99 of 255


@pytest.mark.parametrize("dim", [1, 3, 12])
def test_of_other_numbers_each_row_moves_one_latent_and_holds_the_rest(dim: int) -> None:
    model, start = Shown(), np.arange(dim, dtype=np.float32) / 10
    images = traversal(model, square(dim), start)
    rows = min(dim, ROWS)
    assert images.shape == (rows, COLUMNS, 1, 1, dim)
    moved = model.codes.reshape(rows, COLUMNS, dim).numpy() != start
    for row in range(rows):
        assert set(np.flatnonzero(moved[row].any(0))) == {row}
        along = model.codes.reshape(rows, COLUMNS, dim)[row, :, row].numpy()
        assert along == pytest.approx(np.linspace(-4.9, 4.9, COLUMNS), abs=1e-5)


def test_the_plane_is_that_of_the_largest_variances() -> None:
    draw = np.random.default_rng(0).standard_normal
    scales = np.float32([1, 5, 0.1, 3])
    encoded, target = (draw((5_000, 4)).astype(np.float32) * scales for _ in range(2))
    plane = principal_plane(encoded, target, None)
    assert plane.T @ plane == pytest.approx(np.eye(2), abs=1e-5)
    assert np.abs(plane[1, 0]) == pytest.approx(1, abs=0.01)
    assert np.abs(plane[3, 1]) == pytest.approx(1, abs=0.01)


def test_the_plane_is_turned_towards_the_one_before() -> None:
    draw = np.random.default_rng(1).standard_normal
    # Of equal variances in two latents, any rotation of the plane is as good.
    cloud = draw((2, 2_000, 3)).astype(np.float32) * np.float32([2, 2, 0.1])
    angle = 1.1
    turned = [[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)], [0, 0]]
    for before in (np.float32(turned), -np.float32(turned), np.float32(turned)[:, ::-1]):
        assert principal_plane(*cloud, before) == pytest.approx(before, abs=0.05)
