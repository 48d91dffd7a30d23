"""Weights of a file: what is none of a model is refused before it is used."""

import json
from pathlib import Path

import numpy as np
import pytest
import safetensors.numpy
import safetensors.torch
import torch

from sculptor import SculptorError
from sculptor.models import weights

WANTED = {"a": torch.zeros(2, 3), "flag": torch.tensor(True)}


def given(**tensors: torch.Tensor) -> dict[str, torch.Tensor]:
    return {**WANTED, **tensors}


def test_what_fits_passes_in_single_and_where_wanted_in_half_precision() -> None:
    weights.check(WANTED, WANTED)
    half = given(a=WANTED["a"].half())
    weights.check(half, WANTED, types=weights.HALF)
    weights.check(given(a=WANTED["a"].bfloat16()), WANTED, types=weights.HALF)
    with pytest.raises(ValueError, match="a has numbers of type float16 in place of float32"):
        weights.check(half, WANTED)
    weights.check({"a": WANTED["a"]}, WANTED, optional=["flag"])
    arrays = {"a": np.zeros((2, 3), np.float32)}
    weights.check(arrays, arrays)


@pytest.mark.parametrize(
    ("found", "said"),
    [
        (given(a=torch.zeros(2, 3).double()), "type float64 in place of float32$"),
        (given(a=torch.zeros(2, 3).int()), "type int32"),
        (given(a=torch.zeros(2, 3).to(torch.float8_e4m3fn)), "type float8_e4m3fn"),
        (given(flag=torch.tensor(1.0)), "flag has numbers of type float32 in place of bool"),
        (given(a=torch.zeros(3, 2)), r"a has the shape \(3, 2\) in place of \(2, 3\)"),
        (given(a=torch.full((2, 3), torch.inf)), "a holds NaN or infinity"),
        (given(a=torch.full((2, 3), torch.nan)), "a holds NaN or infinity"),
        (given(b=torch.zeros(1)), "the tensors differ in b$"),
        ({}, "the tensors differ in a, flag$"),
        ({str(i): torch.zeros(1) for i in range(9)}, "differ in 0, 1, 2 and 8 more"),
    ],
)
def test_what_does_not_fit_is_told(found: dict[str, torch.Tensor], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        weights.check(found, WANTED)


def test_halves_beyond_their_range_are_refused() -> None:
    infinite = {"a": torch.full((2, 3), torch.inf).bfloat16()}
    with pytest.raises(ValueError, match="NaN or infinity"):
        weights.check(infinite, {"a": WANTED["a"]}, types=weights.HALF)


def header(about: object, data: bytes = b"") -> bytes:
    """A file in safetensors with a header that nobody would write."""
    text = json.dumps(about).encode()
    return len(text).to_bytes(8, "little") + text + data


def entry(*offsets: int, dtype: str = "F32", shape: tuple[int, ...] = (1,)) -> dict[str, object]:
    return {"dtype": dtype, "shape": shape, "data_offsets": offsets}


HOSTILE = {
    "nothing": b"",
    "a length alone": (10**9).to_bytes(8, "little"),
    "a length beyond all": b"\xff" * 8 + b"{}",
    "no JSON": (4).to_bytes(8, "little") + b"{{{{",
    "a list": header([1, 2]),
    "nested": (100_000).to_bytes(8, "little") + b"[" * 100_000,
    "overlapping": header({"a": entry(0, 4), "b": entry(0, 4)}, bytes(4)),
    "beyond the end": header({"a": entry(0, 400, shape=(100,))}, bytes(4)),
    "more than its shape": header({"a": entry(0, 8)}, bytes(8)),
    "a shape of nobody's": header({"a": entry(0, 4, shape=(2**62, 2**62))}, bytes(4)),
    "below 0": header({"a": {"dtype": "F32", "shape": [-1], "data_offsets": [0, 4]}}, bytes(4)),
    "an unknown type": header({"a": entry(0, 4, dtype="Q32")}, bytes(4)),
    "bytes that nobody owns": header({"a": entry(0, 4)}, bytes(40)),
    "cut short": safetensors.torch.save({"a": torch.zeros(9)})[:-5],
}


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize("load", [safetensors.torch.load, safetensors.numpy.load])
def test_a_hostile_file_is_one_clear_error(name: str, load: object, tmp_path: Path) -> None:
    path = tmp_path / "model"
    path.write_bytes(HOSTILE[name])
    for source in (path, HOSTILE[name]):
        with (
            pytest.raises(SculptorError, match=r"^Expected weights, but it cannot be read: .*Help"),
            weights.expected("weights", "Help yourself."),
        ):
            weights.read(source, 1000, load)


def test_a_file_that_is_far_too_large_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "model"
    with path.open("wb") as file:
        file.truncate(1 << 40)
    with pytest.raises(ValueError, match="more than the"):
        weights.read(path, weights.room(WANTED), safetensors.torch.load)


def test_what_is_expected_is_said_once_and_errors_of_ours_are_kept() -> None:
    with pytest.raises(SculptorError, match=r"^mine$"), weights.expected("a", "b"):
        raise SculptorError("mine")
    with (
        pytest.raises(SculptorError, match=r"^Expected a, but why\. b$"),
        weights.expected("a", "b"),
    ):
        raise ValueError("why.\nand more")
    with pytest.raises(ZeroDivisionError), weights.expected("a", "b"):
        raise ZeroDivisionError
