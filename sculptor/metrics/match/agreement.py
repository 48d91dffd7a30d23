"""All figures of the match to a prior, flat for tables."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import torch

from sculptor.discrepancy.mmd import Discrepancy
from sculptor.discrepancy.two_sample import energy_distance, mmd2_test
from sculptor.metrics.match.classifier import classifier_test
from sculptor.metrics.match.covariance import covariance_error
from sculptor.metrics.match.marginals import kolmogorov_smirnov, kolmogorov_smirnov_p_values
from sculptor.metrics.match.pair import pair
from sculptor.metrics.match.sliced import sliced_wasserstein
from sculptor.metrics.match.support import support
from sculptor.metrics.threads import one_thread


def agreement(
    z: npt.ArrayLike, target: npt.ArrayLike, *, discrepancy: Discrepancy, seed: int = 0
) -> dict[str, float]:
    """Each figure of codes against samples of their prior.

    ``mmd2``, ``mmd2_floor``, ``mmd2_p_value``, ``energy_distance``, ``sliced_wasserstein``,
    ``classifier_accuracy``, ``classifier_p_value``, ``ks_mean`` and ``ks_max`` over the latents,
    ``ks_p_value``, the smallest of theirs times their number (Bonferroni), ``covariance_error``,
    ``precision`` and ``recall``. Both sides are cut to the size of the smaller.

    Args:
        z: Codes ``(n, d)``.
        target: Samples of the prior, ``(m, d)``.
        discrepancy: With the kernel in which MMD² is measured.
        seed: Of all that is drawn.

    Raises:
        SculptorError: They are not such arrays, not finite, of unequal dimensions, or the prior is
            a point.
    """
    codes, samples = pair(z, target)
    n = min(len(codes), len(samples))
    codes, samples = codes[:n], samples[:n]
    x, y = torch.from_numpy(codes).float(), torch.from_numpy(samples).float()
    mmd2 = mmd2_test(x, y, discrepancy=discrepancy, seed=seed)
    with one_thread():
        classifier = classifier_test(codes, samples, seed)
    apart, covered = kolmogorov_smirnov(codes, samples), support(codes, samples)
    by_chance = kolmogorov_smirnov_p_values(apart, n, n)
    return {
        "mmd2": mmd2.mmd2,
        "mmd2_floor": mmd2.floor,
        "mmd2_p_value": mmd2.p_value,
        "energy_distance": energy_distance(x, y),
        "sliced_wasserstein": sliced_wasserstein(codes, samples, seed),
        "classifier_accuracy": classifier.accuracy,
        "classifier_p_value": classifier.p_value,
        "ks_mean": float(np.mean(apart)),
        "ks_max": float(np.max(apart)),
        "ks_p_value": min(1.0, float(len(apart) * by_chance.min())),
        "covariance_error": covariance_error(codes, samples),
        "precision": covered.precision,
        "recall": covered.recall,
    }
