"""Priors in the plane: where their points lie."""

import numpy as np
import pytest

from sculptor import priors

N = 60_000


def sample(spec: dict, dim: int | None = None, n: int = N, seed: int = 0) -> np.ndarray:
    return priors.from_spec(spec, dim=dim).sample(n, seed).astype(np.float64)


def test_points_of_a_checkerboard_lie_in_its_dark_fields() -> None:
    fields = np.floor(sample({"kind": "checkerboard", "cells": 4, "side": 4.0})).astype(int)
    assert (fields.sum(1) % 2 == 0).all()
    assert len(np.unique(fields, axis=0)) == 8


def test_points_of_rings_lie_on_their_circles_each_as_dense() -> None:
    spec = {"kind": "rings", "count": 3, "radius": 3.0, "width": 0.0}
    radii, counts = np.unique(np.linalg.norm(sample(spec), axis=1).round(3), return_counts=True)
    assert radii.tolist() == [1, 2, 3]
    assert counts / radii == pytest.approx(N / 6, rel=0.05)  # points for each unit of the line


def test_points_of_a_spiral_lie_on_it_and_fill_its_disc_evenly() -> None:
    points = sample({"kind": "spiral", "arms": 2, "turns": 1.5, "radius": 2.0, "width": 0.0})
    along = np.linalg.norm(points, axis=1) / 2
    around = np.arctan2(points[:, 1], points[:, 0]) - 2 * np.pi * 1.5 * along
    arm = (around / np.pi) % 2  # 0 or 1, of two arms half a turn apart
    assert np.minimum(abs(arm - 1), np.minimum(arm, 2 - arm)).max() < 1e-4
    assert np.mean(along**2) == pytest.approx(0.5, abs=0.01)


def test_points_of_a_grid_without_width_are_its_dots() -> None:
    points = sample({"kind": "grid", "dim": 3, "count": 4, "side": 6.0, "width": 0.0})
    dots, counts = np.unique(points, axis=0, return_counts=True)
    assert np.unique(dots).tolist() == [-3, -1, 1, 3]
    assert len(dots) == 4**3
    assert counts == pytest.approx(N / 4**3, rel=0.2)
