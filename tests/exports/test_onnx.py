"""ONNX files compute what torch computes."""

from pathlib import Path

import numpy as np
import pytest

from sculptor import exports
from tests.exports.made import Made, expected


@pytest.mark.skipif(
    bool(exports.FORMATS["onnx"].missing()), reason="the extra onnx is not installed"
)
def test_onnx_agrees_with_torch(made: Made, tmp_path: Path) -> None:
    import onnxruntime

    folder = exports.export(made, tmp_path / "out", "onnx")
    x, mu, x_hat = expected(made, 7)
    for name, given, asked, result in (
        ("encoder", {"x": x}, "mu", mu),
        ("decoder", {"z": mu}, "x_hat", x_hat),
    ):
        session = onnxruntime.InferenceSession(str(folder / f"{name}.onnx"))
        (received,) = session.run([asked], {key: value.numpy() for key, value in given.items()})
        np.testing.assert_allclose(received, result.numpy(), atol=1e-5, rtol=1e-5)
    assert "18" in (folder / "README.md").read_text()
