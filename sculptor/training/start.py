"""The warm start: a model that begins with the weights of another one."""

from __future__ import annotations

from typing import Any

from safetensors import SafetensorError
from safetensors.torch import load
from torch import Tensor

from sculptor.errors import SculptorError
from sculptor.models import Autoencoder
from sculptor.training.config import STRENGTH

OPTIONAL = ("encoder.logvar.weight", "encoder.logvar.bias")
"""What a Gaussian encoder has beyond a deterministic one: either may start the other."""


def warm_start(model: Autoencoder, objective: Any, content: bytes | None) -> None:
    """Give a model the weights in a file, in the model's own precision.

    A Gaussian encoder that starts from a deterministic one keeps the variance that it was built
    with; the other way round the variance is left out. An automatic weight goes on from where that
    of the other model ended: one that began anew would be held low as long as the target is far.

    Args:
        model: Changed in place.
        objective: Of the run; changed in place.
        content: Of the file in safetensors.

    Raises:
        SculptorError: There is none, or its weights are not those of such a network.
    """
    if content is None:
        raise SculptorError(
            "Expected the weights of the model to start from, but they are not there. Use "
            "sculptor.train or sculptor.launch, which find them, or clone the run."
        )
    try:
        weights = load(content)
    except SafetensorError as error:
        raise SculptorError(
            f"Expected the weights to start from, but: {error}. Choose another start."
        ) from error
    strength = weights.pop(STRENGTH, None)
    model.load_state_dict(_fitting(weights, model.state_dict()))
    state = objective.state_dict()
    if strength is not None and state.get("automatic"):
        objective.load_state_dict({**state, "weight": strength.to(state["weight"])})


def _fitting(weights: dict[str, Tensor], own: dict[str, Tensor]) -> dict[str, Tensor]:
    """All weights of a model: those given, and its own where they are optional."""
    differing = sorted((own.keys() ^ weights.keys()) - set(OPTIONAL))
    shared = {name: value for name, value in weights.items() if name in own}
    differing += [name for name, value in shared.items() if value.shape != own[name].shape]
    if differing:
        raise SculptorError(
            "Expected weights to start from that fit the network, but they differ in "
            f"{', '.join(differing[:3])}. Choose the same network, latent dimension and shape of "
            "images, or the start spectral."
        )
    return {**own, **shared}
