"""The position of a run reads back as it was written, and nothing else reads as one."""

import json
from typing import Any

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from sculptor import RunConfig
from sculptor.training.position import Position

CONFIG = RunConfig(dataset="digits", steps=100)
POSITION = Position(7, 1, 2, {"kind": "ring"}, 1e-3, 2.5, "float32")


def as_tensor(value: Any) -> torch.Tensor:
    return torch.frombuffer(bytearray(json.dumps(value).encode() or b" "), dtype=torch.uint8)


def test_it_reads_back_as_it_was_written() -> None:
    assert Position.read(POSITION.tensor(), CONFIG) == POSITION


def test_one_without_a_precision_is_of_an_earlier_version() -> None:
    value = {name: part for name, part in vars(POSITION).items() if name != "precision"}
    assert Position.read(as_tensor(value), CONFIG).precision is None


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
)


@given(st.dictionaries(st.sampled_from([*vars(POSITION)]), JSON))
@settings(max_examples=200, deadline=None)
def test_anything_else_is_a_value_error_or_a_position_within_its_limits(fields: Any) -> None:
    try:
        position = Position.read(as_tensor({**vars(POSITION), **fields}), CONFIG)
    except ValueError:
        return
    assert 0 <= position.step <= CONFIG.steps
    assert 0 <= position.seconds < float("inf")


@given(st.binary(min_size=1, max_size=50))
def test_bytes_of_anyone_are_a_value_error(content: bytes) -> None:
    with pytest.raises(ValueError, match=r"."):
        Position.read(torch.frombuffer(bytearray(content), dtype=torch.uint8), CONFIG)
