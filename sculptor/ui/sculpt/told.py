"""Whether enough is known of data for a prior of labels or factors, before it is trained."""

from __future__ import annotations

import hashlib
import json
from functools import lru_cache
from typing import Any

from sculptor import data, priors
from sculptor.errors import SculptorError
from sculptor.priors import known
from sculptor.training.labels import drawn

Spec = dict[str, Any]


def check(spec: Spec, latent_dim: int, dataset: str, seed: int) -> None:
    """Refuse a prior of classes or factors that the data lack, or of which too few are known.

    Of data that have not been read on this machine yet, their names alone are looked at.

    Raises:
        SculptorError: They are.
    """
    known.check(priors.from_spec(spec, dim=latent_dim), data.describe(dataset))
    if fault := _fault(spec, latent_dim, dataset, seed):
        raise SculptorError(fault)


def more_would_do(spec: Spec, latent_dim: int, dataset: str, seed: int) -> bool:
    """Whether what stands in the way is that too few labels are known."""
    if spec.get("labels", 1.0) == 1 or not _fault(spec, latent_dim, dataset, seed):
        return False
    return not _fault({**spec, "labels": 1.0}, latent_dim, dataset, seed)


def _fault(spec: Spec, latent_dim: int, dataset: str, seed: int) -> str:
    found = data.known(dataset) if known.is_joint(spec) else None
    if found is None:
        return ""
    told = hashlib.sha256()
    for part in (found.labels, found.factors):
        told.update(b"" if part is None else part.tobytes())
    return _answer(json.dumps(spec), latent_dim, dataset, seed, told.digest())


@lru_cache(maxsize=16)
def _answer(spec: str, latent_dim: int, dataset: str, seed: int, now: bytes) -> str:
    """Why a prior cannot be had of data as they are now; empty where it can."""
    try:
        drawn.check_data(priors.from_spec(json.loads(spec), dim=latent_dim), dataset, seed)
    except SculptorError as error:
        return str(error)
    return ""
