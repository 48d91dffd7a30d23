"""Priors p(z): what the aggregate posterior is sculpted towards.

They need NumPy only, so that a page can show their samples without torch.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sculptor.priors.compose import block_dims
from sculptor.priors.image import from_image
from sculptor.priors.kinds import KINDS
from sculptor.priors.prior import Density, Prior
from sculptor.priors.samples import from_samples
from sculptor.priors.spec import by_label, check, compose, from_spec, tied
from sculptor.spec import load

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

__all__ = [
    "KINDS",
    "Density",
    "Prior",
    "block_dims",
    "by_label",
    "check",
    "compose",
    "from_image",
    "from_samples",
    "from_spec",
    "suggest",
    "tied",
]


def suggest(dataset: str, report: Callable[[Any], None] | None = None, **settings: Any) -> Any:
    """Which prior some data want, by a short study; see `sculptor.suggest.suggest`.

    Its ``prior`` is what it recommends, and as the last line of a cell it is shown in full.

    Args:
        dataset: A name out of `sculptor.datasets.names`.
        report: Called now and then with how far it is.
        **settings: What every run has in common, such as ``network`` and ``seed``.

    Raises:
        SculptorError: The data set is not there, or somebody else works on the same question.
    """
    # By name: what stands above this room is no part of it.
    return load("sculptor.suggest:suggest", "suggestion")(dataset, report, **settings)
