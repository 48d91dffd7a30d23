"""As programs of ``torch.export``: torch runs them without Sculptor and without any of its code."""

from __future__ import annotations

from pathlib import Path

import torch
from torch.export import Dim, ExportedProgram

from sculptor.exports.halves import halves
from sculptor.exports.space import Space, about, takes, write_columns
from sculptor.files import replacing, write_atomic
from sculptor.models import Autoencoder

README = """# {name}

{about}

```python
import torch

encode = torch.export.load("encoder.pt2").module()
decode = torch.export.load("decoder.pt2").module()
mu = encode(torch.rand(5, {shape}))  # to the means, (5, {latent_dim})
x_hat = decode(mu)
```

It takes {takes}. Any n from 1. Written by torch {version}; newer ones read it.
"""


def write(space: Space, to: Path) -> None:
    """Write ``encoder.pt2``, ``decoder.pt2`` and a README into a folder."""
    model = space.model()
    for name, program in programs(model).items():
        with replacing(to / f"{name}.pt2") as file:
            torch.export.save(program, file)
    write_columns(model, to)
    text = README.format(
        name=space.name,
        about=about(space),
        shape=", ".join(map(str, model.image_shape)),
        takes=takes(model),
        latent_dim=model.latent_dim,
        version=torch.__version__,
    )
    write_atomic(to / "README.md", text.encode())


def programs(model: Autoencoder) -> dict[str, ExportedProgram]:
    """Both halves, each with any number of rows."""
    with torch.no_grad():
        return {
            name: torch.export.export(
                half, (example,), dynamic_shapes=({0: Dim("n")},), strict=False
            )
            for name, (half, _, example) in halves(model).items()
        }
