"""The model of a run, out of its folder."""

from __future__ import annotations

from pathlib import Path

from safetensors.torch import load

from sculptor import data, models, objectives
from sculptor.errors import SculptorError
from sculptor.models import Autoencoder, weights
from sculptor.runs.folder import MODEL
from sculptor.training.config import RunConfig


def load_model(folder: Path, config: RunConfig) -> Autoencoder:
    """The model of a run with its newest weights, on the CPU.

    Raises:
        SculptorError: There are no weights yet, they do not fit the configuration, or they are not
            finite.
    """
    path = folder / MODEL
    if not path.exists():
        raise SculptorError(
            f"Expected the weights of {folder.name}, but there are none yet. Let it train."
        )
    info = data.describe(config.dataset)
    model = models.build(
        info.shape,
        config.latent_dim,
        config.network,
        stochastic=objectives.from_spec(config.objective).stochastic,
        seed=0,
        layout=info.layout,
        levels=config.levels,
    )
    own = model.state_dict()
    with weights.expected(f"weights that fit {folder.name}", "Resume the run to write them anew."):
        found = weights.read(path, weights.room(own), load)
        weights.check(found, own)
        model.load_state_dict(found)
    return model.eval()
