"""As ONNX: encoder and decoder apart, for whatever runs such graphs."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch

from sculptor.errors import SculptorError
from sculptor.exports.halves import halves
from sculptor.exports.space import Space, about, takes, write_columns
from sculptor.files import write_atomic

OPSET = 18

EXACT = 1e-5
"""What the graph may differ by from torch, of the largest absolute value and at least of 1."""

README = """# {name}

{about}

| file | takes | gives |
| --- | --- | --- |
| `encoder.onnx` | `x`, {takes} | `mu`, means (n, {latent_dim}) |
| `decoder.onnx` | `z`, codes (n, {latent_dim}), float32 | `x_hat`, as `x` |

Any n from 1. Opset {opset}. Both were run by onnxruntime and agree with torch to 1e-5.

```python
import onnxruntime

decode = onnxruntime.InferenceSession("decoder.onnx")
(x_hat,) = decode.run(["x_hat"], {{"z": z}})
```
"""


def write(space: Space, to: Path) -> None:
    """Write ``encoder.onnx``, ``decoder.onnx`` and a README into a folder.

    Raises:
        SculptorError: The network holds what ONNX has no name for, or the graph computes something
            else than torch does.
    """
    model = space.model()
    for (name, (half, given, example)), result in zip(
        halves(model).items(), ("mu", "x_hat"), strict=True
    ):
        path = to / f"{name}.onnx"
        _export(half, example, given, result, path)
        _check(half, example, path, given)
    write_columns(model, to)
    text = README.format(
        name=space.name,
        about=about(space),
        takes=takes(model),
        latent_dim=model.latent_dim,
        opset=OPSET,
    )
    write_atomic(to / "README.md", text.encode())


def _export(
    half: torch.nn.Module, example: torch.Tensor, given: str, result: str, path: Path
) -> None:
    from torch.onnx import OnnxExporterError

    try:
        torch.onnx.export(
            half,
            (example,),
            str(path),
            input_names=[given],
            output_names=[result],
            dynamic_shapes=({0: torch.export.Dim("n")},),
            opset_version=OPSET,
            dynamo=True,
            external_data=False,
            verbose=False,
        )
    except OnnxExporterError as error:
        raise SculptorError(
            f"Expected a network that ONNX can express, but: {error!s:.200}. Choose the format "
            "program, which torch itself runs."
        ) from error


def _check(half: torch.nn.Module, example: torch.Tensor, path: Path, given: str) -> None:
    """Run the file with another number of rows than it was traced with."""
    import onnxruntime

    rows = example[:1].repeat(example.shape[0] + 2, *(1 for _ in example.shape[1:]))
    rows = rows + 0.01 * torch.arange(len(rows)).view(-1, *(1 for _ in example.shape[1:]))
    with torch.no_grad():
        expected = half(rows).numpy()
    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    (received,) = session.run(None, {given: rows.numpy()})
    error = float(np.abs(received - expected).max()) / max(1.0, float(np.abs(expected).max()))
    if not error <= EXACT:
        raise SculptorError(
            f"Expected {path.name} to agree with torch to {EXACT:g}, but it is off by {error:.1e}. "
            "Choose the format program, which torch itself runs."
        )
