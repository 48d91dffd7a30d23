"""The figures and images of a snapshot, from the held-out images.

========================  ==========================================================================
figure                    definition (all on the held-out images; n is in ``details["n"]``)
========================  ==========================================================================
``reconstruction``        Bernoulli negative log-likelihood of x given z = mean, nats an image
``squared_error``         sum over pixels of (x - x_hat)², with z = mean, an image
``mmd2``                  unbiased MMD² between q(z) (representation ``sample``) and p(z)
``mmd2_floor``            95 % quantile of the same between two independent draws of p(z) of that n
``lps``, ``lps_floor``    quick `sculptor.lps` of q(z), representation ``mean``, and its noise floor
========================  ==========================================================================

A deterministic encoder's ``sample`` is its ``mean``.
"""

from __future__ import annotations

import importlib
from typing import Any, Literal

import numpy as np
import torch
from torch import Tensor

from sculptor import data
from sculptor.discrepancy.mmd import Discrepancy, Reference
from sculptor.discrepancy.two_sample import mmd2_floor
from sculptor.errors import SculptorError
from sculptor.metrics.lps import lps
from sculptor.models import Autoencoder
from sculptor.models.precision import single_precision
from sculptor.objectives.reconstruction import bernoulli_nats
from sculptor.priors import Prior
from sculptor.training.batches import stream, to_unit
from sculptor.training.snapshot import Floats, Images

SHOWN = 12
"""Reconstructions shown."""

PLANE, COLUMNS, ROWS = 11, 9, 10
"""Side of the traversal grid over a plane; columns and rows, at most, of any other."""


class Target:
    """Samples of the prior in force that training never sees, and the noise floor they set.

    Args:
        prior: What is aimed at.
        n: Samples.
        seed: Of them.
        discrepancy: Fitted to the prior.
        device: On which the discrepancy was fitted.
    """

    def __init__(
        self, prior: Prior, n: int, seed: int, discrepancy: Discrepancy, device: torch.device
    ) -> None:
        self._prior = prior
        self._seed = seed
        self._device = device
        self._floor: float | None = None
        self._reference: Reference | None = None
        self.discrepancy = discrepancy
        self.samples: Floats = prior.sample(n, stream(seed, "target"))

    def mmd2(self, z: Floats) -> float:
        """Unbiased MMD² between codes ``(n, latent_dim)`` and the prior."""
        x, y = (torch.from_numpy(each).to(self._device) for each in (z, self.samples))
        if self._reference is None:
            self._reference = self.discrepancy.reference(y)
        return self.discrepancy.mmd2(x, y, self._reference).item()

    def floor(self) -> float:
        """The 95 % quantile of MMD² between two draws of the prior, computed when first asked."""
        if self._floor is None:
            n = len(self.samples)
            pool = torch.from_numpy(self._prior.sample(2 * n, stream(self._seed, "floor")))
            self._floor = mmd2_floor(pool.to(self._device), n, discrepancy=self.discrepancy)
        return self._floor


def make_ready(target: Target) -> None:
    """Do beforehand what the first figures would wait for: the noise floor, and scikit-learn."""
    target.floor()
    importlib.import_module("sklearn.ensemble")


@single_precision()
def latents(
    model: Autoencoder, images: Tensor, generator: torch.Generator, chunk: int = 2_048
) -> dict[str, Floats]:
    """Encode images of bytes: ``mean``, and ``sample`` where the encoder is stochastic."""
    means, samples = [], []
    with torch.inference_mode():
        for part in images.split(chunk):
            posterior = model.posterior(to_unit(part.to(generator.device)))
            means.append(posterior.mu)
            if posterior.logvar is not None:
                samples.append(posterior.sample(generator))
    found = {"mean": _numpy(torch.cat(means))}
    if samples:
        found["sample"] = _numpy(torch.cat(samples))
    return found


def split_latents(
    model: Autoencoder,
    dataset: str,
    split: Literal["train", "test"],
    representation: str,
    seed: int,
) -> Floats:
    """A whole split of a data set encoded on the CPU, ``(n, latent_dim)``.

    Args:
        model: Whose encoder it is, on the CPU.
        dataset: A name out of `sculptor.datasets.names`.
        split: ``train`` or ``test``.
        representation: ``mean`` of the posterior, or a ``sample`` of it.
        seed: Of the sample.

    Raises:
        SculptorError: Another split or representation.
    """
    if representation not in ("mean", "sample"):
        raise SculptorError(
            f"Expected the representation 'mean' or 'sample', received {representation!r:.80}."
        )
    images = torch.from_numpy(np.array(data.load(dataset).split(split).images))
    found = latents(model, images, torch.Generator().manual_seed(seed))
    return found.get(representation, found["mean"])


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
    details: dict[str, Any] = {"n": len(mean)}
    if mean.shape[1] > 1:
        score = lps(mean, quick=True, seed=seed, representation="mean")
        metrics["lps"], metrics["lps_floor"] = float(score.score), float(score.floor)
        details["lps_per_dimension"] = [float(value) for value in score.per_dimension]
        details["lps_predictor"] = list(score.predictor)
        details["collapsed"] = [bool(value) for value in score.collapsed]
    return metrics, details


def _reconstruction(model: Autoencoder, images: Tensor, z: Tensor) -> dict[str, float]:
    """Bernoulli nats and squared error, summed over pixels and averaged over images."""
    totals = torch.zeros(2, device=z.device)
    with torch.inference_mode():
        for part, codes in zip(images.split(1_024), z.split(1_024), strict=True):
            x, logits = to_unit(part.to(z.device)), model.logits(codes)
            nats = bernoulli_nats(logits, x) * len(x)
            totals += torch.stack([nats, (logits.sigmoid() - x).square().sum()])
    reconstruction, squared_error = (totals / len(images)).tolist()
    return {"reconstruction": reconstruction, "squared_error": squared_error}


def traversal(model: Autoencoder, target: Floats, start: Floats) -> Images:
    """Images decoded from a grid over the plane of two latents, or along each of more latents.

    The grid spans the central 98 % of the target's marginals; ``start`` is the code that is held
    where a latent is not the one that moves.
    """
    dim = target.shape[1]
    low, high = np.quantile(target, [0.01, 0.99], axis=0)
    if dim == 2:
        z1, z2 = np.meshgrid(
            np.linspace(low[0], high[0], PLANE), np.linspace(high[1], low[1], PLANE)
        )
        codes = np.stack([z1, z2], axis=-1)
    else:
        rows = min(dim, ROWS)
        codes = np.tile(start, (rows, COLUMNS, 1))
        for i in range(rows):
            codes[i, :, i] = np.linspace(low[i], high[i], COLUMNS)
    images = to_bytes(model.decode(torch.from_numpy(codes.reshape(-1, dim).astype(np.float32))))
    return images.reshape(*codes.shape[:2], *images.shape[1:])


def principal_plane(encoded: Floats, target: Floats, before: Floats | None) -> Floats:
    """The two directions ``(dim, 2)`` in which q(z) and p(z) together vary most.

    Principal directions are free in sign and, where the variance is alike, in rotation; they are
    turned towards those of the snapshot before (orthogonal Procrustes), so that the view is calm.
    """
    pooled = np.concatenate([encoded, target])
    _, directions = np.linalg.eigh(np.cov(pooled, rowvar=False))
    plane = directions[:, :-3:-1]
    if before is not None:
        u, _, v = np.linalg.svd(plane.T @ before)
        plane = plane @ (u @ v)
    result: Floats = plane.astype(np.float32)
    return result


def to_bytes(images: Tensor) -> Images:
    """Images in [0, 1] as bytes."""
    return images.mul(255).round_().to(torch.uint8).cpu().numpy()


def _numpy(values: Tensor) -> Floats:
    found: Floats = values.float().cpu().numpy()
    return found
