"""What is minimised: MMD and the KL family.

The names below are loaded when they are first used, so that `sculptor.objectives.kinds` needs no
torch.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sculptor import lazy

if TYPE_CHECKING:
    from sculptor.discrepancy.features import RandomFeatures
    from sculptor.discrepancy.mmd import Discrepancy, mmd2
    from sculptor.models.likelihood import bernoulli_nats
    from sculptor.objectives.ae import AE
    from sculptor.objectives.beta_tcvae import BetaTCVAE
    from sculptor.objectives.beta_vae import BetaVAE
    from sculptor.objectives.dip_vae import DIPVAE
    from sculptor.objectives.factor_vae import FactorVAE
    from sculptor.objectives.info_vae import InfoVAE
    from sculptor.objectives.mmd_autoencoder import MMDAutoencoder
    from sculptor.objectives.objective import Adjustable, Adversarial, Objective, Setting
    from sculptor.objectives.sliced_wasserstein import SlicedWasserstein
    from sculptor.objectives.spec import from_spec
    from sculptor.objectives.vae import VAE
    from sculptor.objectives.wae_gan import WAEGAN

_HOMES = {
    "AE": "sculptor.objectives.ae:AE",
    "DIPVAE": "sculptor.objectives.dip_vae:DIPVAE",
    "VAE": "sculptor.objectives.vae:VAE",
    "WAEGAN": "sculptor.objectives.wae_gan:WAEGAN",
    "Adjustable": "sculptor.objectives.objective:Adjustable",
    "Adversarial": "sculptor.objectives.objective:Adversarial",
    "BetaTCVAE": "sculptor.objectives.beta_tcvae:BetaTCVAE",
    "BetaVAE": "sculptor.objectives.beta_vae:BetaVAE",
    "Discrepancy": "sculptor.discrepancy.mmd:Discrepancy",
    "FactorVAE": "sculptor.objectives.factor_vae:FactorVAE",
    "InfoVAE": "sculptor.objectives.info_vae:InfoVAE",
    "MMDAutoencoder": "sculptor.objectives.mmd_autoencoder:MMDAutoencoder",
    "RandomFeatures": "sculptor.discrepancy.features:RandomFeatures",
    "Objective": "sculptor.objectives.objective:Objective",
    "Setting": "sculptor.objectives.objective:Setting",
    "SlicedWasserstein": "sculptor.objectives.sliced_wasserstein:SlicedWasserstein",
    "bernoulli_nats": "sculptor.models.likelihood:bernoulli_nats",
    "from_spec": "sculptor.objectives.spec:from_spec",
    "mmd2": "sculptor.discrepancy.mmd:mmd2",
}

__all__ = [
    "AE",
    "DIPVAE",
    "VAE",
    "WAEGAN",
    "Adjustable",
    "Adversarial",
    "BetaTCVAE",
    "BetaVAE",
    "Discrepancy",
    "FactorVAE",
    "InfoVAE",
    "MMDAutoencoder",
    "Objective",
    "RandomFeatures",
    "Setting",
    "SlicedWasserstein",
    "bernoulli_nats",
    "from_spec",
    "mmd2",
]

__getattr__ = lazy.names(__name__, _HOMES)
