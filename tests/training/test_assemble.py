"""What a configuration is turned into: alike but for what is asked for."""

from dataclasses import replace

import pytest
import torch

from sculptor import SculptorError
from sculptor.training.assemble import assemble
from tests.training.small import SMALL, begin


def test_a_device_without_half_precision_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torch.amp, "is_autocast_available", lambda kind: False)
    with pytest.raises(SculptorError, match="Set the precision to float32"):
        assemble(replace(SMALL, precision="bfloat16"))


def test_objectives_meet_the_same_start_and_images() -> None:
    config = replace(SMALL, prior={"kind": "gaussian"})
    mmd, vae = begin(config), begin(replace(config, objective={"kind": "vae"}))
    shared = mmd.weights().keys() & vae.weights().keys()
    assert len(shared) >= len(mmd.weights()) - 2
    assert all(torch.equal(mmd.weights()[k], vae.weights()[k]) for k in shared)
    assert torch.equal(mmd.batches[7], vae.batches[7])
