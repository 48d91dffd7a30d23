"""Whether a classifier can tell the joint distribution of latents from the product of marginals."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sculptor.metrics.classifiers.blocks import Rows, blocks, surest
from sculptor.metrics.classifiers.boosting import boosting
from sculptor.metrics.classifiers.classifier import Classifier, accuracy
from sculptor.metrics.dependence.coordinates import Floats, varying
from sculptor.metrics.dependence.moments import moments
from sculptor.metrics.latents import ROUNDING
from sculptor.metrics.ranks import normal_scores
from sculptor.metrics.threads import one_thread

CLASSIFIERS: dict[str, Classifier] = {"moments": moments, "boosting": boosting}

ROWS = 10_000
"""Used at most."""

COPIES = 3
"""Rows of the product for each row to fit on: so much less is learnt by heart of the product."""

PERMUTATIONS = 30
"""Of the rows to test on, with which they are compared."""


@dataclass(frozen=True)
class JointTest:
    """How well rows are told from rows whose latents come each out of another one.

    Attributes:
        accuracy: On rows not fitted on; 0.5 is chance, 1 is apart.
        auc: Probability that a row scores higher than a permuted one; 0.5 is chance.
        total_correlation: KL(p(z) || prod_i p(z_i)) in nats, a lower bound; of either classifier,
            the larger.
        p_value: That latents are independent; of the better classifier, twice.
        classifier: The better one, ``moments`` or ``boosting``.
        n: Rows used.
        n_tested: Of them, rows that were told from permuted ones.
    """

    accuracy: float
    auc: float
    total_correlation: float
    p_value: float
    classifier: str
    n: int
    n_tested: int


def joint_test(z: npt.ArrayLike, seed: int = 0) -> JointTest:
    """A two-sample test of the joint against the product of its marginals, by two classifiers.

    Latents become their normal scores. A classifier is fitted on rows, and on samples of the
    product, each latent of which is drawn from these rows by itself (with replacement: permuted
    copies have the very marginals of the rows, where no first split of a tree gains anything). On
    the next block of rows (`sculptor.metrics.classifiers.blocks`) and on copies of the block, each
    latent of each permuted by itself, it gives log-odds f: it has seen neither the rows it is
    tested on nor any of their latents. `moments` finds weak dependence of many latents, `boosting`
    steps and waves of few.

    **p-value.** If latents are independent, a block and its permuted copies are exchangeable,
    whatever the classifier: T_0, the mean of 1 / (1 + e^-f) over the rows, comes out of the same
    distribution as T_1, ..., T_P of P copies. As means over many rows they are Gaussian, so that
    (T_0 - mean T_p) / (std T_p sqrt(1 + 1/P)) is Student's t of P - 1 degrees of freedom, exactly
    at its level also for small P. Blocks are put together, and the better classifier counts, its
    p-value times two (`surest`). Lopez-Paz & Oquab, "Revisiting Classifier Two-Sample Tests"
    (2017), with the null of permuted coordinates.

    **Total correlation.** f estimates log p(z) / prod_i p(z_i). For any f,

        KL(p(z) || prod_i p(z_i)) ≥ E_p f - log E_prod e^f

    (Donsker & Varadhan 1975; as Belghazi et al. 2018, Eq. 2), here on blocks that f was not fitted
    on, with 30 permuted copies for the second mean, and at least 0. It is a lower bound in the
    population; a classifier fitted on few rows gives a low one, and none can show much more than
    log n nats (McAllester & Stratos 2020).

    >>> import numpy as np
    >>> signs = np.random.default_rng(0).choice([-1.0, 1.0], (900, 3))
    >>> signs[:, 2] = signs[:, 0] * signs[:, 1]  # total correlation log 2
    >>> found = joint_test(signs)
    >>> round(found.accuracy, 1), round(found.total_correlation, 1), found.p_value < 1e-6
    (0.7, 0.7, True)

    Args:
        z: Latents ``(n, d)``, n at least 60, rows independent of each other; constant latents are
            left out. Copies of a row are found again and count as dependence: leave them out.
        seed: Of the rows and the permutations.

    Raises:
        SculptorError: They are not such an array, not finite, or fewer than two vary.
    """
    generator = np.random.default_rng(seed)
    latents = varying(z)
    latents = normal_scores(latents[generator.permutation(len(latents))[:ROWS]])
    with one_thread():
        parts = [
            _Part.of(latents, fit, held, seed, generator) for fit, held in blocks(len(latents))
        ]
    fitted = [part.fitted for part in parts]
    best, p_value = surest(np.array([part.z for part in parts]), fitted)
    right, auc, bound = (
        np.mean([getattr(part, name) for part in parts], axis=0)
        for name in ("accuracy", "auc", "bound")
    )
    return JointTest(
        accuracy=float(right[best]),
        auc=float(auc[best]),
        total_correlation=max(0.0, float(bound.max())),
        p_value=p_value,
        classifier=list(CLASSIFIERS)[best],
        n=len(latents),
        n_tested=sum(part.tested for part in parts),
    )


@dataclass(frozen=True)
class _Part:
    """What each classifier finds on one block, ``(classifiers,)``."""

    z: Floats
    accuracy: Floats
    auc: Floats
    bound: Floats
    fitted: int
    tested: int

    @classmethod
    def of(
        cls, latents: Floats, fit: Rows, held: Rows, seed: int, generator: np.random.Generator
    ) -> _Part:
        """Fit on some rows and samples of their product, test on others and permuted copies."""
        drawn = generator.choice(fit, (COPIES * len(fit), latents.shape[1]))
        product = np.take_along_axis(latents, drawn, 0)
        permuted = _permuted(latents[held], PERMUTATIONS, generator)
        found = []
        for classifier in CLASSIFIERS.values():
            log_odds = classifier(latents[fit], product, seed)
            of_copies = log_odds(np.concatenate(permuted)).reshape(PERMUTATIONS, -1)
            found.append(_evidence(log_odds(latents[held]), of_copies))
        z, right, auc, bound = np.array(found).T
        return cls(z, right, auc, bound, len(fit), len(held))


def _evidence(of_rows: Floats, of_copies: Floats) -> tuple[float, float, float, float]:
    """The standard Gaussian of the block, accuracy, AUC and the bound of Donsker and Varadhan.

    Args:
        of_rows: Log-odds of the rows, ``(n,)``.
        of_copies: Of each permuted copy of them, ``(copies, n)``.
    """
    from scipy.special import expit, logsumexp

    means = expit(of_copies).mean(1)
    z = _standard(float(expit(of_rows).mean()), means)
    ordered = np.sort(of_copies, axis=None)
    below = np.searchsorted(ordered, of_rows) + np.searchsorted(ordered, of_rows, "right")
    bound = of_rows.mean() - logsumexp(of_copies) + math.log(of_copies.size)
    return z, accuracy(of_rows, of_copies), below.mean() / (2 * ordered.size), bound


def _standard(value: float, draws: Floats) -> float:
    """The standard Gaussian that is as far out as Student's t of the value among the draws."""
    from scipy.stats import norm, t

    spread = draws.std(ddof=1) * math.sqrt(1 + 1 / len(draws))
    if spread <= ROUNDING:
        return 0.0  # a classifier that says the same of every row
    return float(norm.isf(t.sf((value - draws.mean()) / spread, len(draws) - 1)))


def _permuted(rows: Floats, copies: int, generator: np.random.Generator) -> Floats:
    """So many copies, each latent of each permuted by itself, ``(copies, n, d)``."""
    return generator.permuted(np.broadcast_to(rows, (copies, *rows.shape)), axis=1)
