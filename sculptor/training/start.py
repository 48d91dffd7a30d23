"""The warm start: a model that begins with the weights of another one."""

from __future__ import annotations

from pathlib import Path

from safetensors import SafetensorError
from safetensors.torch import load

from sculptor.errors import SculptorError
from sculptor.models import Autoencoder

OPTIONAL = ("encoder.logvar.weight", "encoder.logvar.bias")
"""What a Gaussian encoder has beyond a deterministic one: either may start the other."""


def warm_start(model: Autoencoder, path: Path | None) -> None:
    """Give a model the weights in a file, in the model's own precision.

    A Gaussian encoder that starts from a deterministic one keeps the variance that it was built
    with; the other way round the variance is left out.

    Raises:
        SculptorError: The file is missing, or its weights are not those of such a network.
    """
    if path is None:
        raise SculptorError(
            "Expected the weights of the model to start from. Use sculptor.train or "
            "sculptor.launch, which find them."
        )
    try:
        weights = load(path.read_bytes())
    except (OSError, SafetensorError) as error:
        raise SculptorError(
            f"Expected the weights to start from in {path}, but: {error}. Choose another start."
        ) from error
    own = model.state_dict()
    shared = {name: value for name, value in weights.items() if name in own}
    differing = sorted((own.keys() ^ weights.keys()) - set(OPTIONAL)) + [
        name for name, value in shared.items() if value.shape != own[name].shape
    ]
    if differing:
        raise SculptorError(
            f"Expected weights to start from that fit the network, but those in {path.name} differ "
            f"in {', '.join(differing[:3])}. Choose the same network, latent dimension and shape "
            "of images, or the start spectral."
        )
    model.load_state_dict({**own, **shared})
