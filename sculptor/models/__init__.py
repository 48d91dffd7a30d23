"""Encoders and decoders, the `Autoencoder` of the two, and the spectral start.

The names below are loaded when they are first used, so that `sculptor.models.kinds` needs no torch.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sculptor import lazy

if TYPE_CHECKING:
    from sculptor.models.autoencoder import Autoencoder
    from sculptor.models.builder import build
    from sculptor.models.networks import Trunks
    from sculptor.models.posterior import Posterior
    from sculptor.models.spectral import spectral_start
    from sculptor.models.storage import load, save

__all__ = ["Autoencoder", "Posterior", "Trunks", "build", "load", "save", "spectral_start"]


__getattr__ = lazy.names(__name__)
