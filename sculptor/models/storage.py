"""An autoencoder in one safetensors file: the weights, and as JSON what they belong to."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import safetensors.torch
import torch
from safetensors import SafetensorError, safe_open

from sculptor.columns import Layout
from sculptor.errors import SculptorError
from sculptor.files import opened, parse_json, write_atomic
from sculptor.models import kinds, weights
from sculptor.models.autoencoder import Autoencoder
from sculptor.models.builder import build
from sculptor.models.rounding import MOST_LEVELS

FORMAT = 1
KEY = "sculptor"
"""The entry of the file's metadata that holds the JSON."""

MOST_LATENTS = 512


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
        **({} if model.layout is None else {"columns": model.layout.to_dict()}),
        **({"levels": model.levels} if model.levels else {}),
    }
    held = {name: value.to("cpu", dtype).contiguous() for name, value in model.state_dict().items()}
    write_atomic(Path(path), safetensors.torch.save(held, {KEY: json.dumps(about)}))


def load(path: Path | str) -> Autoencoder:
    """Read a model that `save` has written, on the CPU: bit for bit what is in the file.

    Raises:
        SculptorError: The file is missing, is not one of these, or is from a newer version; its
            weights are not those of the model that it names, or are not finite.
    """
    path = Path(path)
    if not path.exists():
        raise SculptorError(f"Expected a model in {path}, but there is no such file.")
    what = f"a model that Sculptor has saved in {path}"
    with weights.expected(what, "Restore the file, or save the model anew."):
        model = _model(_about(path), path.stat().st_size)
        own = model.state_dict()
        found = weights.read(path, weights.room(own), safetensors.torch.load)
        weights.check(found, own, types=weights.HALF)
        model.load_state_dict(found)
    return model.eval()


def _about(path: Path) -> dict[str, Any]:
    """The JSON of the file."""
    with opened(path) as start:
        if int.from_bytes(start.read(8), "little") > weights.HEADER:
            raise SafetensorError("it does not begin as such a file does")
    with safe_open(path, framework="pt") as file:
        text = (file.metadata() or {}).get(KEY)
    about = parse_json(text, f"the header of {path}") if text is not None else {}
    version = about.get("format", "a file without one") if isinstance(about, dict) else "another"
    if version != FORMAT:
        raise SculptorError(
            f"Expected a model in Sculptor's format {FORMAT} in {path}, received "
            f"{version!s:.40}. Save it anew with this version."
        )
    return dict(about)


def _model(about: dict[str, Any], size: int) -> Autoencoder:
    """The model that a file of a size describes, unless its weights cannot be in there."""
    match about:
        case {
            "image_shape": [int(), int(), int()] as shape,
            "latent_dim": int(latent_dim),
            "network": dict(network),
            "stochastic": bool(stochastic),
        } if type(latent_dim) is int and 0 < latent_dim <= MOST_LATENTS and min(shape) > 0:
            if kinds.least(network, shape, latent_dim) > size:  # of two bytes or more each
                raise ValueError("it describes a larger model than it holds")
            layout = Layout.from_dict(about["columns"]) if "columns" in about else None
            levels = about.get("levels", 0)
            if type(levels) is not int or not 0 <= levels <= MOST_LEVELS:
                raise ValueError("what it says of its levels makes no sense")
            return build(
                shape, latent_dim, network, stochastic=stochastic, layout=layout, levels=levels
            )
    raise ValueError("what it says of its network makes no sense")
