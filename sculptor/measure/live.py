"""The figures of a snapshot, from the held-out images.

========================  ==========================================================================
figure                    definition (all on the held-out images; n is in ``details["n"]``)
========================  ==========================================================================
``reconstruction``        Bernoulli negative log-likelihood of x given z = mean, nats an image
``squared_error``         sum over pixels of (x - x_hat)², with z = mean, an image
``mmd2``                  unbiased MMD² between q(z) (representation ``sample``) and p(z)
``mmd2_floor``            95 % quantile of the same between two independent draws of p(z) of that n
``lps``, ``lps_floor``    quick `sculptor.lps` of q(z), representation ``mean``, and noise floor: a
                          lower bound
``lps_fitted``            of these images, those that it is fitted on; the others are scored
``lps_target``            quick `sculptor.lps` of as many samples of p(z) itself, where its
                          coordinates depend on one another: what a q(z) like it scores
``bits``                  where codes are rounded, `sculptor.models.rounding.bits` of the means
========================  ==========================================================================

A deterministic encoder's ``sample`` is its ``mean``.
"""

from __future__ import annotations

import importlib
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from sculptor.measure.target import Target
from sculptor.metrics.lps import lps
from sculptor.metrics.lps.score import LEAST
from sculptor.models import Autoencoder
from sculptor.models.pixels import to_unit
from sculptor.models.precision import single_precision

Floats = npt.NDArray[np.float32]


def make_ready(target: Target) -> None:
    """Do beforehand what the first figures would wait for: the noise floor, and scikit-learn."""
    target.floor()
    importlib.import_module("sklearn.ensemble")


@single_precision()
def match(encoded: dict[str, Floats], target: Target) -> dict[str, float]:
    """MMD² between q(z) and p(z), and its floor: some hundredths of a second."""
    sample = encoded.get("sample", encoded["mean"])
    return {"mmd2": target.mmd2(sample), "mmd2_floor": target.floor()}


@single_precision()
def figures(
    model: Autoencoder, images: Tensor, encoded: dict[str, Floats], target: Target, seed: int
) -> tuple[dict[str, float], dict[str, Any]]:
    """The metrics of a full snapshot and their details; see the table above."""
    device = next(model.parameters()).device
    mean = encoded["mean"]
    metrics = _reconstruction(model, images, torch.from_numpy(mean).to(device))
    metrics |= match(encoded, target)
    if model.levels:
        metrics["bits"] = model.bits(torch.from_numpy(mean).to(device))
    details: dict[str, Any] = {"n": len(mean)}
    if mean.shape[1] > 1 and len(mean) >= LEAST:
        score = lps(mean, quick=True, seed=seed, representation="mean")
        metrics["lps"], metrics["lps_floor"] = float(score.score), float(score.floor)
        metrics["lps_fitted"] = float(score.n_fitted)
        if target.lps is not None:
            metrics["lps_target"] = target.lps
        details["lps_per_dimension"] = [float(value) for value in score.per_dimension]
        details["lps_predictor"] = list(score.predictor)
        details["collapsed"] = [bool(value) for value in score.collapsed]
    return metrics, details


def _reconstruction(model: Autoencoder, images: Tensor, z: Tensor) -> dict[str, float]:
    """Nats and squared error, summed over pixels or columns and averaged over images."""
    totals = torch.zeros(2, device=z.device)
    with torch.inference_mode():
        for part, codes in zip(images.split(1_024), z.split(1_024), strict=True):
            x, logits = to_unit(part.to(z.device)), model.logits(codes)
            likelihood = model.likelihood
            nats = likelihood.nats(logits, x) * len(x)
            totals += torch.stack([nats, likelihood.squared_error(likelihood.mean(logits), x)])
    reconstruction, squared_error = (totals / len(images)).tolist()
    return {"reconstruction": reconstruction, "squared_error": squared_error}
