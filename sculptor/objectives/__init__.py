"""What is minimised: MMD and the KL family.

The names below are loaded when they are first used, so that `sculptor.objectives.kinds` needs no
torch.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sculptor import lazy

if TYPE_CHECKING:
    from sculptor.objectives.mmd import Discrepancy, mmd2
    from sculptor.objectives.mmd_autoencoder import MMDAutoencoder
    from sculptor.objectives.objective import Objective
    from sculptor.objectives.spec import from_spec
    from sculptor.objectives.vae import VAE

_HOMES = {
    "VAE": "sculptor.objectives.vae:VAE",
    "Discrepancy": "sculptor.objectives.mmd:Discrepancy",
    "MMDAutoencoder": "sculptor.objectives.mmd_autoencoder:MMDAutoencoder",
    "Objective": "sculptor.objectives.objective:Objective",
    "from_spec": "sculptor.objectives.spec:from_spec",
    "mmd2": "sculptor.objectives.mmd:mmd2",
}

__all__ = ["VAE", "Discrepancy", "MMDAutoencoder", "Objective", "from_spec", "mmd2"]

__getattr__ = lazy.names(__name__, _HOMES)
