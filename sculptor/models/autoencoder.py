"""An encoder and a decoder that belong together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor, nn

from sculptor.errors import SculptorError
from sculptor.models.networks import Decoder, Encoder
from sculptor.models.posterior import Posterior
from sculptor.models.precision import single_precision

Array = npt.NDArray[Any] | Tensor

CHUNK = 1_024
"""Images that `encode` and `decode` have on the device at once."""


class Autoencoder(nn.Module):
    """q(z|x) and p(x|z): an encoder and a decoder of Bernoulli logits.

    `posterior` and `logits` are for training; `encode` and `decode` take and check what people
    have. Made by `sculptor.models.build`.

    Args:
        encoder: From images to a `Posterior`.
        decoder: From codes to logits.
        image_shape: Channels, height and width.
        latent_dim: Dimensions of z.
        network: The JSON that it was built from.
    """

    def __init__(
        self,
        encoder: Encoder,
        decoder: Decoder,
        image_shape: tuple[int, int, int],
        latent_dim: int,
        network: Mapping[str, Any],
    ) -> None:
        super().__init__()
        self.encoder = encoder
        self.decoder = decoder
        self.image_shape = image_shape
        self.latent_dim = latent_dim
        self.network = dict(network)
        self._hidden: torch.dtype | None = None

    @property
    def stochastic(self) -> bool:
        """Whether the encoder is Gaussian."""
        return self.encoder.logvar is not None

    @property
    def device(self) -> torch.device:
        """Where the weights are."""
        return self.decoder.linear.weight.device

    @contextmanager
    def hidden_in(self, dtype: torch.dtype | None) -> Iterator[None]:
        """Compute the hidden layers in another precision, such as ``torch.bfloat16``.

        Weights, codes, the linear paths and what is made of the logits keep theirs: a code that is
        rounded to three digits would blur the distances that the MMD looks at.
        """
        self._hidden = dtype
        try:
            yield
        finally:
            self._hidden = None

    def posterior(self, x: Tensor) -> Posterior:
        """q(z|x) of images ``(n, c, h, w)``, float in [0, 1]."""
        posterior: Posterior = self.encoder(x, self._hidden)
        return posterior

    def logits(self, z: Tensor) -> Tensor:
        """Bernoulli logits ``(n, c, h, w)`` of codes ``(n, latent_dim)``."""
        logits: Tensor = self.decoder(z, self._hidden)
        return logits

    @torch.no_grad()
    @single_precision()
    def encode(self, x: Array) -> Tensor:
        """The means mu(x) of images.

        Args:
            x: ``(n, c, h, w)``, uint8 or float in [0, 1].

        Returns:
            ``(n, latent_dim)`` float32, on the device of the model.

        Raises:
            SculptorError: The images have another shape or other values.
        """
        x = torch.as_tensor(x)
        self._check(x, "images", self.image_shape)
        if x.dtype != torch.uint8:
            _check_unit(x)
        means = [self.posterior(self._unit(part)).mu for part in torch.split(x, CHUNK)]
        return torch.cat(means)

    @torch.no_grad()
    @single_precision()
    def decode(self, z: Array) -> Tensor:
        """The mean images sigmoid(logits(z)) of codes.

        Args:
            z: ``(n, latent_dim)``, float.

        Returns:
            ``(n, c, h, w)`` float32 in [0, 1], on the device of the model.

        Raises:
            SculptorError: The codes have another shape, or are not numbers.
        """
        z = torch.as_tensor(z)
        self._check(z, "codes", (self.latent_dim,))
        if not torch.is_floating_point(z):
            raise SculptorError(f"Expected codes as floats, received {z.dtype}. Convert them.")
        parts = torch.split(z, CHUNK)
        images = [self.logits(part.to(self.device, torch.float32)).sigmoid_() for part in parts]
        return torch.cat(images)

    def _unit(self, images: Tensor) -> Tensor:
        """Some images on the device, as floats in [0, 1]."""
        floats = images.to(self.device).float()
        return floats.div(255) if images.dtype == torch.uint8 else floats

    @staticmethod
    def _check(values: Tensor, what: str, shape: tuple[int, ...]) -> None:
        if values.ndim != 1 + len(shape) or tuple(values.shape[1:]) != shape or not len(values):
            expected = ", ".join(str(side) for side in ("n", *shape))
            raise SculptorError(
                f"Expected {what} of shape ({expected}) with n of 1 or more, received the shape "
                f"{tuple(values.shape)}."
            )


def _check_unit(images: Tensor) -> None:
    if not torch.is_floating_point(images):
        raise SculptorError(
            f"Expected images as uint8 or as floats in [0, 1], received {images.dtype}."
        )
    low, high = (value.item() for value in images.aminmax())
    if not (np.isfinite(low) and low >= 0 and high <= 1):
        raise SculptorError(
            f"Expected images as uint8 or as floats in [0, 1], received values from {low:g} to "
            f"{high:g}. Divide them by the largest value that a pixel can have."
        )
