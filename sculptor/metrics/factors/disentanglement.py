"""All scores that take factors, flat for tables."""

from __future__ import annotations

import math
from dataclasses import asdict

import numpy as np
import numpy.typing as npt

from sculptor.metrics.alignment import ica, pca
from sculptor.metrics.factors.beta_vae import beta_vae
from sculptor.metrics.factors.dci import dci
from sculptor.metrics.factors.factor_vae import factor_vae
from sculptor.metrics.factors.infomec import infomec
from sculptor.metrics.factors.mcc import mcc_pearson, mcc_spearman
from sculptor.metrics.factors.mig import mig
from sculptor.metrics.factors.modularity import modularity
from sculptor.metrics.factors.sap import sap
from sculptor.metrics.factors.table import Table
from sculptor.metrics.latents import collapsed
from sculptor.metrics.threads import one_thread


def disentanglement(z: npt.ArrayLike, factors: npt.ArrayLike, seed: int = 0) -> dict[str, float]:
    """Each score of the latents as they are, and along the axes of PCA and of ICA.

    ``mig``, ``dci_disentanglement``, ``dci_completeness``, ``dci_informativeness``, ``sap``,
    ``infom``, ``infoe``, ``infoc``, ``beta_vae``, ``factor_vae``, ``modularity``, ``mcc_pearson``
    and ``mcc_spearman``; again with the suffix ``_pca`` and ``_ica``; and ``collapsed_latents`` and
    ``constant_factors``, which are numbers of columns. A score that is not defined is not there:
    with one factor that varies there is no ``dci_disentanglement``, ``infom``, ``beta_vae``,
    ``factor_vae`` or ``modularity``, with one latent no ``dci_completeness`` or ``infoc``.

    Args:
        z: Latents ``(n, d)``, n at least 100.
        factors: ``(n, k)``; constant ones are left out.
        seed: Of all that is drawn.

    Raises:
        SculptorError: They are not such arrays, not finite, or no factor varies.
    """
    table = Table.of(z, factors)
    with one_thread():
        figures = {
            f"{name}{suffix}": value
            for suffix, turned in (("", z), ("_pca", pca(z)), ("_ica", ica(z, seed)))
            for name, value in _scores(turned, table.factors, seed).items()
        }
    figures["collapsed_latents"] = float(np.sum(collapsed(np.asarray(z, np.float64))))
    figures["constant_factors"] = float(table.constant)
    return figures


def _scores(z: npt.ArrayLike, factors: npt.ArrayLike, seed: int) -> dict[str, float]:
    figures = {"mig": mig(z, factors), "sap": sap(z, factors)}
    figures |= {f"dci_{name}": value for name, value in asdict(dci(z, factors, seed)).items()}
    info = infomec(z, factors, seed)
    figures |= {"infom": info.modularity, "infoe": info.explicitness, "infoc": info.compactness}
    figures |= {"mcc_pearson": mcc_pearson(z, factors), "mcc_spearman": mcc_spearman(z, factors)}
    if np.shape(factors)[1] > 1:
        figures["beta_vae"] = beta_vae(z, factors, seed)
        figures["factor_vae"] = factor_vae(z, factors, seed)
        figures["modularity"] = modularity(z, factors)
    return {name: value for name, value in figures.items() if not math.isnan(value)}
