"""Axes of latents, where they are known."""

import numpy as np
import pytest

from sculptor import SculptorError
from sculptor.metrics.alignment import ica, independent_axes, pca

TURN = np.array([[1.0, 1.0], [-1.0, 1.0]]) / np.sqrt(2)


def test_pca_orders_uncorrelated_axes_by_variance() -> None:
    z = np.random.default_rng(0).standard_normal((500, 3)) @ np.diag([1, 5, 2]) + 7
    aligned = pca(z)
    covariance = aligned.T @ aligned / 500
    assert np.allclose(covariance, np.diag(np.diag(covariance)))
    assert (np.diff(np.diag(covariance)) < 0).all()
    assert np.trace(covariance) == pytest.approx(z.var(0).sum())


def test_ica_finds_uniform_sources_of_equal_variance() -> None:
    sources = np.random.default_rng(0).uniform(size=(2_000, 2))
    found = np.abs(np.corrcoef(ica(sources @ TURN).T, sources.T)[:2, 2:])
    assert np.sort(found.max(0)).min() > 0.99
    assert np.allclose(ica(sources @ TURN).std(0), 1)


@pytest.mark.parametrize("seed", range(6))
def test_no_search_ends_between_the_axes(seed: int) -> None:
    """From some first components a single search stops half a right angle off."""
    sources = np.random.default_rng(1).uniform(-np.sqrt(3), np.sqrt(3), (2_000, 2))
    rotation = independent_axes(sources @ TURN, seed)
    assert np.allclose(rotation @ rotation.T, np.eye(2), atol=1e-9)
    assert np.sort(np.abs(rotation @ TURN.T), axis=1)[:, 1] == pytest.approx(1, abs=0.005)


def test_a_duplicated_latent_leaves_an_axis_of_zeros() -> None:
    z = np.random.default_rng(0).uniform(size=(500, 2))
    for align in (pca, ica):
        aligned = align(np.column_stack([z, z[:, 0]]))
        assert aligned.shape == (500, 3)
        assert aligned.any(0).tolist() == [True, True, False]


@pytest.mark.parametrize("align", [pca, ica])
def test_constant_latents_stay_without_axes(align) -> None:
    assert not align(np.full((50, 3), 0.1)).any()


def test_gaussian_latents_are_turned_without_a_warning(recwarn: pytest.WarningsRecorder) -> None:
    aligned = ica(np.random.default_rng(0).standard_normal((300, 6)))
    assert np.allclose(aligned.T @ aligned / 300, np.eye(6), atol=1e-6)
    assert not recwarn.list


@pytest.mark.parametrize("z", [np.zeros(5), np.full((5, 2), np.nan), np.zeros((5, 0))])
def test_says_what_is_wrong(z: np.ndarray) -> None:
    with pytest.raises(SculptorError, match="Expected"):
        pca(z)
