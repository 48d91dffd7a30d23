"""What is exported: a model with a latent space, be it of a run or one that is shipped."""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from sculptor import data
from sculptor.errors import SculptorError
from sculptor.files import write_json
from sculptor.names import escape
from sculptor.pretrained import Pretrained
from sculptor.priors.known import is_joint, told
from sculptor.runs import RunRecord
from sculptor.runs.folder import SAMPLES
from sculptor.words import count

if TYPE_CHECKING:
    from sculptor.data.dataset import Split
    from sculptor.models import Autoencoder
    from sculptor.priors import Prior
    from sculptor.training.config import RunConfig
    from sculptor.training.snapshot import Floats


COLUMNS = "columns.json"
"""Centre, scale and levels of the columns of a table, as `sculptor.columns` has them."""


class Space(Protocol):
    """What runs, shipped models and models that were loaded have in common."""

    @property
    def name(self) -> str:
        """For people."""

    @property
    def config(self) -> RunConfig:
        """What it was trained with."""

    def model(self) -> Autoencoder:
        """The model on the CPU."""

    def latents(self, split: Split = "test", representation: str = "sample") -> Floats:
        """The codes of a split of its data set, ``(n, latent_dim)``."""


def figures(space: Space) -> dict[str, float]:
    """What was measured of it, by name; empty where nothing was."""
    if isinstance(space, Pretrained):
        return space.figures()
    if isinstance(space, RunRecord) and (rows := space.rows()):
        shown: dict[str, Any] = rows[-1]
        numbers = {name: value for name, value in shown.items() if isinstance(value, int | float)}
        return {name: value for name, value in numbers.items() if value == value}
    return {}


def aim(space: Space) -> dict[str, Any]:
    """The specification of the prior that it was last aimed at."""
    return space.aim if isinstance(space, RunRecord) else dict(space.config.prior)


def prior(space: Space) -> Prior:
    """The prior that it was last aimed at.

    Raises:
        SculptorError: It needs a file of samples that is not there.
    """
    from sculptor.training.config import fit_prior

    folder = getattr(space, "folder", None)  # shipped models have none: their priors are named
    places = {"samples": folder / SAMPLES} if folder else {}
    found = fit_prior(aim(space), space.config.latent_dim, **places)
    if is_joint(found.spec):
        with contextlib.suppress(SculptorError):  # without the data nothing is known of items
            return told(found, data.load(space.config.dataset).split("train"))
    return found


def takes(model: Autoencoder) -> str:
    """What an encoder takes, in words.

    A table's rows are standardised: `COLUMNS` beside the files says how.
    """
    shape = ", ".join(map(str, model.image_shape))
    if model.layout is None:
        return f"images (n, {shape}), float32 in [0, 1]"
    return f"rows (n, {shape}), float32, standardised as `{COLUMNS}` says"


def write_columns(model: Autoencoder, to: Path) -> None:
    """Write what the numbers of a row stand for into a folder; nothing for images."""
    if model.layout is not None:
        write_json(to / COLUMNS, model.layout.to_dict())


def about(space: Space) -> str:
    """One sentence on what it is, for a person who has only the files."""
    config = space.config
    return (
        f"{escape(space.name)}: an autoencoder of `{config.dataset}` with "
        f"{count(config.latent_dim, 'latent')}, pulled towards the prior "
        f"`{aim(space)['kind']}` by the objective "
        f"`{config.objective['kind']}` for {config.steps:,} steps "
        f"({config.network['kind']} network), made with Sculptor."
    )
