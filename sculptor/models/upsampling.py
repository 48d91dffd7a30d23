"""The layer that doubles the sides of an image."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor, nn
from torch.autograd.function import once_differentiable
from torch.nn import functional

KERNEL, STRIDE, PADDING = 4, 2, 1

THIN = 4
"""Output channels up to which one convolution of four times as many is faster on a CPU."""


class Upsampling(nn.ConvTranspose2d):
    """A transposed convolution of 4 x 4 pixels and stride 2, on CPUs in less time than torch's.

    A step of the convolutional network spends four fifths as long in it (batches of 256). Torch
    leaves two things to oneDNN that it is slow at: few output channels, of which it computes a
    whole vector, and the bias's gradient. The values are the same.

    Args:
        inputs: Channels that come in.
        outputs: Channels that go out.
        odd: 1 for a height, and for a width, that is one more than twice what comes in.
    """

    def __init__(self, inputs: int, outputs: int, odd: tuple[int, int]) -> None:
        super().__init__(inputs, outputs, KERNEL, STRIDE, PADDING, odd)

    def forward(self, x: Tensor, output_size: list[int] | None = None) -> Tensor:
        """``(n, outputs, 2 h, 2 w)`` of ``(n, inputs, h, w)``."""
        if x.device.type != "cpu":
            return super().forward(x, output_size)
        assert self.bias is not None
        weight, bias = self.weight.to(x.dtype), self.bias.to(x.dtype)  # as autocast would
        upsampled: Tensor = _Upsample.apply(  # type: ignore[no-untyped-call]
            x, weight, bias, list(self.output_padding)
        )
        return upsampled


class _Upsample(torch.autograd.Function):
    @staticmethod
    def forward(ctx: Any, x: Tensor, weight: Tensor, bias: Tensor, odd: list[int]) -> Tensor:
        ctx.save_for_backward(x, weight)
        ctx.odd = odd
        if weight.shape[1] <= THIN and not any(odd):
            return _thin(x, weight, bias)
        return torch.conv_transpose2d(x, weight, bias, STRIDE, PADDING, odd)

    @staticmethod
    @once_differentiable
    def backward(ctx: Any, grad: Tensor) -> tuple[Tensor | None, ...]:
        x, weight = ctx.saved_tensors
        geometry = ((STRIDE, STRIDE), (PADDING, PADDING), (1, 1), True, ctx.odd, 1)
        grad_x, grad_weight, _ = torch.ops.aten.convolution_backward(
            grad, x, weight, None, *geometry, (*ctx.needs_input_grad[:2], False)
        )
        return grad_x, grad_weight, grad.sum((0, 2, 3)), None


def _thin(x: Tensor, weight: Tensor, bias: Tensor) -> Tensor:
    """The same as one convolution of 3 x 3 pixels, from which each block of 2 x 2 is laid out.

    Row 2 i + a of the image has the terms x[i + u - 1] weight[a + 3 - 2 u] for u = 0, 1, 2, where
    the weight has rows 0 to 3; and so the columns.
    """
    inputs, outputs = weight.shape[:2]
    taps = functional.pad(weight, (1, 1, 1, 1)).view(inputs, outputs, 3, 2, 3, 2).flip(2, 4)
    taps = taps.permute(1, 3, 5, 0, 2, 4).reshape(4 * outputs, inputs, 3, 3)
    blocks = torch.conv2d(x, taps, bias.repeat_interleave(4), 1, 1)
    return functional.pixel_shuffle(blocks, 2)
