"""Sculptor: shape the latent space of an autoencoder.

Draw, upload or compose a target prior p(z), train an autoencoder whose aggregate posterior q(z) is
pulled onto it by the Maximum Mean Discrepancy, and see whether it worked.

The names below are loaded when they are first used, so that ``import sculptor`` needs no torch.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sculptor import lazy
from sculptor.version import __version__ as __version__

if TYPE_CHECKING:
    from sculptor import data as datasets
    from sculptor import pretrained, priors, studies
    from sculptor.discrepancy.mmd import mmd2
    from sculptor.errors import SculptorError
    from sculptor.exports import export, load
    from sculptor.jobs import Run, launch, list_runs, open_run, train
    from sculptor.metrics.lps import LPSResult, lps
    from sculptor.notebook import compare, sketch, watch
    from sculptor.plugins import register
    from sculptor.pretrained import load as load_pretrained
    from sculptor.studies import Study
    from sculptor.training.config import RunConfig

__all__ = [
    "LPSResult",
    "Run",
    "RunConfig",
    "SculptorError",
    "Study",
    "compare",
    "datasets",
    "export",
    "launch",
    "list_runs",
    "load",
    "load_pretrained",
    "lps",
    "mmd2",
    "open_run",
    "pretrained",
    "priors",
    "register",
    "sketch",
    "studies",
    "train",
    "watch",
]


__getattr__ = lazy.names(__name__)
