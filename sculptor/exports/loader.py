"""As weights with a short script that needs torch alone."""

from __future__ import annotations

from pathlib import Path
from string import Template

from sculptor import models
from sculptor.errors import SculptorError
from sculptor.exports.space import Space, about
from sculptor.files import write_atomic

SCRIPTS = {
    "mlp": '''\
def encode(x):
    """Means (n, $latent_dim) of images (n, $shape), float in [0, 1]."""
    h = x.flatten(1)
    for i in range(1, 2 * $depth, 2):
        h = F.relu(linear(h, f"encoder.trunk.{i}"))
    return linear(x.flatten(1), "encoder.linear") + h @ w["encoder.mu.weight"].T


def decode(z):
    """Images (n, $shape) in [0, 1] of codes (n, $latent_dim)."""
${rounding}    h = z
    for i in range(0, 2 * $depth, 2):
        h = F.relu(linear(h, f"decoder.trunk.{i}"))
    h = h @ w["decoder.trunk.${last}.weight"].T
    return (linear(z, "decoder.linear") + h).sigmoid().view(-1, $shape)
''',
    "conv": '''\
def encode(x):
    """Means (n, $latent_dim) of images (n, $shape), float in [0, 1]."""
    h = x
    for i in range($layers):
        name = f"encoder.trunk.layers.{i}"
        h = F.relu(F.conv2d(h, w[f"{name}.weight"], w[f"{name}.bias"], 2, 1))
    h = F.relu(linear(h.permute(0, 2, 3, 1).flatten(1), "encoder.trunk.hidden"))
    return linear(x.flatten(1), "encoder.linear") + h @ w["encoder.mu.weight"].T


def decode(z):
    """Images (n, $shape) in [0, 1] of codes (n, $latent_dim)."""
${rounding}    h = F.relu(linear(z, "decoder.trunk.hidden.0"))
    h = linear(h, "decoder.trunk.hidden.2").view(-1, $start).permute(0, 3, 1, 2)
    for i, odd in enumerate($odd):
        name = f"decoder.trunk.layers.{i}"
        h = F.conv_transpose2d(F.relu(h), w[f"{name}.weight"], w[f"{name}.bias"], 2, 1, odd)
    return (linear(z, "decoder.linear") + h.flatten(1)).sigmoid().view(-1, $shape)
''',
}

SCRIPT = '''\
"""The encoder and the decoder of a model that Sculptor trained, with torch alone."""

import json
import pathlib

import torch
from torch.nn import functional as F

# A safetensors file: the length of a header, the header as JSON, and the numbers.
raw = bytearray((pathlib.Path(__file__).parent / "model.safetensors").read_bytes())
at = 8 + int.from_bytes(raw[:8], "little")
about = json.loads(raw[8:at])
about.pop("__metadata__", None)
w = {
    name: torch.frombuffer(raw, dtype=torch.float32, offset=at + part["data_offsets"][0],
                           count=torch.Size(part["shape"]).numel()).view(part["shape"])
    for name, part in about.items()
}


def linear(h, name):
    return F.linear(h, w[f"{name}.weight"], w[f"{name}.bias"])


'''

ROUNDING = '''\
def rounded(z):
    """Codes with each latent at the nearest of its levels."""
    places = w["decoder.rounding.places"]
    index = (z[..., None] - places).abs().argmin(-1)
    return places.expand(len(z), -1, -1).gather(2, index[..., None])[..., 0]


'''

README = """# {name}

{about}

```python
from load import decode, encode

mu = encode(x)  # images (n, {shape}), float in [0, 1], to the means (n, {latent_dim})
x_hat = decode(mu)
```

`load.py` needs torch and the file beside it, and nothing else.
"""


def write(space: Space, to: Path) -> None:
    """Write ``model.safetensors``, ``load.py`` and a README into a folder.

    Raises:
        SculptorError: The network is of a kind that someone else brought.
    """
    model = space.model()
    kind = model.network["kind"]
    if model.layout is not None:
        raise SculptorError(
            f"Expected a model of images for a script without Sculptor, received {space.name}, one "
            "of a table. Choose the format program or onnx."
        )
    if kind not in SCRIPTS:
        raise SculptorError(
            f"Expected a network of the kind {' or '.join(SCRIPTS)} for a script without "
            f"Sculptor, received {kind!r:.40}. Choose the format program or onnx."
        )
    shape = ", ".join(map(str, model.image_shape))
    rounding = "    z = rounded(z)\n" if model.levels else ""
    facts = {"latent_dim": model.latent_dim, "shape": shape, "rounding": rounding}
    facts |= _facts(model)
    script = SCRIPT + (ROUNDING if model.levels else "") + Template(SCRIPTS[kind]).substitute(facts)
    models.save(model, to / "model.safetensors")
    write_atomic(to / "load.py", script.encode())
    text = README.format(name=space.name, about=about(space), **facts)
    write_atomic(to / "README.md", text.encode())


def _facts(model: models.Autoencoder) -> dict[str, object]:
    """What the script needs to know of the sizes of a network."""
    if model.network["kind"] == "mlp":
        depth = model.network["depth"]
        return {"depth": depth, "last": 2 * depth}
    trunk = model.decoder.trunk
    odd = [tuple(layer.output_padding) for layer in trunk.layers]  # type: ignore[union-attr]
    start = ", ".join(map(str, trunk.start))  # type: ignore[arg-type]
    return {"layers": len(odd), "odd": odd, "start": start}
