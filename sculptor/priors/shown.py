"""How a prior shows itself, in a cell and as text."""

from __future__ import annotations

from sculptor.priors.prior import Spec
from sculptor.spec import load


class Shown:
    """What all priors of this package have besides what `sculptor.priors.Prior` asks for."""

    spec: Spec
    dim: int

    def __repr__(self) -> str:
        kind, more = self.spec["kind"], {"scale", "shift", "rotation"} & self.spec.keys()
        changed = ", moved" if more else ""
        return f"Prior({kind!r}, dim={self.dim}{changed})"

    def _repr_html_(self) -> str:
        """Samples of it, in a notebook."""
        found: str = load("sculptor.notebook.reprs:prior", "picture for notebooks")(self)
        return found
