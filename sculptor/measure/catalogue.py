"""The figures of a study by name: what they are called, which way is better, and what they mean."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial

from sculptor.plugins import Registry
from sculptor.spec import Better, Metric


def _metrics(group: str, *rows: tuple[str, str, Better, str]) -> list[Metric]:
    return [
        Metric(name, title, about, better=better, group=group)
        for name, title, better, about in rows
    ]


_RECONSTRUCTION = _metrics(
    "reconstruction",
    (
        "squared_error",
        "Squared error",
        "low",
        "Sum over pixels of (x - x_hat)², averaged over images; of a table over its columns, in "
        "units of their scales.",
    ),
    (
        "reconstruction",
        "Nats",
        "low",
        "Bernoulli negative log-likelihood of x given z, summed over pixels, averaged over images; "
        "of a table the Gaussian and categorical one, summed over what is not missing.",
    ),
    ("psnr", "PSNR", "high", "Peak signal-to-noise ratio in decibels, averaged over images."),
    ("ssim", "SSIM", "high", "Structural similarity, averaged over images; 1 is equal."),
    (
        "explained",
        "Explained variance",
        "high",
        "1 - sum of (x - x_hat)² ÷ sum of (x - mean)², over the numbers of a table in units of "
        "their columns' scales.",
    ),
    (
        "category_accuracy",
        "Categories right",
        "high",
        "Of the categories of a table the part of which the most probable is the right one.",
    ),
)

_RATE = _metrics(
    "rate",
    (
        "bits",
        "Bits a code",
        "",
        "Where codes are rounded, what one takes to store, each latent coded by itself: the sum "
        "over latents of the entropy of their levels' shares.",
    ),
)

_INDEPENDENCE = _metrics(
    "independence",
    (
        "lps",
        "LPS",
        "low",
        "Latent Predictability Score: R² of each latent from the others, mean over latents, by "
        "predictors that are fitted on other images; 0 is independent in the mean. It grows with "
        "the images fitted on, and is compared at one number of them only.",
    ),
    (
        "lps_target",
        "LPS of the target",
        "",
        "LPS of as many samples of the target itself, where its coordinates depend on one another: "
        "what codes like it score, so that the LPS nearest to it is best.",
    ),
    ("lps_fitted", "LPS, images fitted on", "", "Codes on which each predictor is fitted."),
    (
        "lps_slope",
        "LPS, slope",
        "",
        "What the last doubling of the images fitted on has added to LPS.",
    ),
    (
        "lps_limit",
        "LPS, limit",
        "low",
        "What LPS comes to with ever more images to fit on, by a power law through an eighth, a "
        "quarter, a half and all of them.",
    ),
    (
        "lps_ranks",
        "LPS of ranks",
        "low",
        "LPS of normal scores, each latent by its rank; there where tails are so heavy that a few "
        "images decide on R².",
    ),
    ("lps_floor", "LPS floor", "", "95 % quantile of LPS between permuted latents."),
    (
        "lps_distributional",
        "Distributional LPS",
        "low",
        "What the others tell about the distribution of each latent over eight bins, as a part of "
        "the bins' entropy; it also sees what leaves the mean alone, such as a circle.",
    ),
    (
        "lps_distributional_target",
        "Distributional LPS of the target",
        "",
        "The distributional LPS of as many samples of the target itself, where its coordinates "
        "depend on one another.",
    ),
    (
        "lps_distributional_floor",
        "Distributional LPS floor",
        "",
        "95 % quantile of the distributional LPS between permuted latents.",
    ),
    (
        "collapsed",
        "Collapsed latents",
        "low",
        "Latents whose standard deviation is at most 1 % of the largest.",
    ),
)

_DEPENDENCE = _metrics(
    "independence",
    (
        "joint_accuracy",
        "Joint told apart",
        "low",
        "Accuracy of the better of joint moments and boosting that tells latents from latents each "
        "of which is permuted by itself, on rows that it was not fitted on; 0.5 is chance.",
    ),
    ("joint_auc", "Joint told apart, AUC", "low", "The same as the area under its ROC curve."),
    ("joint_p_value", "Joint told apart, p-value", "", "Of as much between independent latents."),
    (
        "total_correlation",
        "Total correlation",
        "low",
        "KL of the joint from the product of its marginals in nats, a lower bound from that "
        "classifier's log-odds.",
    ),
    (
        "gaussian_total_correlation",
        "Gaussian total correlation",
        "low",
        "-1/2 log det of the correlations, in nats, without what chance adds.",
    ),
    (
        "copula_total_correlation",
        "Copula total correlation",
        "low",
        "The same of normal scores; at most the total correlation.",
    ),
    ("copula_p_value", "Copula, p-value", "", "Of such correlations by chance (Bartlett)."),
    (
        "distance_correlation",
        "Distance correlation",
        "low",
        "Squared and without bias, mean over pairs of latents; sees any dependence of two.",
    ),
    ("distance_correlation_max", "Distance correlation, worst", "low", "Of the worst pair."),
    (
        "distance_correlation_p_value",
        "Distance correlation, p-value",
        "",
        "Of one as large by chance, in any pair (Bonferroni).",
    ),
    (
        "dhsic",
        "dHSIC",
        "low",
        "Squared distance of the kernel embeddings of the joint and of the product of its "
        "marginals, of up to 8 latents.",
    ),
    ("dhsic_p_value", "dHSIC, p-value", "", "Of as much between independent latents."),
)

_PRIOR = _metrics(
    "prior",
    ("mmd2", "MMD²", "low", "Unbiased MMD² between q(z) and p(z), so that it can be negative."),
    (
        "mmd2_floor",
        "MMD² floor",
        "",
        "95 % quantile of MMD² between two independent draws of p(z) of that size.",
    ),
    ("mmd2_ratio", "MMD² ÷ floor", "low", "At or below 1, MMD² cannot tell the two apart."),
    ("mmd2_p_value", "MMD² p-value", "", "Of a permutation test that q(z) is p(z)."),
    (
        "energy_distance",
        "Energy distance",
        "low",
        "2 E|z - y| - E|z - z'| - E|y - y'| between q(z) and p(z), unbiased, in latent units.",
    ),
    (
        "sliced_wasserstein",
        "Sliced Wasserstein",
        "low",
        "Root of the mean squared 2-Wasserstein distance along random lines, in latent units.",
    ),
    (
        "classifier_accuracy",
        "Told apart",
        "low",
        "Accuracy of the better of regression and boosting that tells q(z) from p(z), on rows that "
        "it was not fitted on; 0.5 is chance.",
    ),
    ("classifier_p_value", "Told apart, p-value", "", "Of as good a ranking by chance."),
    ("ks", "KS", "low", "Kolmogorov-Smirnov distance of one latent from its prior."),
    ("ks_mean", "KS, mean", "low", "Kolmogorov-Smirnov distance, mean over latents."),
    ("ks_max", "KS, worst", "low", "Kolmogorov-Smirnov distance of the worst latent."),
    ("ks_p_value", "KS, p-value", "", "Of one as large by chance, in any latent (Bonferroni)."),
    (
        "covariance_error",
        "Covariance error",
        "low",
        "|cov(z) - cov(y)| ÷ |cov(y)| in Frobenius norm.",
    ),
    (
        "class_accuracy",
        "Read off the region",
        "high",
        "Part of the codes that lie nearest to a sample of their own class's target, where the "
        "prior has one for each.",
    ),
    (
        "class_match",
        "Worst class, MMD² ÷ floor",
        "low",
        "MMD² between the codes of a class and its own target over its noise floor, of the class "
        "of which it is largest.",
    ),
    ("precision", "Precision", "high", "Part of q(z) within the support of p(z)."),
    ("recall", "Recall", "high", "Part of p(z) within the support of q(z)."),
)

_LIKENESS: tuple[tuple[str, str, Better, str, str], ...] = (
    (
        "frechet",
        "Fréchet distance",
        "low",
        "Squared Fréchet distance of {} from as many held-out images, each taken for a Gaussian.",
        "floor",
    ),
    (
        "energy",
        "Energy distance",
        "low",
        "2 E|x - y| - E|x - x'| - E|y - y'| between {} and as many held-out images, unbiased, so "
        "that it can be negative.",
        "floor",
    ),
    ("precision", "Precision", "high", "Part of {} within the support of held-out images.", "real"),
    ("recall", "Recall", "high", "Part of the held-out images within the support of {}.", "real"),
)
"""Figures of generated images: name, title, direction, definition, and what real images' are."""


def _generation(suffix: str, words: str, where: str) -> Iterator[Metric]:
    """The figures of generated images and reconstructions in a space of features."""
    of = partial(Metric, group="generation")
    for name, title, better, about, chance in _LIKENESS:
        figure, drawn = f"generation_{name}{suffix}", about.format("decoded samples of the prior")
        real = about.format("training images")
        yield of(figure, f"{title} of samples{words}", f"{drawn} {where}", better=better)
        yield of(f"{figure}_{chance}", f"{title} of real images{words}", f"{real} {where}")
    yield of(
        f"reconstruction_frechet{suffix}",
        f"Fréchet distance of reconstructions{words}",
        f"Squared Fréchet distance of reconstructions from the images that they are of. {where}",
        better="low",
    )
    decoded = (
        f"Squared Fréchet distance of {{}} from reconstructions of as many held-out images: both "
        f"are decoded, so that the decoder's blur is in neither. {where}"
    )
    yield of(
        f"decoded_frechet{suffix}",
        f"Fréchet distance of samples from reconstructions{words}",
        decoded.format("decoded samples of the prior"),
        better="low",
    )
    yield of(
        f"decoded_frechet{suffix}_floor",
        f"Fréchet distance between reconstructions{words}",
        decoded.format("reconstructions of training images"),
    )


_GENERATION = [
    *_generation(
        "",
        "",
        "In the 64 leading principal components of the training images, in units of a pixel from "
        "0 to 1.",
    ),
    *_generation("_features", ", features", "In the features of a small classifier of CIFAR-10."),
]

_FACTORS = _metrics(
    "factors",
    ("mig", "MIG", "high", "Mutual information gap between a factor's two best latents."),
    ("dci_disentanglement", "DCI disentanglement", "high", "Each latent predicts one factor."),
    ("dci_completeness", "DCI completeness", "high", "Each factor is predicted by one latent."),
    ("dci_informativeness", "DCI informativeness", "high", "How well latents predict factors."),
    ("infom", "InfoM", "high", "Each latent has information on one factor, by its shares."),
    ("infoe", "InfoE", "high", "How much of the factors is linear in all latents together."),
    ("infoc", "InfoC", "high", "The information on each factor is in one latent, by its shares."),
    ("sap", "SAP", "high", "Gap between the two latents that predict a factor best by themselves."),
    ("beta_vae", "β-VAE score", "high", "Accuracy of telling which factor is held in a pair."),
    ("factor_vae", "FactorVAE score", "high", "The same by the latent that varies least."),
    ("modularity", "Modularity", "high", "Each latent has information on one factor."),
    (
        "mcc_pearson",
        "MCC",
        "high",
        "Mean correlation of factors with the latents assigned to them.",
    ),
    ("mcc_spearman", "MCC of ranks", "high", "The same by rank correlation."),
)

_AXES = [
    Metric(
        f"axis_{factor}",
        f"Axis of {factor}",
        f"|rank correlation| of {factor} with the one latent that follows it best.",
        better="high",
        group="factors",
    )
    for factor in ("scale", "x", "y")
]

_TIED = _metrics(
    "factors",
    (
        "tied_mcc",
        "MCC of tied latents",
        "high",
        "Mean rank correlation of factors and the latents that the prior ties to them.",
    ),
    (
        "tied_rank",
        "Tied latent, rank correlation",
        "high",
        "Rank correlation of a latent and the factor that it is tied to, of several the least.",
    ),
    (
        "tied_circular",
        "Tied angle, correlation",
        "high",
        "Circular correlation of the angle of two latents and the factor that they are tied to, of "
        "several the least (Fisher and Lee 1983).",
    ),
    (
        "tied_accuracy",
        "Tied categories in place",
        "high",
        "Part of the codes that lie nearest to a sample of the part that their own value has of "
        "the block tied to it, of several the least.",
    ),
    (
        "tied_mig",
        "MIG of tied factors",
        "high",
        "Mutual information gap of the factors that the prior ties latents to, among all latents.",
    ),
)

_ALIGNED = [
    replace(
        metric,
        name=f"{metric.name}_{suffix}",
        title=f"{metric.title}, {suffix.upper()} axes",
        description=f"{metric.description} Along the axes of {suffix.upper()}.",
        group="aligned",
    )
    for suffix in ("pca", "ica")
    for metric in _FACTORS
]

METRICS = Registry(
    Metric,
    (
        *(*_RECONSTRUCTION, *_RATE, *_INDEPENDENCE, *_DEPENDENCE, *_PRIOR),
        *(*_GENERATION, *_FACTORS, *_TIED, *_AXES, *_ALIGNED),
    ),
)
"""Every figure by its name. Ours are computed together, by `sculptor.measure.trained`; those of
others each by what its declaration names."""
