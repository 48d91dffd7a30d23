"""Priors p(z): what the aggregate posterior is sculpted towards.

They need NumPy only, so that a page can show their samples without torch.
"""

from sculptor.priors.compose import block_dims
from sculptor.priors.image import from_image
from sculptor.priors.kinds import KINDS
from sculptor.priors.prior import Density, Prior
from sculptor.priors.samples import from_samples
from sculptor.priors.spec import by_label, check, from_spec

__all__ = [
    "KINDS",
    "Density",
    "Prior",
    "block_dims",
    "by_label",
    "check",
    "from_image",
    "from_samples",
    "from_spec",
]
