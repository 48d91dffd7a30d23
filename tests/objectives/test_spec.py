"""Specifications of objectives: what they may not say."""

import pytest

from sculptor import SculptorError
from sculptor.objectives import from_spec


@pytest.mark.parametrize(
    ("spec", "words"),
    [
        ({"kind": "mdm"}, "Did you mean mmd"),
        ({"kind": "mmd", "wieght": 1}, "wieght"),
        ({"kind": "mmd", "weight": -1}, "from 0"),
        ({"kind": "mmd", "kernel": "cubic"}, "imq"),
        ({"kind": "mmd", "kernel": 3}, "imq"),
        ({"kind": "mmd", "kernel": "energy", "estimate": "features"}, "estimate pairs"),
        ({"kind": "vae", "beta": True}, "beta"),
        ({"kind": "factor-vae", "discriminator_width": 20.5}, "a whole number"),
        ({"kind": "sliced-wasserstein", "encoder": "laplace"}, "'deterministic' or 'gaussian'"),
    ],
)
def test_says_what_is_wrong_with_a_specification(spec: dict, words: str) -> None:
    with pytest.raises(SculptorError, match=words):
        from_spec(spec)
