"""What processes that train together find, and what one process alone does."""

from dataclasses import replace
from pathlib import Path
from typing import Any
from unittest.mock import patch

import torch
from torch import Tensor, nn

from sculptor import RunConfig
from sculptor.objectives import Adversarial, Following
from sculptor.objectives.kinds import KINDS
from sculptor.training import batches
from sculptor.training.assemble import assemble
from sculptor.training.events import Event
from sculptor.training.loop import follow
from sculptor.training.parallel import ALONE, Ranks
from tests.training.small import SMALL, replay

Found = dict[str, Tensor]

SPECS: tuple[dict[str, Any], ...] = (
    *({"kind": kind} for kind in KINDS),
    {"kind": "mmd", "encoder": "gaussian", "triples": "auto"},
    {"kind": "mmd", "estimate": "features"},
    {"kind": "beta-vae", "capacity": 3.0},
    {"kind": "beta-tcvae", "estimate": "weighted"},
    {"kind": "info-vae", "alpha": 1.0},
    {"kind": "nash-ae", "encoder": "gaussian"},
)
"""Every kind of objective, and what of some is computed otherwise."""

CONFIG = RunConfig(
    dataset="digits",
    prior="laplace",  # whose KL divergence takes its density
    latent_dim=5,
    network={"kind": "mlp", "width": 16, "depth": 1},
    steps=20,
    batch_size=31,  # which two ranks share unevenly
    device="cpu",
    precision="float32",
)

FEW = replace(CONFIG, batch_size=8)
"""A batch of which each of four ranks has two rows."""

TRAINED: tuple[dict[str, Any], ...] = ({"kind": "mmd"}, {"kind": "factor-vae"})

CHANGES = [
    Event(4, "set", {"learning_rate": 5e-4}),
    Event(9, "set", {"prior": {"kind": "gaussian", "std": 2.0}}),
    Event(15, "pause"),
]
"""What happens to a run that trains."""


def named(spec: dict[str, Any]) -> str:
    """A specification as a name."""
    return "-".join(str(value) for value in spec.values())


class Double:
    """Batches in double precision."""

    def __init__(self, batches: batches.Batches) -> None:
        self._batches = batches

    def __getitem__(self, step: int) -> Tensor:
        return self._batches[step].double()


quick = patch.object(batches, "POOL", 4_096)
"""Fewer samples of the prior, which take less time to prepare an objective."""


@quick
def measured(config: RunConfig, ranks: Ranks = ALONE) -> Found:
    """Losses and gradients in double precision, after two updates that leave something behind."""
    training = assemble(config, ranks=ranks).training
    objective, pool = training.objective, training.aim.pool
    pool.samples = pool.samples.double()
    objective.prepare(pool.samples, training.aim.prior)
    model = ranks.shared(training.model.double())
    if isinstance(objective, Adversarial):
        objective.adversary.double()
    noise = torch.Generator().manual_seed(1)
    found: Found = {}
    for step in range(3):
        x = training.batches[step].double()
        bank = pool.draw(objective.bank(len(x)), noise)
        found["loss"] = objective(model, x, bank, noise)["loss"]
        found["gradient"] = descend(training.model, found["loss"], ranks)
        if isinstance(objective, Following):
            objective.follow(model)
        if isinstance(objective, Adversarial):
            found["adversary loss"] = objective.adversary_loss(model, x, bank, noise)
            found["adversary"] = descend(objective.adversary, found["adversary loss"], ranks)
    return {name: value.detach() for name, value in found.items()}


def descend(network: nn.Module, loss: Tensor, ranks: Ranks) -> Tensor:
    """Go a little down a gradient, and return it."""
    network.zero_grad()
    loss.backward()
    ranks.average(network)
    gradients = [p.grad for p in network.parameters() if p.grad is not None]
    with torch.no_grad():
        for parameter in network.parameters():
            if parameter.grad is not None:
                parameter.sub_(1e-5 * parameter.grad)
    return torch.cat([gradient.flatten() for gradient in gradients])


@quick
def trained(objective: dict[str, Any], ranks: Ranks = ALONE) -> Found:
    """The weights of a run in double precision that somebody changes, and pauses.

    In single precision Adam makes more of rounding: where a gradient is next to nothing, it steps
    by the sign of it.
    """
    config = replace(SMALL, prior="gaussian", objective=objective, precision="float32")
    training: Any = assemble(config, ranks=ranks).training
    training.model.double()
    training.batches = Double(training.batches)
    if training.adversary is not None:
        training.objective.adversary.double()
        training.adversary._batches = Double(training.adversary._batches)
    follow(training, ranks.agreed(replay(CHANGES if ranks.rank == 0 else [])))
    return {**training.weights(), "step": torch.tensor(training.step)}


def main(place: Path, rank: int) -> None:
    """Find all of it as one of four processes, of which two meet first."""
    torch.set_num_threads(1)
    found: dict[str, Found] = {}
    if rank < 2:
        ranks = Ranks.beside(rank, 2, place / "two")
        for spec in SPECS:
            found[named(spec)] = measured(replace(CONFIG, objective=spec), ranks)
        for spec in TRAINED:
            found[f"trained {named(spec)}"] = trained(spec, ranks)
        ranks.leave()
    ranks = Ranks.beside(rank, 4, place / "four")
    found["few"] = measured(FEW, ranks)
    ranks.leave()
    torch.save(found, place / f"{rank}.pt")
