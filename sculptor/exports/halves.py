"""The two halves of an autoencoder as plain modules, for formats that write down what they do."""

from __future__ import annotations

import copy

import torch
from torch import Tensor, nn

from sculptor.models import Autoencoder
from sculptor.models.upsampling import Upsampling

EXAMPLES = 3
"""Images, and codes, that the halves are traced and checked with; any other number works too."""


class Encode(nn.Module):
    """The mean mu(x) of images ``(n, c, h, w)``, float in [0, 1], or of rows ``(n, 1, 1, d)``."""

    def __init__(self, model: Autoencoder) -> None:
        super().__init__()
        self.encoder = copy.deepcopy(model.encoder)
        self.likelihood = copy.deepcopy(model.likelihood)

    def forward(self, x: Tensor) -> Tensor:
        """``(n, latent_dim)``."""
        mu: Tensor = self.encoder(self.likelihood.observed(x)).mu
        return mu


class Decode(nn.Module):
    """E[x|z] of codes ``(n, latent_dim)``: the mean image, sigmoid(logits(z)), or the mean row."""

    def __init__(self, model: Autoencoder) -> None:
        super().__init__()
        self.decoder = _plain(copy.deepcopy(model.decoder))
        self.likelihood = copy.deepcopy(model.likelihood)

    def forward(self, z: Tensor) -> Tensor:
        """As the encoder takes them."""
        return self.likelihood.mean(self.decoder(z))


def halves(model: Autoencoder) -> dict[str, tuple[nn.Module, str, Tensor]]:
    """Both, by name, each with the name of what it takes and an example of that."""
    generator = torch.Generator().manual_seed(0)
    images = torch.rand(EXAMPLES, *model.image_shape, generator=generator)
    codes = torch.randn(EXAMPLES, model.latent_dim, generator=generator)
    return {
        "encoder": (Encode(model).eval(), "x", images),
        "decoder": (Decode(model).eval(), "z", codes),
    }


def _plain(module: nn.Module) -> nn.Module:
    """The same network in torch's own layers: ours are faster, and no format knows them."""
    for name, child in module.named_children():
        if isinstance(child, Upsampling):
            plain = nn.ConvTranspose2d(
                child.in_channels,
                child.out_channels,
                child.kernel_size,  # type: ignore[arg-type]
                child.stride,  # type: ignore[arg-type]
                child.padding,  # type: ignore[arg-type]
                child.output_padding,  # type: ignore[arg-type]
            )
            plain.load_state_dict(child.state_dict())
            setattr(module, name, plain)
        else:
            _plain(child)
    return module
