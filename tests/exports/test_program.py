"""Programs run without Sculptor."""

from pathlib import Path

import torch

from sculptor import exports
from tests.exports.made import Made, expected


def test_program_runs_with_torch_alone(made: Made, tmp_path: Path) -> None:
    folder = exports.export(made, tmp_path / "out", "program")
    x, mu, x_hat = expected(made, 1)
    encode = torch.export.load(str(folder / "encoder.pt2")).module()
    decode = torch.export.load(str(folder / "decoder.pt2")).module()
    with torch.no_grad():
        torch.testing.assert_close(encode(x), mu)
        torch.testing.assert_close(decode(mu), x_hat)
