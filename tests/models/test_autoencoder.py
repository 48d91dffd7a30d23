"""`encode` and `decode`: what they take, and what they refuse."""

import numpy as np
import pytest
import torch

from sculptor import SculptorError
from sculptor.models import Autoencoder, build
from sculptor.models import autoencoder as module


@pytest.fixture(params=[{"kind": "mlp", "width": 24}, {"kind": "conv", "width": 4}], ids=str)
def model(request: pytest.FixtureRequest) -> Autoencoder:
    return build((3, 8, 8), 2, request.param, stochastic=True)


@pytest.fixture
def images() -> np.ndarray:
    return np.random.default_rng(0).integers(0, 256, (10, 3, 8, 8), dtype=np.uint8)


def test_encode_gives_the_same_for_every_form_of_the_images(
    model: Autoencoder, images: np.ndarray
) -> None:
    expected = model.encode(images)
    floats = images.astype(np.float32) / 255
    assert expected.shape == (10, 2)
    for form in (torch.from_numpy(images), floats, torch.from_numpy(floats)):
        assert torch.equal(model.encode(form), expected)
    assert torch.allclose(model.encode(images / 255), expected, atol=1e-6)
    assert torch.equal(expected, model.posterior(torch.from_numpy(floats)).mu)


def test_hidden_layers_in_half_precision_leave_all_else_as_it_is(
    model: Autoencoder, images: np.ndarray
) -> None:
    x = torch.from_numpy(images / 255).float()
    full = model.posterior(x).mu
    with model.hidden_in(torch.bfloat16):
        half = model.posterior(x).mu
        logits = model.logits(full.detach())
        logits.square().mean().backward()
    assert half.dtype == logits.dtype == torch.float32
    assert 0 < (half - full).abs().max() < 0.05
    assert 0 < (logits - model.logits(full.detach())).abs().max() < 0.05
    assert all(p.grad.dtype == torch.float32 for p in model.decoder.parameters())
    with torch.no_grad():
        for layer in (model.encoder.mu, model.decoder.trunk):
            for parameter in layer.parameters():
                parameter.zero_()
    with model.hidden_in(torch.bfloat16):  # the linear paths are not rounded
        assert torch.equal(model.posterior(x).mu, model.encoder.linear(x.flatten(1)))
        assert torch.equal(model.logits(full).flatten(1), model.decoder.linear(full))


def test_decode_is_the_sigmoid_of_the_logits(model: Autoencoder) -> None:
    z = torch.randn(10, 2, generator=torch.Generator().manual_seed(0))
    images = model.decode(z.numpy())
    assert torch.equal(images, model.logits(z).sigmoid())
    assert torch.equal(images, model.decode(z))
    assert torch.equal(images, model.decode(z.double()))


def test_nothing_is_kept_for_gradients(model: Autoencoder, images: np.ndarray) -> None:
    z = model.encode(images)
    assert not z.requires_grad
    assert not model.decode(z).requires_grad


def test_chunks_change_nothing(
    model: Autoencoder, images: np.ndarray, monkeypatch: pytest.MonkeyPatch
) -> None:
    z = model.encode(images)
    x = model.decode(z)
    monkeypatch.setattr(module, "CHUNK", 3)
    assert torch.allclose(model.encode(images), z, atol=1e-6)
    assert torch.allclose(model.decode(z), x, atol=1e-6)


@pytest.mark.parametrize(
    ("shape", "dtype", "message"),
    [
        ((10, 1, 8, 8), np.uint8, r"\(n, 3, 8, 8\) .* received the shape \(10, 1, 8, 8\)"),
        ((3, 8, 8), np.uint8, r"received the shape \(3, 8, 8\)"),
        ((0, 3, 8, 8), np.uint8, "n of 1 or more"),
        ((2, 3, 8, 8), np.int64, "received torch.int64"),
    ],
)
def test_encode_refuses(model: Autoencoder, shape: tuple, dtype: type, message: str) -> None:
    with pytest.raises(SculptorError, match=message):
        model.encode(np.zeros(shape, dtype))


@pytest.mark.parametrize("value", [255.0, -0.5, np.nan])
def test_encode_refuses_floats_outside_the_unit_interval(model: Autoencoder, value: float) -> None:
    images = np.zeros((2, 3, 8, 8), np.float32)
    images[1, 0, 0, 0] = value
    with pytest.raises(SculptorError, match=r"floats in \[0, 1\], received values from"):
        model.encode(images)


@pytest.mark.parametrize(
    ("codes", "message"),
    [
        (np.zeros((4, 3)), r"\(n, 2\) .* received the shape \(4, 3\)"),
        (np.zeros(2), r"received the shape \(2,\)"),
        (np.zeros((4, 2), np.int64), "as floats, received torch.int64"),
    ],
)
def test_decode_refuses(model: Autoencoder, codes: np.ndarray, message: str) -> None:
    with pytest.raises(SculptorError, match=message):
        model.decode(codes)
