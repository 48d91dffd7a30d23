"""Which priors an objective can be held to, told from their JSON alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from sculptor.priors import density
from sculptor.priors.kinds import KINDS
from sculptor.spec import Needs


def obstacle(needs: Needs, prior: Mapping[str, Any]) -> str:
    """Why a prior is out of reach for an objective; empty where it is not.

    >>> obstacle("samples", {"kind": "image"})
    ''
    >>> obstacle("density", {"kind": "image"})
    'the KL divergence needs a density in closed form, and of your sketch only samples are known'
    >>> obstacle("independence", {"kind": "gaussian", "rotation": 30})
    'it pulls the latents towards independence, and those of a rotated prior depend on one another'
    """
    if needs == "samples":
        return ""
    parts = list(_parts(prior))
    obstacles = [_without_density(part) for part in parts]
    if needs != "density":
        obstacles += [_dependent(part) for part in parts]
    return next((why for why in obstacles if why), "")


def _parts(prior: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """A prior, or the blocks that it is composed of, each with the rotation of the whole."""
    blocks = prior.get("blocks")
    if prior.get("kind") != "compose" or not isinstance(blocks, list):
        yield prior
        return
    turned = {"rotation": prior["rotation"]} if prior.get("rotation") else {}
    for block in blocks:
        if isinstance(block, Mapping):
            yield from _parts({**block, **turned})


def _without_density(part: Mapping[str, Any]) -> str:
    kind = KINDS.get(str(part.get("kind")))
    if kind is not None and kind.bounded:
        return (
            f"the KL divergence from a Gaussian posterior to a {kind.title.lower()} prior is "
            "infinite, since a Gaussian reaches beyond any edge"
        )
    if density.known(part):
        return ""
    return (
        "the KL divergence needs a density in closed form, and of "
        f"{_called(part.get('kind'))} only samples are known"
    )


YOURS = {"image": "your sketch", "samples": "your samples", "run": "the run that is copied"}
"""What a person calls the kinds that hold something of theirs."""


def _called(kind: Any) -> str:
    """A kind of prior as people name it.

    >>> _called("image"), _called("ring"), _called("s-curve"), _called(3)
    ('your sketch', 'the ring', 'the S-curve', '3')
    """
    known = KINDS.get(str(kind))
    if known is None:
        return f"{kind!r:.80}"
    first, rest = known.title[0], known.title[1:]
    return YOURS.get(known.name, f"the {first if rest[0] == '-' else first.lower()}{rest}")


def _dependent(part: Mapping[str, Any]) -> str:
    pulls = "it pulls the latents towards independence, and those of "
    if part.get("rotation"):
        return f"{pulls}a rotated prior depend on one another"
    kind = KINDS.get(str(part.get("kind")))
    if kind is not None and kind.dependent and part.get("dim") != 1:
        return f"{pulls}{kind.dependent} depend on one another"
    return ""
