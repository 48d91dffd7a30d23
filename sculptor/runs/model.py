"""The model of a run, out of its folder."""

from __future__ import annotations

from pathlib import Path

from safetensors import SafetensorError
from safetensors.torch import load

from sculptor import data, models, objectives
from sculptor.errors import SculptorError
from sculptor.models import Autoencoder
from sculptor.runs.folder import MODEL
from sculptor.training.config import RunConfig


def load_model(folder: Path, config: RunConfig) -> Autoencoder:
    """The model of a run with its newest weights, on the CPU.

    Raises:
        SculptorError: There are no weights yet, or they do not fit the configuration.
    """
    try:
        weights = load((folder / MODEL).read_bytes())
        model = models.build(
            data.describe(config.dataset).shape,
            config.latent_dim,
            config.network,
            stochastic=objectives.from_spec(config.objective).stochastic,
            seed=0,
        )
        model.load_state_dict(weights)
    except FileNotFoundError as error:
        raise SculptorError(
            f"Expected the weights of {folder.name}, but there are none yet. Let it train."
        ) from error
    except (OSError, RuntimeError, SafetensorError) as error:
        raise SculptorError(
            f"Expected weights that fit {folder.name}, but: {str(error).splitlines()[0]}. "
            "Resume the run to write them anew."
        ) from error
    return model.eval()
