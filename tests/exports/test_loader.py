"""The script needs torch alone."""

import importlib.util
import re
from pathlib import Path

import pytest
import torch

from sculptor import SculptorError, exports
from tests.exports.made import MADE, Made, expected


def test_script_needs_torch_alone(made: Made, tmp_path: Path) -> None:
    folder = exports.export(made, tmp_path / "out", "torch")
    source = (folder / "load.py").read_text()
    assert set(re.findall(r"^(?:import|from) (\w+)", source, re.MULTILINE)) == {
        "json",
        "pathlib",
        "torch",
    }
    found = importlib.util.spec_from_file_location("shipped_loader", folder / "load.py")
    assert found is not None
    assert found.loader is not None
    loader = importlib.util.module_from_spec(found)
    found.loader.exec_module(loader)
    x, mu, x_hat = expected(made, 3)
    torch.testing.assert_close(loader.encode(x), mu)
    torch.testing.assert_close(loader.decode(mu), x_hat)


def test_networks_of_others_have_no_script(tmp_path: Path) -> None:
    made = Made(*MADE[0].values[0])
    made.model().network["kind"] = "theirs"
    with pytest.raises(SculptorError, match="Choose the format program"):
        exports.export(made, tmp_path / "out", "torch")
