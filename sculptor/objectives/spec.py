"""Objectives from their JSON."""

from __future__ import annotations

from typing import Any

from sculptor.objectives.kinds import fill
from sculptor.objectives.mmd_autoencoder import MMDAutoencoder
from sculptor.objectives.objective import Objective
from sculptor.objectives.vae import VAE


def from_spec(spec: dict[str, Any]) -> Objective:
    """The objective of a specification such as ``{"kind": "mmd", "weight": "auto"}``.

    Raises:
        SculptorError: The kind or a parameter is not one of `sculptor.objectives.kinds.KINDS`.
    """
    parameters = fill(spec)
    match parameters.pop("kind"):
        case "vae":
            return VAE(**parameters)
        case _:
            return MMDAutoencoder(**parameters)
