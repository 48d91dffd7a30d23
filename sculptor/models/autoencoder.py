"""An encoder and a decoder that belong together."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor, nn

from sculptor.columns import Layout
from sculptor.errors import SculptorError
from sculptor.models.likelihood import Bernoulli, Likelihood, Tabular
from sculptor.models.networks import Decoder, Encoder
from sculptor.models.posterior import Posterior
from sculptor.models.precision import single_precision
from sculptor.models.rounding import Rounding, bits

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
        layout: What the numbers of a row stand for; None for images.
    """

    def __init__(
        self,
        encoder: Encoder,
        decoder: Decoder,
        image_shape: tuple[int, int, int],
        latent_dim: int,
        network: Mapping[str, Any],
        layout: Layout | None = None,
    ) -> None:
        super().__init__()
        self.encoder = encoder
        self.decoder = decoder
        self.image_shape = image_shape
        self.latent_dim = latent_dim
        self.network = dict(network)
        self.layout = layout
        self.likelihood: Likelihood = Bernoulli() if layout is None else Tabular(layout)
        self._hidden: torch.dtype | None = None

    @property
    def stochastic(self) -> bool:
        """Whether the encoder is Gaussian."""
        return self.encoder.logvar is not None

    @property
    def levels(self) -> int:
        """To how many each latent is rounded before it is decoded; 0 where it is not."""
        rounding = self.decoder.rounding
        return 0 if rounding is None else rounding.places.shape[1]

    def bits(self, z: Tensor) -> float:
        """What codes ``(n, latent_dim)`` take to store at their levels, see `rounding.bits`.

        Raises:
            SculptorError: Its codes are not rounded.
        """
        if self.decoder.rounding is None:
            raise SculptorError("Expected a model with levels, received one that rounds nothing.")
        return bits(self.decoder.rounding.index(z), self.levels)

    def rounded(self, samples: Tensor, levels: int) -> Autoencoder:
        """A copy whose codes are rounded, to be held against one that was trained with it.

        Args:
            samples: Of its target, ``(n, latent_dim)``, see `sculptor.models.rounding`.
            levels: A latent.
        """
        other = copy.deepcopy(self)
        other.decoder.rounding = Rounding(self.latent_dim, levels).to(self.device)
        other.decoder.rounding.place(samples)
        return other

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
        """q(z|x) of images ``(n, c, h, w)``, float in [0, 1], or of rows ``(n, 1, 1, d)``."""
        posterior: Posterior = self.encoder(self.likelihood.observed(x), self._hidden)
        return posterior

    def logits(self, z: Tensor) -> Tensor:
        """Bernoulli logits ``(n, c, h, w)`` of codes ``(n, latent_dim)``.

        Of rows the means of numbers, and the logits of categories.
        """
        logits: Tensor = self.decoder(z, self._hidden)
        return logits

    def nats(self, z: Tensor, x: Tensor) -> Tensor:
        """-log p(x|z) in nats, summed over dimensions, averaged over the batch."""
        return self.likelihood.nats(self.logits(z), x)

    @torch.no_grad()
    @single_precision()
    def encode(self, x: Array) -> Tensor:
        """The means mu(x) of images.

        Args:
            x: ``(n, c, h, w)``, uint8 or float in [0, 1]; or rows ``(n, d)`` as in
                `sculptor.columns`.

        Returns:
            ``(n, latent_dim)`` float32, on the device of the model.

        Raises:
            SculptorError: The images have another shape or other values.
        """
        x = torch.as_tensor(x)
        if self.layout is not None and x.ndim == 2:
            x = x[:, None, None]
        self._check(x, "images" if self.layout is None else "rows", self.image_shape)
        if self.layout is not None:
            _check_rows(x)
        elif x.dtype != torch.uint8:
            _check_unit(x)
        means = [self.posterior(self._unit(part)).mu for part in torch.split(x, CHUNK)]
        return torch.cat(means)

    @torch.no_grad()
    @single_precision()
    def decode(self, z: Array) -> Tensor:
        """The mean images sigmoid(logits(z)) of codes, or mean rows.

        Args:
            z: ``(n, latent_dim)``, float.

        Returns:
            ``(n, c, h, w)`` float32 in [0, 1], or ``(n, 1, 1, d)``, on the device of the model.

        Raises:
            SculptorError: The codes have another shape, or are not numbers.
        """
        z = torch.as_tensor(z)
        self._check(z, "codes", (self.latent_dim,))
        if not torch.is_floating_point(z):
            raise SculptorError(f"Expected codes as floats, received {z.dtype}. Convert them.")
        parts = torch.split(z, CHUNK)
        mean = self.likelihood.mean
        return torch.cat([mean(self.logits(part.to(self.device, torch.float32))) for part in parts])

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


def _check_rows(rows: Tensor) -> None:
    if not torch.is_floating_point(rows) or rows.isinf().any():
        raise SculptorError(
            "Expected rows as finite floats, NaN where a value is missing, received others. "
            "Take them from the data set."
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
