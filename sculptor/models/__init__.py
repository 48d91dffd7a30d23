"""Encoders and decoders, the `Autoencoder` of the two, and the spectral start.

The names below are loaded when they are first used, so that `sculptor.models.kinds` needs no torch.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sculptor.models.autoencoder import Autoencoder
    from sculptor.models.build import build
    from sculptor.models.posterior import Posterior
    from sculptor.models.spectral import spectral_start
    from sculptor.models.storage import load, save

_HOMES = {
    "Autoencoder": "autoencoder",
    "Posterior": "posterior",
    "build": "build",
    "load": "storage",
    "save": "storage",
    "spectral_start": "spectral",
}

__all__ = ["Autoencoder", "Posterior", "build", "load", "save", "spectral_start"]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'sculptor.models' has no attribute {name!r}")
    value = getattr(importlib.import_module(f"sculptor.models.{_HOMES[name]}"), name)
    globals()[name] = value
    return value
