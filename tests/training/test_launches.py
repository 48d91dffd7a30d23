"""What a GPU is given to do in an update is as many launches at a batch of 8,192 as at one of 256.

Counted without a GPU: by tensors that have no numbers (see `test_no_sync`), with blocks of pairs as
one of 80 GB has them.
"""

from collections.abc import Sequence
from typing import Any

import pytest
import torch
from torch._subclasses.fake_tensor import FakeTensorMode
from torch.utils._python_dispatch import TorchDispatchMode

from sculptor import RunConfig
from sculptor.discrepancy import features, pairwise
from sculptor.training import batches
from sculptor.training.assemble import assemble
from sculptor.training.training import Training

H100 = 80 * 10**9


class Launches(TorchDispatchMode):
    """Counts operations that write something; views are none."""

    def __init__(self) -> None:
        super().__init__()
        self.count = 0

    def __torch_dispatch__(
        self, func: Any, types: Sequence[Any], args: tuple[Any, ...] = (), kwargs: Any = None
    ) -> Any:
        self.count += not (func.is_view or func._schema.name.startswith("aten::detach"))
        return func(*args, **(kwargs or {}))


@pytest.fixture(autouse=True)
def as_on_a_gpu(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (pairwise, features):
        monkeypatch.setattr(module, "may_ask", lambda points: False)


def small(objective: dict[str, Any]) -> Training:
    """A training of a small batch after its first update, in which the optimiser is made."""
    network = {"kind": "mlp", "width": 16}
    settings: dict[str, Any] = {"latent_dim": 4, "network": network, "batch_size": 8, "steps": 20}
    config = RunConfig(dataset="digits", objective=objective, device="cpu", **settings)
    training = assemble(config).training
    training.update()
    return training


def launches(training: Training, batch: int) -> int:
    """Of one update with so many images."""
    with FakeTensorMode(allow_non_fake_inputs=True), Launches() as counted:
        x = torch.empty(batch, 1, 8, 8)
        bank = torch.empty(training.objective.bank(batch), 4)
        terms = training.objective(training.model, x, bank, torch.Generator())
        training.learner.step(terms["loss"], 1e-3)
    return counted.count


@pytest.mark.parametrize(
    "objective",
    [
        {"kind": "mmd"},
        {"kind": "mmd", "estimate": "features"},
        {"kind": "beta-tcvae"},
    ],
    ids=lambda objective: "-".join(objective.values()),
)
def test_launches_do_not_grow_with_the_batch(
    objective: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batches, "POOL", 2_048)
    training = small(objective)
    monkeypatch.setattr(pairwise, "_memory", lambda device: H100)
    launches(training, 256)
    counted = [launches(training, batch) for batch in (256, 2_048, 8_192)]
    assert counted == counted[:1] * 3


def test_a_cpu_takes_blocks_that_its_cache_holds() -> None:
    assert pairwise.room(torch.zeros(1), pairwise.BLOCK) == pairwise.BLOCK
