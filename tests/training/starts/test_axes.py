"""The starts by independent components: where the axes are known, and what stays as it was."""

import numpy as np
import pytest
import torch

from sculptor import RunConfig, data
from sculptor.columns import Column, Layout
from sculptor.metrics.factors.mcc import mcc_pearson
from sculptor.models import build, spectral_start
from sculptor.training.assemble import assemble
from sculptor.training.config import CLOSED_FORM
from sculptor.training.starts.axes import begin, matched

SHAPE, NETWORK = (1, 8, 8), {"kind": "mlp", "width": 8}
RNG = np.random.default_rng(0)
SOURCES = np.column_stack(
    [RNG.uniform(-1, 1, 4_000), RNG.standard_normal(4_000) / 2, RNG.uniform(-1, 1, 4_000)]
)


def pictures(sources: np.ndarray) -> np.ndarray:
    """Images of patterns that are mixtures of a few independent sources: a rotated cube."""
    patterns = np.linalg.qr(np.random.default_rng(1).normal(size=(64, sources.shape[1])))[0]
    pixels = 127 + 120 * sources @ patterns.T
    return pixels.clip(0, 255).round().astype(np.uint8).reshape(-1, *SHAPE)


def uniform(dim: int) -> torch.Tensor:
    return torch.from_numpy(np.random.default_rng(2).uniform(-3, 1, (5_000, dim)))


def started(start: str, points: torch.Tensor, images: np.ndarray):
    model = build(SHAPE, points.shape[1], NETWORK, stochastic=False, seed=0)
    begin(start, model, images, points)
    return model


def test_the_axes_of_a_rotated_uniform_mixture_are_found() -> None:
    sources = SOURCES[:, [0, 2]]
    images, points = pictures(sources), uniform(2)
    spectral, turned = (started(start, points, images) for start in ("spectral", "ica"))
    assert mcc_pearson(spectral.encode(images).numpy(), sources) < 0.95
    assert mcc_pearson(turned.encode(images).numpy(), sources) > 0.995


def test_it_is_the_spectral_start_turned_with_its_reconstructions() -> None:
    images, points = pictures(SOURCES), uniform(3)
    spectral, turned = (started(start, points, images) for start in ("spectral", "ica"))
    before, after = (model.encode(images).double() for model in (spectral, turned))
    assert torch.allclose(spectral.decode(before.float()), turned.decode(after.float()), atol=1e-4)
    centre = points.mean(0)
    rotation = torch.linalg.lstsq(before - centre, after - centre).solution
    # The prior's covariance is a multiple of I up to chance: a rotation in whitened coordinates.
    assert torch.allclose(rotation @ rotation.T, torch.eye(3, dtype=torch.float64), atol=0.05)
    assert torch.allclose(after.T.cov(), points.T.cov(), atol=1e-2)


def test_the_most_uniform_components_start_on_the_uniform_coordinates() -> None:
    """Of three sources the second is Gaussian, and so is the prior's first coordinate."""
    images, points = pictures(SOURCES), uniform(3)
    points[:, 0] = torch.randn(5_000, generator=torch.Generator().manual_seed(0)).double()
    codes = started("ica", points, images).encode(images).numpy()
    strength = np.abs(np.corrcoef(codes.T, SOURCES.T)[:3, 3:])
    assert strength[0, 1] > 0.97
    assert strength[1:, [0, 2]].max(1).min() > 0.97


def test_components_go_where_they_look_alike_and_are_mirrored_where_that_is_nearer() -> None:
    skewed = RNG.exponential(size=2_000) - 1
    flat = RNG.uniform(-np.sqrt(3), np.sqrt(3), 2_000)
    places = matched(np.column_stack([flat, -skewed]), np.column_stack([skewed, flat]))
    assert places[0].tolist() == [0, -1]
    assert np.abs(places[1]).tolist() == [1, 0]


def test_on_a_flat_prior_it_is_the_spectral_start() -> None:
    points = uniform(1) @ torch.tensor([[1.0, 2.0, 0.0]], dtype=torch.float64)
    images = pictures(SOURCES)
    codes, same = (started(start, points, images).encode(images) for start in ("ica", "spectral"))
    assert torch.equal(codes, same)


@pytest.mark.parametrize("start", ["ica", "neighbours"])
def test_more_latents_than_directions_and_images_all_alike(start: str) -> None:
    points = uniform(3)
    images = np.zeros((400, *SHAPE), np.uint8)
    images[:, 0, [0, 4], [0, 4]] = np.random.default_rng(3).integers(0, 256, (400, 2))
    codes = started(start, points, images).encode(images).double()
    assert np.linalg.matrix_rank(codes.T.cov().numpy(), tol=0.1) == 2
    alike = np.full((20, *SHAPE), 77, np.uint8)
    centre = points.mean(0).float().expand(20, -1)
    assert torch.allclose(started(start, points, alike).encode(alike), centre, atol=1e-4)


@pytest.mark.parametrize("start", ["ica", "neighbours"])
def test_rows_of_a_table_with_something_missing(start: str) -> None:
    mixed = SOURCES[:1_000, [0, 2]] @ np.random.default_rng(4).normal(size=(2, 6))
    rows = mixed.astype(np.float32)[:, None, None]
    rows[0, 0, 0, 3] = np.nan
    layout = Layout(tuple(Column(f"x{i}") for i in range(6)))
    model = build(layout.shape, 2, NETWORK, stochastic=False, layout=layout)
    begin(start, model, rows, uniform(2))
    codes = model.encode(rows[1:]).numpy()
    assert mcc_pearson(codes, SOURCES[1:1_000, [0, 2]]) > 0.95


@pytest.mark.parametrize("start", CLOSED_FORM)
def test_every_objective_starts_alike(start: str) -> None:
    configs = [
        RunConfig(dataset="digits", prior="gaussian", objective=kind, start=start)
        for kind in ("ae", "vae")
    ]
    images = data.load("digits").images[:50]
    plain, stochastic = (assemble(config).training.model.encode(images) for config in configs)
    assert torch.allclose(plain, stochastic, atol=1e-5)


def test_the_spectral_start_is_what_it_was() -> None:
    images, points = pictures(SOURCES), uniform(2)
    model = build(SHAPE, 2, NETWORK, stochastic=False, seed=0)
    spectral_start(model, images, points.mean(0), points.T.cov())
    assert torch.equal(model.encode(images), started("spectral", points, images).encode(images))
