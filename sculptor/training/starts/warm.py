"""The warm start: a model that begins with the weights of another one."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from safetensors.torch import load

from sculptor.errors import SculptorError
from sculptor.models import Autoencoder, weights
from sculptor.training.config import STRENGTH

LEVELS = "decoder.rounding.places"
"""Where a model that rounds its codes has its levels."""

OPTIONAL = ("encoder.logvar.weight", "encoder.logvar.bias", LEVELS)
"""What a Gaussian encoder has beyond a deterministic one, and one that rounds beyond one that does
not: either may start the other."""

OTHERWISE = "Choose the same network, latent dimension and shape of images, or the start spectral."


def warm_start(model: Autoencoder, objective: Any, content: Path | bytes | None) -> None:
    """Give a model the weights in a file, in the model's own precision.

    A Gaussian encoder that starts from a deterministic one keeps the variance that it was built
    with; the other way round the variance is left out. An automatic weight goes on from where that
    of the other model ended: one that began anew would be held low as long as the target is far.

    Args:
        model: Changed in place.
        objective: Of the run; changed in place.
        content: The file in safetensors, or what is in it.

    Raises:
        SculptorError: There is none, or its weights are not those of such a network, or not finite.
    """
    if content is None:
        raise SculptorError(
            "Expected the weights of the model to start from, but they are not there. Use "
            "sculptor.train or sculptor.launch, which find them, or clone the run."
        )
    own = model.state_dict()
    with weights.expected("weights to start from that fit the network", OTHERWISE):
        found = weights.read(content, weights.room(own), load)
        strength = found.pop(STRENGTH, None)
        if strength is not None:
            weights.check_numbers(STRENGTH, strength.reshape(()), ("float32", "float64"))
        found.pop(LEVELS, None)  # they lie where the target of this run has its mass
        weights.check(found, own, types=weights.HALF, optional=OPTIONAL)
        shared = {name: value for name, value in found.items() if name in own}
        model.load_state_dict({**own, **shared})
    state = objective.state_dict()
    if strength is not None and state.get("automatic"):
        objective.load_state_dict({**state, "weight": strength.to(state["weight"])})
