"""Whether the coordinates of a prior are independent of one another, told from its JSON alone."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

ANY_WAY = ("gaussian",)
"""Kinds that stay independent when they are turned: N(m, s² I) has no direction."""

KINDS = (*ANY_WAY, "uniform", "laplace", "student-t", "grid")
"""Kinds whose coordinates are drawn each by itself."""


def independent(spec: Mapping[str, Any]) -> bool:
    """Whether its coordinates are known to be independent.

    >>> independent({"kind": "uniform"}), independent({"kind": "uniform", "shape": "disc"})
    (True, False)
    >>> independent({"kind": "moons"}), independent({"kind": "laplace", "rotation": 30})
    (False, False)

    Args:
        spec: Of a prior. Of samples, drawings and copies nothing is known, so that it is False.
    """
    kind = spec.get("kind")
    if spec.get("dim") == 1 and kind != "compose":
        return True
    if kind == "compose":
        blocks = spec.get("blocks")
        if not isinstance(blocks, list) or spec.get("rotation"):
            return False
        known = all(isinstance(block, Mapping) and independent(block) for block in blocks)
        # Factors may depend on one another in the data: then so do the blocks tied to them.
        return known and sum("factor" in block for block in blocks) < 2
    turned = bool(spec.get("rotation")) and kind not in ANY_WAY
    return kind in KINDS and not turned and spec.get("shape") != "disc"
