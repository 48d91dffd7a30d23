"""The spectral start against numpy's singular value decomposition, and its mean and covariance."""

import numpy as np
import pytest
import torch

from sculptor import SculptorError
from sculptor.models import Autoencoder, build, components
from sculptor.models.spectral import spectral_start

MEAN = np.array([0.5, -1.0, 2.0])
COV = np.array([[1.0, 0.3, 0.0], [0.3, 0.5, -0.2], [0.0, -0.2, 2.0]])


def smooth(n: int, shape: tuple[int, int, int] = (1, 12, 10), rank: int = 20) -> np.ndarray:
    """Images of a few random patterns each, the first the strongest."""
    rng = np.random.default_rng(0)
    patterns = rng.normal(size=(rank, *shape)) * 0.8 ** np.arange(rank)[:, None, None, None]
    images = 127 + 18 * np.einsum("nk,kchw->nchw", rng.normal(size=(n, rank)), patterns)
    return images.clip(0, 255).astype(np.uint8)


def start(images: np.ndarray, dim: int, mean: object = None, cov: object = None) -> Autoencoder:
    network = {"kind": "mlp", "width": 8}
    model = build(images.shape[1:], dim, network, stochastic=False)
    spectral_start(model, images, mean, cov)
    return model


def codes(model: Autoencoder, images: np.ndarray) -> np.ndarray:
    return model.encode(images).double().numpy()


def whitened(images: np.ndarray, dim: int) -> np.ndarray:
    """Whitened principal components by numpy."""
    x = images.reshape(len(images), -1) / 255
    u, _, _ = np.linalg.svd(x - x.mean(0), full_matrices=False)
    return u[:, :dim] * np.sqrt(len(images) - 1)


# More images than pixels; fewer; and, with the limit lowered, subspace iteration.
@pytest.mark.parametrize(("n", "exact"), [(500, 2_048), (60, 2_048), (500, 50)])
def test_it_is_whitened_pca(n: int, exact: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(components, "EXACT", exact)
    images = smooth(n)
    found, expected = codes(start(images, 4), images), whitened(images, 4)
    signs = np.sign((found * expected).sum(0))
    assert np.allclose(found, expected * signs, atol=2e-3)


@pytest.mark.parametrize(("n", "exact"), [(500, 2_048), (60, 2_048), (500, 50)])
def test_the_means_have_the_priors_mean_and_covariance(
    n: int, exact: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(components, "EXACT", exact)
    images = smooth(n)
    mu = codes(start(images, 3, MEAN, COV), images)
    assert np.allclose(mu.mean(0), MEAN, atol=1e-3)
    assert np.allclose(np.cov(mu.T), COV, atol=1e-3)


def test_a_prior_on_a_line_is_matched() -> None:
    cov = np.outer([1.0, 2.0], [1.0, 2.0])
    images = smooth(200)
    assert np.allclose(np.cov(codes(start(images, 2, None, cov), images).T), cov, atol=1e-3)


def test_one_latent_takes_the_number_that_torch_cov_returns() -> None:
    images = smooth(200)
    model = start(
        images, 1, torch.tensor([3.0]), torch.randn(100, dtype=torch.float64).cov() * 0 + 4
    )
    mu = codes(model, images)
    assert np.allclose([mu.mean(), mu.var(ddof=1)], [3, 4], atol=1e-3)


def test_constant_pixels_and_more_latents_than_directions() -> None:
    images = smooth(200, rank=3)
    images[:, :, :3] = 0
    images[:, :, 3:] = images[:, :, 3:] // 64 * 64
    few = np.zeros((200, 1, 8, 8), np.uint8)
    few[::2, 0, 0, 0] = 255
    few[::3, 0, 4, 4] = 200
    mu = codes(start(few, 5), few)
    assert np.allclose(np.cov(mu[:, :2].T), np.eye(2), atol=1e-3)
    assert np.allclose(mu[:, 2:], 0, atol=1e-5)
    assert np.isfinite(codes(start(images, 100), images)).all()


def test_more_latents_than_images_and_images_all_alike() -> None:
    images = smooth(4)
    mu = codes(start(images, 6), images)
    assert np.allclose(np.cov(mu.T), np.diag([1, 1, 1, 0, 0, 0]), atol=1e-3)
    alike = np.full((5, 1, 8, 8), 77, np.uint8)
    assert np.allclose(codes(start(alike, 2, [1.0, 2.0]), alike), [1, 2], atol=1e-5)
    assert np.allclose(codes(start(alike[:1], 2, [1.0, 2.0]), alike[:1]), [1, 2], atol=1e-5)


def test_signs_do_not_depend_on_the_order_of_the_images() -> None:
    images = smooth(300)
    first, second = start(images, 4), start(images[::-1].copy(), 4)
    left, right = (model.encoder.linear.weight.detach() for model in (first, second))
    assert torch.allclose(left, right, atol=1e-4)
    rows = torch.arange(4)
    assert (left[rows, left.abs().argmax(1)] > 0).all()


def test_only_so_many_images_are_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(components, "IMAGES", 100)
    images = smooth(397)
    few = start(images[::4], 3)
    assert torch.equal(start(images, 3).encoder.linear.weight, few.encoder.linear.weight)


@pytest.mark.parametrize("network", [{"kind": "mlp", "width": 8}, {"kind": "conv", "width": 4}])
@pytest.mark.parametrize("stochastic", [False, True])
def test_it_is_the_same_for_every_network(network: dict, stochastic: bool) -> None:
    images = smooth(200)
    model = build(images.shape[1:], 3, network, stochastic=stochastic)
    spectral_start(model, images)
    assert torch.allclose(model.encode(images), start(images, 3).encode(images), atol=1e-5)


def test_the_decoder_starts_around_the_mean_image() -> None:
    images = smooth(300)
    bias = start(images, 3).decoder.linear.bias.detach()
    mean = images.reshape(300, -1).mean(0) / 255
    assert np.allclose(bias.sigmoid().numpy(), mean, atol=2e-3)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"images": smooth(5)[:, 0]}, r"shape \(n, 1, 12, 10\), received uint8 of shape \(5, 12"),
        ({"images": smooth(5) / 255}, "received float64"),
        ({"images": smooth(5)[:0]}, r"shape \(0, 1, 12, 10\)"),
        ({"mean": np.zeros(2)}, r"a mean .* shape \(3,\), received the shape \(2,\)"),
        ({"cov": np.zeros((3, 2))}, "a covariance"),
        ({"cov": np.full((3, 3), np.nan)}, "finite numbers"),
    ],
)
def test_what_does_not_fit_is_refused(change: dict, message: str) -> None:
    model = build((1, 12, 10), 3, {"kind": "mlp", "width": 8}, stochastic=False)
    with pytest.raises(SculptorError, match=message):
        spectral_start(model, **{"images": smooth(5), "mean": None, "cov": None} | change)
