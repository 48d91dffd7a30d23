"""The figures of a study by name: what they are called, which way is better, and what they mean."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Metric:
    """What a figure is.

    Attributes:
        name: As in tables.
        title: For people.
        better: ``low``, ``high``, or nothing where it is only there to compare with.
        about: Its definition, in a sentence.
    """

    name: str
    title: str
    better: str
    about: str


METRICS: dict[str, Metric] = {
    metric.name: metric
    for metric in (
        Metric(
            "squared_error",
            "Squared error",
            "low",
            "Sum over pixels of (x - x_hat)², averaged over images.",
        ),
        Metric(
            "reconstruction",
            "Nats",
            "low",
            "Bernoulli negative log-likelihood of x given z, summed over pixels.",
        ),
        Metric(
            "lps",
            "LPS",
            "low",
            "Latent Predictability Score: cross-validated R² of each latent from the others, mean "
            "over latents; 0 is independent in the mean.",
        ),
        Metric("lps_floor", "LPS floor", "", "95 % quantile of LPS between permuted latents."),
        Metric(
            "collapsed",
            "Collapsed latents",
            "low",
            "Latents whose standard deviation is below 1 % of the largest.",
        ),
        Metric("mmd2", "MMD²", "low", "Unbiased MMD² between q(z) and p(z), IMQ kernel."),
        Metric(
            "mmd2_floor",
            "MMD² floor",
            "",
            "95 % quantile of MMD² between two independent draws of p(z) of that size.",
        ),
        Metric("mmd2_ratio", "MMD² ÷ floor", "low", "At or below 1 the two cannot be told apart."),
        Metric(
            "energy_distance",
            "Energy distance",
            "low",
            "2 E|z - y| - E|z - z'| - E|y - y'| between q(z) and p(z), unbiased, in latent units.",
        ),
    )
}
"""Every figure by its name."""
