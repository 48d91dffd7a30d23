"""The precision of a device, and of a run that goes on on another."""

import pytest
import torch

from sculptor.training import compute as devices


@pytest.mark.parametrize(
    ("device", "able", "expected"),
    [("cpu", True, "bfloat16"), ("cpu", False, "float32"), ("cuda", True, "float32")],
)
def test_the_precision_is_found_by_itself(
    device: str, able: bool, expected: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(torch.cpu, "get_capabilities", lambda: {"avx512_bf16": able})
    assert devices.precision("auto", torch.device(device)) == expected
    assert devices.precision("float32", torch.device(device)) == "float32"


def test_a_torch_that_cannot_say_trains_in_single_precision(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delattr(torch.cpu, "get_capabilities")
    assert devices.precision("auto", torch.device("cpu")) == "float32"
