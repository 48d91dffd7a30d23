"""TF32 is off where single precision is meant, and nowhere else."""

import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
import torch

from sculptor import RunConfig
from sculptor.measure.encoding import encode
from sculptor.models import build, precision
from sculptor.models.precision import single_precision
from sculptor.training.assemble import assemble
from sculptor.training.loop import train


def flags() -> tuple[bool, bool]:
    return torch.backends.cuda.matmul.allow_tf32, torch.backends.cudnn.allow_tf32


@pytest.fixture
def allowed() -> Iterator[None]:
    """TF32 allowed everywhere, as a notebook may have it."""
    matmul, cudnn = torch.backends.cuda.matmul, torch.backends.cudnn
    before = flags()
    matmul.allow_tf32 = cudnn.allow_tf32 = True
    yield
    matmul.allow_tf32, cudnn.allow_tf32 = before


def test_off_inside_and_as_before_outside(allowed: None) -> None:
    assert flags() == (True, True)
    with single_precision():
        assert flags() == (False, False)
        with single_precision():
            pass
        assert flags() == (False, False)
    with pytest.raises(ValueError, match="mine"), single_precision():
        raise ValueError("mine")
    assert flags() == (True, True)


@pytest.mark.skipif(not hasattr(torch.backends, "fp32_precision"), reason="torch before 2.9")
def test_off_where_each_kind_of_operation_is_set_by_itself() -> None:
    backends: Any = torch.backends
    places = [backends.cuda.matmul, backends.cudnn.conv]
    before = [place.fp32_precision for place in places]
    for value in ("tf32", "ieee"):
        for place in places:
            place.fp32_precision = value
        with single_precision():
            assert [place.fp32_precision for place in places] == ["ieee", "ieee"]
            assert flags() == (False, False)
        assert [place.fp32_precision for place in places] == [value, value]
    for place, old in zip(places, before, strict=True):
        place.fp32_precision = old


def test_an_older_torch_has_the_older_settings(
    allowed: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    older = tuple(each for each in precision._settings() if each.strict != "ieee")
    assert len(older) == 2
    monkeypatch.setattr(precision, "_settings", lambda: older)
    with single_precision():
        assert flags() == (False, False)
    assert flags() == (True, True)


def test_the_precision_of_products_that_was_chosen_comes_back() -> None:
    torch.set_float32_matmul_precision("medium")
    try:
        with single_precision():
            assert torch.get_float32_matmul_precision() == "highest"
        assert torch.get_float32_matmul_precision() == "medium"
    finally:
        torch.set_float32_matmul_precision("highest")


def test_models_encode_and_decode_in_it(allowed: None, monkeypatch: pytest.MonkeyPatch) -> None:
    model = build((1, 16, 16), 2, {"kind": "mlp", "width": 8, "depth": 1}, stochastic=False)
    seen = _watch(monkeypatch)
    codes = model.encode(np.zeros((2, 1, 16, 16), np.uint8))
    model.decode(codes)
    encode(model, torch.zeros(2, 1, 16, 16, dtype=torch.uint8), torch.Generator())
    assert seen == {"posterior": {(False, False)}, "logits": {(False, False)}}
    assert flags() == (True, True)


@pytest.mark.parametrize("precision", ["float32", "bfloat16"])
def test_training_computes_in_it_and_leaves_the_caller_alone(
    precision: str, allowed: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = _watch(monkeypatch)
    config = RunConfig(
        dataset="digits", prior={"kind": "gaussian"}, objective={"kind": "mmd"}, steps=3,
        batch_size=32, precision=precision, device="cpu",
    )  # fmt: skip
    for _ in train(assemble(config)):
        assert flags() == (True, True)
    assert seen == {"posterior": {(False, False)}, "logits": {(False, False)}}


def _watch(monkeypatch: pytest.MonkeyPatch) -> dict[str, set[tuple[bool, bool]]]:
    """The flags that each way through a model has seen."""
    from sculptor.models.autoencoder import Autoencoder

    seen: dict[str, set[tuple[bool, bool]]] = {}

    def watched(name: str) -> Any:
        through = getattr(Autoencoder, name)

        def call(self: Autoencoder, values: torch.Tensor) -> Any:
            seen.setdefault(name, set()).add(flags())
            return through(self, values)

        return call

    for name in ("posterior", "logits"):
        monkeypatch.setattr(Autoencoder, name, watched(name))
    return seen


def test_an_import_sets_nothing() -> None:
    code = """
import torch
flags = lambda: (torch.backends.cuda.matmul.allow_tf32, torch.backends.cudnn.allow_tf32)
before = flags()
import sculptor, sculptor.training.training, sculptor.measure.trained
assert flags() == before
"""
    subprocess.run([sys.executable, "-c", code], check=True)
