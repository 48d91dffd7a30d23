"""The table of networks."""

import subprocess
import sys

import pytest

from sculptor import SculptorError
from sculptor.models import kinds


def test_defaults_fill_in() -> None:
    assert kinds.fill({"kind": "mlp"}) == {"kind": "mlp", "width": 256, "depth": 3}
    for name, kind in kinds.KINDS.items():
        assert kinds.fill({"kind": name}) == {"kind": name} | {
            item.name: item.default for item in kind.parameters
        }


def test_limits_are_allowed_and_defaults_lie_between() -> None:
    for name, kind in kinds.KINDS.items():
        for item in kind.parameters:
            assert item.low <= item.default <= item.high
            kinds.fill({"kind": name, item.name: item.low})
            kinds.fill({"kind": name, item.name: item.high})


@pytest.mark.parametrize(
    ("network", "message"),
    [
        ({}, "kind mlp or conv, received None"),
        ({"kind": "transformer"}, "'transformer'"),
        ({"kind": "conv", "depth": 2}, "received also depth"),
        ({"kind": "mlp", "width": 0}, "width .* from 8 to 4096, received 0"),
        ({"kind": "mlp", "width": 64.0}, "received 64.0"),
        ({"kind": "mlp", "depth": True}, "received True"),
        ({"kind": "mlp", "width": "wide"}, "received 'wide'"),
    ],
)
def test_what_cannot_be_built_is_refused(network: dict, message: str) -> None:
    with pytest.raises(SculptorError, match=message):
        kinds.fill(network)


def test_needs_no_torch() -> None:
    code = "import sys, sculptor.models.kinds; print('torch' in sys.modules)"
    result = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert result.stdout.strip() == "False", result.stderr
