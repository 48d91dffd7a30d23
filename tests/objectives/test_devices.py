"""A step stays on its device and never waits for it.

A tensor on torch's device ``meta`` has a shape and no numbers: whoever asks for one is refused, and
so is what would mix it with a tensor elsewhere.
"""

import contextlib
from typing import Any

import pytest
import torch
from torch import Tensor, nn

from sculptor import priors
from sculptor.models import build
from sculptor.objectives import Adversarial, Setting, from_spec
from sculptor.objectives.kinds import KINDS

DIM = 5

MIXTURE = {"kind": "gaussian-mixture", "shift": 1.0, "rotation": 30.0}


def without_numbers(value: Any) -> Any:
    """A value with every tensor in it on ``meta``; objects are changed where they are."""
    if isinstance(value, Tensor):
        return torch.empty_like(value, device="meta")
    if isinstance(value, nn.Module):
        return value.to("meta")
    if isinstance(value, tuple):
        parts = [without_numbers(part) for part in value]
        return type(value)(*parts) if hasattr(value, "_fields") else tuple(parts)
    ours = type(value).__module__.startswith(("sculptor.objectives", "sculptor.discrepancy"))
    if ours and hasattr(value, "__dict__"):
        for name, part in list(vars(value).items()):
            with contextlib.suppress(AttributeError):  # frozen, and without tensors
                setattr(value, name, without_numbers(part))
    return value


@pytest.mark.parametrize("prior", [{"kind": "gaussian"}, MIXTURE], ids=["gaussian", "moved"])
@pytest.mark.parametrize(
    "spec",
    [
        *({"kind": kind} for kind in KINDS),
        {"kind": "mmd", "estimate": "features"},
        {"kind": "mmd", "triples": "auto"},
    ],
    ids=str,
)
def test_a_step_stays_on_its_device(
    spec: dict[str, Any], prior: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(torch, "autocast", lambda *_, **__: contextlib.nullcontext())
    objective = from_spec(spec, Setting(latent_dim=DIM))
    target = priors.from_spec(prior, dim=DIM)
    objective.prepare(torch.from_numpy(target.sample(2_048, 0)), target)
    objective = without_numbers(objective)
    network = {"kind": "conv", "width": 8}
    model = build((1, 16, 16), DIM, network, stochastic=objective.stochastic).to("meta")
    x = torch.rand(64, 1, 16, 16, device="meta")
    bank = torch.randn(max(64, objective.bank(64)), DIM, device="meta")
    terms = objective(model, x, bank, None)  # type: ignore[arg-type]
    if isinstance(objective, Adversarial):
        terms["adversary"] = objective.adversary_loss(model, x, bank, None)  # type: ignore[arg-type]
    assert {name: term.device.type for name, term in terms.items()} == dict.fromkeys(terms, "meta")
    terms["loss"].backward()
    assert all(parameter.grad is not None for parameter in model.parameters())
