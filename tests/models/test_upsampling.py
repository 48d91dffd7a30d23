"""The upsampling layer, against torch's transposed convolution."""

from __future__ import annotations

import pytest
import torch
from torch import Tensor, nn

from sculptor.models.upsampling import THIN, Upsampling

SHAPES = {
    "grey": (1, (0, 0)),
    "colour": (3, (0, 0)),
    "grey with an odd height": (1, (1, 0)),
    "wide with an odd width": (THIN + 2, (0, 1)),
    "wide": (THIN + 2, (0, 0)),
}


@pytest.fixture(params=SHAPES.values(), ids=list(SHAPES))
def layer(request: pytest.FixtureRequest) -> Upsampling:
    outputs, odd = request.param
    torch.manual_seed(0)
    return Upsampling(5, outputs, odd).double()


def images(layer: Upsampling) -> Tensor:
    """Three images of 3 x 4 pixels, in the layout of the network."""
    x = torch.randn(3, layer.in_channels, 3, 4, dtype=layer.weight.dtype)
    return x.contiguous(memory_format=torch.channels_last).requires_grad_()


def test_it_is_the_transposed_convolution(layer: Upsampling) -> None:
    x = images(layer)
    found, expected = layer(x), nn.ConvTranspose2d.forward(layer, x)
    torch.testing.assert_close(found, expected, rtol=0, atol=1e-12)
    grad = torch.randn_like(expected)
    of = (x, layer.weight, layer.bias)
    for ours, theirs in zip(
        torch.autograd.grad(found, of, grad), torch.autograd.grad(expected, of, grad), strict=True
    ):
        torch.testing.assert_close(ours, theirs, rtol=0, atol=1e-12)


def test_its_gradient_agrees_with_the_numerical_one(layer: Upsampling) -> None:
    def upsample(x: Tensor, weight: Tensor, bias: Tensor) -> Tensor:
        values = {"weight": weight, "bias": bias}
        found: Tensor = torch.func.functional_call(layer, values, (x,))
        return found

    assert torch.autograd.gradcheck(upsample, (images(layer), layer.weight, layer.bias))


def test_images_that_need_no_gradient_get_none(layer: Upsampling) -> None:
    x = images(layer).detach()
    layer(x).sum().backward()
    assert x.grad is None
    assert layer.weight.grad is not None


def test_half_precision_stays_so_and_the_gradients_are_single(layer: Upsampling) -> None:
    layer = layer.float()
    x = images(layer)
    with torch.autocast("cpu", torch.bfloat16):
        found = layer(x.bfloat16())
    assert found.dtype == torch.bfloat16
    expected = nn.ConvTranspose2d.forward(layer, x)
    torch.testing.assert_close(found.float(), expected, rtol=0.02, atol=0.02)
    found.sum().backward()
    assert layer.weight.grad is not None
    assert layer.weight.grad.dtype == torch.float32
