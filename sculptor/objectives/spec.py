"""Objectives from their JSON."""

from __future__ import annotations

from typing import Any

from sculptor.objectives.ae import AE
from sculptor.objectives.beta_tcvae import BetaTCVAE
from sculptor.objectives.beta_vae import BetaVAE
from sculptor.objectives.dip_vae import DIPVAE
from sculptor.objectives.factor_vae import FactorVAE
from sculptor.objectives.info_vae import InfoVAE
from sculptor.objectives.kinds import fill
from sculptor.objectives.mmd_autoencoder import MMDAutoencoder
from sculptor.objectives.objective import Objective, Setting
from sculptor.objectives.sliced_wasserstein import SlicedWasserstein
from sculptor.objectives.vae import VAE
from sculptor.objectives.wae_gan import WAEGAN


def from_spec(spec: dict[str, Any], setting: Setting | None = None) -> Objective:
    """The objective of a specification such as ``{"kind": "mmd", "weight": "auto"}``.

    Args:
        spec: A kind out of `sculptor.objectives.kinds.KINDS`, and its parameters.
        setting: What it must know of the training; that of a default run where left out.

    Raises:
        SculptorError: The kind or a parameter is not one of `sculptor.objectives.kinds.KINDS`.
    """
    setting = setting or Setting()
    parameters = fill(spec)
    match parameters.pop("kind"):
        case "ae":
            return AE()
        case "vae":
            return VAE(**parameters)
        case "beta-vae":
            share = parameters.pop("annealing")
            return BetaVAE(**parameters, annealing=max(1, round(share * setting.steps)))
        case "beta-tcvae":
            return BetaTCVAE(**parameters, images=setting.images)
        case "factor-vae":
            return FactorVAE(**parameters, latent_dim=setting.latent_dim, seed=setting.seed)
        case "dip-vae-i":
            return DIPVAE("i", **parameters)
        case "dip-vae-ii":
            return DIPVAE("ii", **parameters)
        case "info-vae":
            return InfoVAE(**parameters)
        case "wae-gan":
            return WAEGAN(**parameters, latent_dim=setting.latent_dim, seed=setting.seed)
        case "sliced-wasserstein":
            return SlicedWasserstein(**parameters)
        case _:
            return MMDAutoencoder(**parameters, entropy=setting.entropy)
