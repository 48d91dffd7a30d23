"""Models in files."""

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import safetensors
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
    with pytest.raises(SculptorError, match="of its network makes no sense"):
        load(tmp_path / "odd")


def test_a_file_cut_short_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "model.safetensors"
    save(build((1, 8, 8), 2, {"kind": "mlp", "width": 8}, stochastic=False), path)
    path.write_bytes(path.read_bytes()[:-40])
    with pytest.raises(SculptorError, match="cannot be read"):
        load(path)


def changed(
    path: Path, change: Callable[[dict[str, torch.Tensor]], object], **about: object
) -> None:
    """Write a model's file anew with other tensors, or another description."""
    with safetensors.safe_open(path, framework="pt") as file:
        told = json.loads(file.metadata()["sculptor"]) | about
    tensors = safetensors.torch.load_file(path)
    change(tensors)
    safetensors.torch.save_file(tensors, path, {"sculptor": json.dumps(told)})


def keep(tensors: dict[str, torch.Tensor]) -> None:
    """Change nothing."""


def as_type(kind: torch.dtype) -> Callable[[dict[str, torch.Tensor]], object]:
    return lambda tensors: tensors.update({name: x.to(kind) for name, x in tensors.items()})


@pytest.mark.parametrize(
    ("change", "about", "said"),
    [
        (as_type(torch.float64), {}, "type float64 in place of float32 or float16 or bfloat16"),
        (as_type(torch.int16), {}, "type int16"),
        (lambda tensors: tensors["decoder.linear.bias"].fill_(torch.nan), {}, "NaN or infinity"),
        (lambda tensors: tensors.pop("decoder.linear.bias"), {}, "differ in decoder.linear.bias"),
        (keep, {"latent_dim": 3}, "has the shape"),
        (keep, {"latent_dim": "2"}, "makes no sense"),
        (keep, {"latent_dim": 10**9}, "makes no sense"),
        (keep, {"latent_dim": True}, "makes no sense"),
        (keep, {"stochastic": 1}, "makes no sense"),
        (keep, {"image_shape": [1, 8]}, "makes no sense"),
        (keep, {"image_shape": [1, -8, 8]}, "makes no sense"),
        (keep, {"image_shape": [1, 10**6, 10**6]}, "a larger model than it holds"),
        (keep, {"image_shape": [1, 4096, 4096], "network": {"kind": "conv"}}, "larger"),
        (keep, {"image_shape": [1, 256, 256], "network": {"kind": "mlp", "width": 4096}}, "larger"),
        (keep, {"network": {"kind": "mlp", "width": "wide"}}, "Expected width"),
        (keep, {"network": {"kind": "mystery"}}, "mystery"),
        (keep, {"format": 2}, "received 2"),
        (keep, {"format": "x" * 10_000}, "received x{40}\\."),
    ],
)  # fmt: skip
def test_a_model_that_was_edited_is_refused_in_words(
    tmp_path: Path, change: Callable[..., object], about: dict[str, object], said: str
) -> None:
    path = tmp_path / "model.safetensors"
    save(build((1, 8, 8), 2, {"kind": "mlp", "width": 8}, stochastic=False), path)
    changed(path, keep)
    assert load(path).latent_dim == 2
    changed(path, change, **about)
    with pytest.raises(SculptorError, match=said):
        load(path)


def test_a_header_of_gigabytes_is_not_looked_into(tmp_path: Path) -> None:
    path = tmp_path / "model.safetensors"
    with path.open("wb") as file:
        file.write((90_000_000).to_bytes(8, "little"))
        file.truncate(1 << 33)
    with pytest.raises(SculptorError, match="does not begin as such a file"):
        load(path)


@pytest.mark.parametrize(
    "network", [{"kind": "conv", "width": 4}, {"kind": "conv", "width": 32}, {"kind": "mlp"}]
)
@pytest.mark.parametrize("shape", [(1, 8, 8), (3, 64, 64), (3, 256, 256)])
def test_no_model_that_is_saved_looks_larger_than_its_file(
    tmp_path: Path, network: dict, shape: tuple[int, int, int]
) -> None:
    path = tmp_path / "model.safetensors"
    save(build(shape, 2, network, stochastic=False), path, torch.float16)
    assert load(path).image_shape == shape
