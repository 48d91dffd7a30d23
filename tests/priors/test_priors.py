"""Priors: moments on paper, JSON, seeds, and what a specification may not say."""

import json
from pathlib import Path

import numpy as np
import pytest
import torch
from scipy import stats

from sculptor import SculptorError, home, priors

N = 60_000


def sample(spec: dict, dim: int | None = None, n: int = N, seed: int = 0) -> np.ndarray:
    return priors.from_spec(spec, dim=dim).sample(n, seed).astype(np.float64)


NAMED = [name for name, kind in priors.KINDS.items() if not kind.content]


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


def test_points_of_a_sphere_lie_on_it_and_of_a_checkerboard_in_its_dark_fields() -> None:
    assert np.linalg.norm(sample({"kind": "sphere", "radius": 2.5}, 5), axis=1) == pytest.approx(
        2.5, abs=1e-5
    )
    fields = np.floor(sample({"kind": "checkerboard", "cells": 4, "side": 4.0})).astype(int)
    assert (fields.sum(1) % 2 == 0).all()
    assert len(np.unique(fields, axis=0)) == 8


@pytest.mark.parametrize("kind", NAMED)
def test_defaults_are_about_unit_scale(kind: str) -> None:
    points = sample({"kind": kind})
    assert np.isfinite(points).all()
    assert (points.std(0) > 0.4).all()
    assert (points.std(0) < 1.8).all()


def specs(tmp: Path) -> list[dict]:
    """One specification of every kind, plain, moved and composed."""
    cloud = priors.from_samples(np.random.default_rng(0).normal(size=(50, 3))).spec
    drawing = priors.from_image(np.eye(8), extent=(-2, 2, -1, 1)).spec
    (home.home() / "run-1").mkdir(parents=True)
    np.save(home.home() / "run-1" / "latents.npy", np.random.default_rng(1).normal(size=(9, 2)))
    return [
        *({"kind": kind} for kind in NAMED),
        cloud,
        {**cloud, "jitter": 0.1},
        drawing,
        {"kind": "run", "run": "run-1"},
        {"kind": "ring", "shift": [1, 2], "scale": 0.5, "rotation": 30},
        {
            "kind": "compose",
            "blocks": [
                drawing,
                {"kind": "uniform", "dim": 1},
                {"kind": "compose", "blocks": [{"kind": "sphere", "dim": 3}, cloud]},
            ],
            "rotation": [{"plane": [0, 4], "degrees": 45}],
        },
    ]


def test_every_prior_survives_json(tmp_path: Path) -> None:
    for spec in specs(tmp_path):
        prior = priors.from_spec(spec)
        text = json.dumps(prior.spec)
        assert prior.spec == spec
        again = priors.from_spec(json.loads(text))
        assert np.array_equal(prior.sample(100, 3), again.sample(100, 3)), spec["kind"]
        assert not np.array_equal(prior.sample(100, 3), prior.sample(100, 4))
        assert prior.sample(100, 3).dtype == np.float32


def test_generators_of_numpy_and_torch_will_do() -> None:
    prior = priors.from_spec({"kind": "gaussian"})
    assert np.array_equal(prior.sample(5, 0), prior.sample(5, np.random.default_rng(0)))
    one, other = (prior.sample(5, torch.Generator().manual_seed(1)) for _ in range(2))
    assert np.array_equal(one, other)
    assert prior.sample(0).shape == (0, 2)


def test_a_drawing_is_sampled_as_dense_as_it_is_drawn() -> None:
    density = np.array([[0, 50, 255], [100, 0, 25], [10, 5, 200]], np.uint8)
    points = priors.from_image(density, extent=(0, 3, 0, 3)).sample(N, 0)
    counts, _, _ = np.histogram2d(3 - points[:, 1], points[:, 0], bins=3, range=[[0, 3], [0, 3]])
    drawn = density > 0
    assert counts[~drawn].sum() == 0
    expected = density[drawn] / density.sum() * N
    assert stats.chisquare(counts[drawn], expected).pvalue > 1e-4


def test_the_first_row_of_a_drawing_is_its_top() -> None:
    density = np.zeros((10, 10), np.uint8)
    density[0, :] = 255
    assert priors.from_image(density).sample(100, 0)[:, 1].min() > 2.3


def test_blocks_keep_their_order_and_are_independent() -> None:
    points = sample(
        {"kind": "compose", "blocks": [{"kind": "gaussian", "dim": 1}, {"kind": "ring"}]}
    )
    assert points.shape == (N, 3)
    assert np.linalg.norm(points[:, 1:], axis=1).std() < 0.12
    assert abs(np.corrcoef(points.T) - np.eye(3)).max() < 0.02


def test_scale_then_rotation_then_shift() -> None:
    moved = sample(
        {"kind": "uniform", "radius": 1.0, "scale": [2, 1], "rotation": 90, "shift": [10, 0]}
    )
    low, high = moved.min(0), moved.max(0)
    assert low == pytest.approx([9, -2], abs=0.01)
    assert high == pytest.approx([11, 2], abs=0.01)


def test_the_dimension_of_a_run_fills_in_where_a_kind_allows_any() -> None:
    assert priors.from_spec({"kind": "gaussian"}, dim=7).spec == {"kind": "gaussian", "dim": 7}
    assert priors.from_spec({"kind": "gaussian", "dim": 3}, dim=7).dim == 3
    assert priors.from_spec({"kind": "ring"}, dim=7).dim == 2


@pytest.mark.parametrize(
    ("spec", "words"),
    [
        ({}, "kind"),
        ({"kind": "rign"}, "Did you mean ring"),
        ({"kind": "ring", "radios": 2}, "Did you mean radius"),
        ({"kind": "ring", "radius": "wide"}, "radius"),
        ({"kind": "ring", "radius": -1}, "radius"),
        ({"kind": "ring", "radius": True}, "radius"),
        ({"kind": "ring", "radius": float("nan")}, "finite"),
        ({"kind": "ring", "dim": 3}, "compose"),
        ({"kind": "gaussian", "dim": 0}, "dim"),
        ({"kind": "gaussian", "dim": 513}, "512"),
        ({"kind": "gaussian-mixture", "k": 2, "weights": [1, 2, 3]}, "weights"),
        ({"kind": "torus", "radius": 1.0, "tube": 2.0}, "tube"),
        ({"kind": "ring", "shift": [1, 2, 3]}, "shift"),
        ({"kind": "ring", "scale": 0}, "scale"),
        ({"kind": "ring", "rotation": [{"plane": [0, 5], "degrees": 3}]}, "rotation"),
        ({"kind": "gaussian", "dim": 1, "rotation": 30}, "rotation"),
        ({"kind": "compose", "blocks": []}, "blocks"),
        ({"kind": "compose", "blocks": "ring"}, "blocks"),
        ({"kind": "compose", "blocks": [{"kind": "gaussian", "dim": 300}] * 2}, "512"),
        ({"kind": "image", "png": "!", "extent": [-1, 1, -1, 1]}, "base64"),
        ({"kind": "image", "png": "", "extent": [1, -1, -1, 1]}, "extent"),
        ({"kind": "samples", "sha256": "../../etc/passwd", "shape": [2, 2]}, "SHA-256"),
        ({"kind": "samples", "sha256": "0" * 64, "shape": [2, 2]}, "not there"),
        ({"kind": "run", "run": "../../etc"}, "id of a run"),
        ({"kind": "run", "run": "gone"}, "no|none"),
    ],
)
def test_says_what_is_wrong_with_a_specification(spec: dict, words: str) -> None:
    with pytest.raises(SculptorError, match=words):
        priors.from_spec(spec)


def test_compositions_have_a_bottom() -> None:
    spec: dict = {"kind": "ring"}
    for _ in range(50):
        spec = {"kind": "compose", "blocks": [spec]}
    with pytest.raises(SculptorError, match="deep"):
        priors.from_spec(spec)


def test_what_is_no_json_object_is_refused() -> None:
    for spec in (None, 7, "ring"):
        with pytest.raises(SculptorError, match=r"object|kind"):
            priors.from_spec(spec)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "points", [np.zeros((1, 2)), np.full((5, 2), np.nan), np.array([["a"]]), np.zeros((2, 600))]
)
def test_says_what_is_wrong_with_samples(points: np.ndarray) -> None:
    with pytest.raises(SculptorError, match="Expected"):
        priors.from_samples(points)


def test_an_empty_drawing_invites_to_draw() -> None:
    with pytest.raises(SculptorError, match="Draw something"):
        priors.from_image(np.zeros((4, 4)))
