"""An autoencoder in one safetensors file: the weights, and as JSON what they belong to."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import safetensors.torch
import torch
from safetensors import SafetensorError, safe_open

from sculptor.errors import SculptorError
from sculptor.files import write_atomic
from sculptor.models.autoencoder import Autoencoder
from sculptor.models.builder import build

FORMAT = 1
KEY = "sculptor"
"""The entry of the file's metadata that holds the JSON."""


def save(model: Autoencoder, path: Path | str, dtype: torch.dtype = torch.float32) -> None:
    """Write a model into one file, whole or not at all.

    Args:
        model: What to write; where its weights are does not matter.
        path: The file, by custom ``*.safetensors``.
        dtype: Of the weights in the file; ``torch.float16`` halves it and rounds them.
    """
    about = {
        "format": FORMAT,
        "image_shape": model.image_shape,
        "latent_dim": model.latent_dim,
        "network": model.network,
        "stochastic": model.stochastic,
    }
    weights = {
        name: value.to("cpu", dtype).contiguous() for name, value in model.state_dict().items()
    }
    write_atomic(Path(path), safetensors.torch.save(weights, {KEY: json.dumps(about)}))


def load(path: Path | str) -> Autoencoder:
    """Read a model that `save` has written, on the CPU: bit for bit what is in the file.

    Raises:
        SculptorError: The file is missing, is not one of these, or is from a newer version.
    """
    try:
        about = _about(Path(path))
        model = build(
            about["image_shape"],
            about["latent_dim"],
            about["network"],
            stochastic=about["stochastic"],
        )
        model.load_state_dict(safetensors.torch.load_file(path))
    except SculptorError:
        raise
    except FileNotFoundError as error:
        raise SculptorError(f"Expected a model in {path}, but there is no such file.") from error
    except (OSError, SafetensorError, KeyError, TypeError, ValueError, RuntimeError) as error:
        reason = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise SculptorError(
            f"Expected a model that Sculptor has saved in {path}, but it cannot be read: {reason}."
        ) from error
    return model.eval()


def _about(path: Path) -> dict[str, Any]:
    """The JSON of the file."""
    with safe_open(path, framework="pt") as file:
        text = (file.metadata() or {}).get(KEY)
    about: dict[str, Any] = json.loads(text) if text is not None else {}
    if about.get("format") != FORMAT:
        raise SculptorError(
            f"Expected a model in Sculptor's format {FORMAT} in {path}, received "
            f"{about.get('format', 'a file without one')}. Save it anew with this version."
        )
    return about
