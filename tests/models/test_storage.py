"""Models in files."""

from pathlib import Path

import numpy as np
import pytest
import safetensors.torch
import torch

from sculptor import SculptorError
from sculptor.models import build, load, save, spectral_start


@pytest.mark.parametrize("network", [{"kind": "mlp", "width": 24}, {"kind": "conv", "width": 4}])
@pytest.mark.parametrize("stochastic", [False, True])
def test_save_then_load_is_the_same_model(tmp_path: Path, network: dict, stochastic: bool) -> None:
    model = build((1, 28, 28), 3, network, stochastic=stochastic, seed=7)
    images = np.random.default_rng(0).integers(0, 256, (50, 1, 28, 28), dtype=np.uint8)
    spectral_start(model, images)
    save(model, tmp_path / "model.safetensors")
    loaded = load(tmp_path / "model.safetensors")
    before, after = model.state_dict(), loaded.state_dict()
    assert before.keys() == after.keys()
    assert all(torch.equal(before[name], after[name]) for name in before)
    for name in ("image_shape", "latent_dim", "network", "stochastic"):
        assert getattr(loaded, name) == getattr(model, name)
    z = model.encode(images)
    assert torch.equal(loaded.encode(images), z)
    assert torch.equal(loaded.decode(z), model.decode(z))


def test_half_precision_halves_the_file_and_rounds_the_weights(tmp_path: Path) -> None:
    model = build((1, 8, 8), 2, {"kind": "mlp"}, stochastic=False)
    save(model, tmp_path / "full.safetensors")
    save(model, tmp_path / "half.safetensors", torch.float16)
    sizes = [(tmp_path / f"{name}.safetensors").stat().st_size for name in ("full", "half")]
    assert sizes[1] < 0.51 * sizes[0]
    loaded = load(tmp_path / "half.safetensors").state_dict()
    for name, value in model.state_dict().items():
        assert loaded[name].dtype == torch.float32
        assert torch.equal(loaded[name], value.half().float())


def test_what_is_not_a_model_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SculptorError, match="no such file"):
        load(tmp_path / "absent.safetensors")
    (tmp_path / "noise").write_bytes(b"\x80\x04 not a model")
    with pytest.raises(SculptorError, match="cannot be read"):
        load(tmp_path / "noise")
    safetensors.torch.save_file({"a": torch.zeros(1)}, tmp_path / "foreign")
    with pytest.raises(SculptorError, match="a file without one"):
        load(tmp_path / "foreign")
    safetensors.torch.save_file(
        {"a": torch.zeros(1)}, tmp_path / "new", {"sculptor": '{"format":9}'}
    )
    with pytest.raises(SculptorError, match="received 9"):
        load(tmp_path / "new")
    safetensors.torch.save_file(
        {"a": torch.zeros(1)}, tmp_path / "odd", {"sculptor": '{"format":1}'}
    )
    with pytest.raises(SculptorError, match="cannot be read"):
        load(tmp_path / "odd")


def test_a_file_cut_short_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "model.safetensors"
    save(build((1, 8, 8), 2, {"kind": "mlp", "width": 8}, stochastic=False), path)
    path.write_bytes(path.read_bytes()[:-40])
    with pytest.raises(SculptorError, match="cannot be read"):
        load(path)
