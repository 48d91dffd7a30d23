"""What is minimised: MMD, the KL family, and others whose codes pay a penalty.

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
    from sculptor.objectives.objective import (
        Adjustable,
        Adversarial,
        Following,
        Knowing,
        Objective,
        Setting,
        Target,
        Told,
    )
    from sculptor.objectives.penalised.cramer_wold import CramerWold
    from sculptor.objectives.penalised.hfs import HFS
    from sculptor.objectives.penalised.nash_ae import NashAE
    from sculptor.objectives.penalised.sigreg import SIGReg
    from sculptor.objectives.penalised.sliced_wasserstein import SlicedWasserstein
    from sculptor.objectives.penalised.vicreg import VICReg
    from sculptor.objectives.penalised.wae_gan import WAEGAN
    from sculptor.objectives.spec import from_spec
    from sculptor.objectives.vae import VAE

__all__ = [
    "AE",
    "DIPVAE",
    "HFS",
    "VAE",
    "WAEGAN",
    "Adjustable",
    "Adversarial",
    "BetaTCVAE",
    "BetaVAE",
    "CramerWold",
    "Discrepancy",
    "FactorVAE",
    "Following",
    "InfoVAE",
    "Knowing",
    "MMDAutoencoder",
    "NashAE",
    "Objective",
    "RandomFeatures",
    "SIGReg",
    "Setting",
    "SlicedWasserstein",
    "Target",
    "Told",
    "VICReg",
    "bernoulli_nats",
    "from_spec",
    "mmd2",
]

__getattr__ = lazy.names(__name__)
