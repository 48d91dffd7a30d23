"""All figures of how far latents are from independent, flat for tables."""

from __future__ import annotations

import numpy.typing as npt

from sculptor.metrics.dependence.coordinates import LEAST
from sculptor.metrics.dependence.dhsic import MOST, dhsic
from sculptor.metrics.dependence.distance import distance_correlation
from sculptor.metrics.dependence.gaussian import gaussian_total_correlation
from sculptor.metrics.dependence.joint import joint_test
from sculptor.metrics.latents import checked, constant
from sculptor.metrics.threads import one_thread


def independence(z: npt.ArrayLike, seed: int = 0) -> dict[str, float]:
    """Each figure of the latents that vary.

    ``joint_accuracy``, ``joint_auc``, ``joint_p_value`` and ``total_correlation`` (`joint_test`);
    ``gaussian_total_correlation``, ``copula_total_correlation`` and ``copula_p_value``
    (`gaussian_total_correlation`); ``distance_correlation``, ``distance_correlation_max`` and
    ``distance_correlation_p_value`` (`distance_correlation`); ``dhsic`` and ``dhsic_p_value``
    (`dhsic`). A figure that is not defined is not there: those of `dhsic` for more than 8 latents,
    those of correlations for no more rows than latents, and all where fewer than two latents vary.
    Of 32 latents, 2,000 rows take 2 s and 10,000 rows 8 s of one x86 core.

    Args:
        z: Latents ``(n, d)``, n at least 60 and d at least 2.
        seed: Of all that is drawn.

    Raises:
        SculptorError: They are not such an array, or not finite.
    """
    latents = checked(z, "latents", LEAST, columns=2)
    latents = latents[:, ~constant(latents)]
    n, d = latents.shape
    if d < 2:
        return {}
    with one_thread():
        joint, distances = joint_test(latents, seed), distance_correlation(latents, seed)
    figures = {
        "joint_accuracy": joint.accuracy,
        "joint_auc": joint.auc,
        "joint_p_value": joint.p_value,
        "total_correlation": joint.total_correlation,
        "distance_correlation": distances.mean,
        "distance_correlation_max": distances.largest,
        "distance_correlation_p_value": distances.p_value,
    }
    if n > d:
        gaussian = gaussian_total_correlation(latents)
        figures["gaussian_total_correlation"] = gaussian.raw
        figures["copula_total_correlation"] = gaussian.copula
        figures["copula_p_value"] = gaussian.p_value
    if d <= MOST:
        several = dhsic(latents, seed)
        figures["dhsic"], figures["dhsic_p_value"] = several.dhsic, several.p_value
    return figures
