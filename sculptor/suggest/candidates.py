"""The priors that are tried on data, made from what the data say of themselves."""

from __future__ import annotations

from dataclasses import dataclass

from sculptor.suggest.evidence import Evidence
from sculptor.training.config import Spec

MOST_DIM = 64
"""Latents of a candidate, at most."""

FAMILIES = ("Gaussian", "uniform", "heavy tails", "mixture", "ring", "torus")
"""Families of priors: what a suggestion is about."""
GAUSSIAN, UNIFORM, TAILS, MIXTURE, RING, TORUS = FAMILIES


@dataclass(frozen=True)
class Candidate:
    """A prior that is tried.

    Attributes:
        name: For people, its own.
        family: Out of `FAMILIES`.
        spec: The prior.
        latent_dim: Dimensions that it fills.
    """

    name: str
    family: str
    spec: Spec
    latent_dim: int


def candidates(evidence: Evidence) -> list[Candidate]:
    """The candidates of some data; the first is N(0, I) in as many dimensions as they have.

    Round the estimated dimension d: N(0, I) also in fewer and more dimensions; in d a uniform, a
    heavy-tailed prior and a mixture, by the number of clusters or of Gaussians that describe the
    codes; a ring and a torus with a Gaussian for what is left of d.
    """
    d = min(max(round(evidence.dimension.value), 1), MOST_DIM - 2)
    found = [
        _any("gaussian", GAUSSIAN, "Gaussian", d),
        _any("uniform", UNIFORM, "Uniform", d),
        _any("student-t", TAILS, "Student-t", d),
        _mixture(_clusters(evidence), max(d, 2)),
        *_rings(d, evidence.circles.count if evidence.circles else 0),
        *(_any("gaussian", GAUSSIAN, "Gaussian", other) for other in _others(d)),
    ]
    return found


def backed(evidence: Evidence) -> tuple[str, ...]:
    """The families that the evidence speaks for: of clusters mixtures, of circles rings and tori.

    They take longer to train than one heap, so that they are not judged early.
    """
    clustered = evidence.clusters is not None and evidence.clusters.count > 1
    around = evidence.circles is not None and evidence.circles.count > 0
    return ((MIXTURE,) if clustered else ()) + ((RING, TORUS) if around else ())


def _any(kind: str, family: str, title: str, dim: int) -> Candidate:
    return Candidate(f"{title} in {dim}", family, {"kind": kind, "dim": dim}, dim)


def _mixture(k: int, dim: int) -> Candidate:
    spec = {"kind": "gaussian-mixture", "k": k, "dim": dim}
    return Candidate(f"Mixture of {k} in {dim}", MIXTURE, spec, dim)


def _clusters(evidence: Evidence) -> int:
    """The number of clusters; of Gaussians that describe the codes best where there are none."""
    found = evidence.clusters
    if found is None:
        return 2
    return found.count if found.count > 1 else found.components


def _rings(d: int, circles: int) -> list[Candidate]:
    """A thick ring in two dimensions; with what is left of d; a torus; two rings if there are."""
    more = max(d - 1, 1)
    rings = [_with("Ring", RING, [{"kind": "ring"}], 2, more)]
    if d <= 2:
        rings.insert(0, _with("Ring", RING, [{"kind": "ring"}], 2, 0))
    rings.append(_with("Torus", TORUS, [{"kind": "torus"}], 3, max(d - 2, 0)))
    if circles > 1 and d > 2:
        rings.append(_with("Two rings", TORUS, [{"kind": "ring"}] * 2, 4, max(d - 2, 0)))
    return rings


def _with(title: str, family: str, blocks: list[Spec], dim: int, more: int) -> Candidate:
    """Blocks, and a Gaussian of some more dimensions."""
    if more:
        rest = {"kind": "gaussian", "dim": more}
        spec: Spec = {"kind": "compose", "blocks": [*blocks, rest]}
        return Candidate(f"{title} with a Gaussian in {dim + more}", family, spec, dim + more)
    spec = dict(blocks[0]) if len(blocks) == 1 else {"kind": "compose", "blocks": blocks}
    return Candidate(f"{title} in {dim}", family, spec, dim)


def _others(d: int) -> list[int]:
    """Numbers of dimensions beside the estimated one."""
    return [d + 1] if d == 1 else [d - 1, d + 1] if d < 6 else [d // 2, d * 3 // 2]
