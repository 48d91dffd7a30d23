"""A network and the optimiser that trains it."""

from __future__ import annotations

from functools import cached_property
from typing import Any

import torch
from torch import Tensor, nn

from sculptor.models.weights import check
from sculptor.training.parallel import ALONE, Ranks

WIDE = 3_072
"""Inputs of a layer up to which its weights are moved by the whole learning rate."""

SLOTS = ("step", "exp_avg", "exp_avg_sq")
"""What Adam keeps of a parameter: its updates, and the means of its gradient and of the square."""


class Learner:
    """Adam (Kingma & Ba 2015) on the parameters of one network.

    Adam moves each weight by about the learning rate, whatever the gradient's size, and those of
    pixels that are alike all to one side: of 12,288 pixels the first update would move a code by 6
    units, far out of any prior. Where a layer has more than `WIDE` inputs, its rate falls as one
    over their number (Yang et al., "Tensor Programs V", 2022, Table 3).

    Args:
        network: On its device already.
        betas: Of the running averages.
        ranks: Who trains it together, each with a network of the same weights.
    """

    def __init__(
        self,
        network: nn.Module,
        betas: tuple[float, float] = (0.9, 0.999),
        ranks: Ranks = ALONE,
    ) -> None:
        self.network = network
        self._betas = betas
        self._ranks = ranks

    @cached_property
    def _adam(self) -> torch.optim.Adam:
        scales: dict[float, list[nn.Parameter]] = {}
        for parameter in self.network.parameters():
            scales.setdefault(_scale(parameter), []).append(parameter)
        groups = [{"params": parameters, "scale": scale} for scale, parameters in scales.items()]
        # What a CUDA graph may hold; elsewhere it means nothing.
        recorded = all(parameter.is_cuda for parameter in self.network.parameters())
        return torch.optim.Adam(groups, betas=self._betas, fused=True, capturable=recorded)

    def make_ready(self) -> None:
        """Do beforehand what the first update would wait for: torch.optim imports its compiler."""
        _ = self._adam

    def step(self, loss: Tensor, learning_rate: float | Tensor) -> None:
        """One update down the gradient of a loss; of a recorded one the rate is in a tensor."""
        self._adam.zero_grad(set_to_none=True)
        loss.backward()
        self._ranks.average(self.network)
        for group in self._adam.param_groups:
            group["lr"] = learning_rate * group["scale"]
        self._adam.step()

    def weights(self) -> dict[str, Tensor]:
        """The parameters of the network, on the CPU."""
        return {name: on_cpu(value) for name, value in self.network.state_dict().items()}

    def averages(self) -> dict[str, Tensor]:
        """Adam's averages as ``slot.parameter``, on the CPU; none before the first update."""
        return {
            f"{slot}.{name}": on_cpu(value)
            for name, parameter in self.network.named_parameters()
            for slot, value in self._slots(parameter).items()
        }

    def restore(
        self, weights: dict[str, Tensor], averages: dict[str, Tensor], updates: int
    ) -> None:
        """Go on from `weights` and `averages` after so many updates.

        Raises:
            ValueError: They are not those of such a network.
        """
        check(weights, self.network.state_dict())
        self._check(averages, updates)
        self.network.load_state_dict(weights)
        for name, parameter in self.network.named_parameters():
            slots = {
                slot: averages[f"{slot}.{name}"].to(parameter.device, copy=True)
                for slot in SLOTS
                if f"{slot}.{name}" in averages
            }
            if slots:
                self._adam.state[parameter] = slots

    def _check(self, averages: dict[str, Tensor], updates: int) -> None:
        """Refuse averages that are not Adam's, who has none of what no loss has reached."""
        wanted: dict[str, Tensor] = {}
        for name, parameter in self.network.named_parameters():
            if any(f"{slot}.{name}" in averages for slot in SLOTS):
                like = (torch.zeros(()), parameter, parameter)
                wanted |= {f"{slot}.{name}": one for slot, one in zip(SLOTS, like, strict=True)}
        if updates and not wanted:
            raise ValueError("the averages of its optimiser are missing")
        check(averages, wanted)
        for name, value in averages.items():
            if name.startswith("step.") and not 0 <= float(value) <= updates:
                raise ValueError(f"{name:.60} is not a number of updates from 0 to {updates:,}")
            if name.startswith("exp_avg_sq.") and bool((value < 0).any()):
                raise ValueError(f"{name:.60} holds squares below 0")

    def _slots(self, parameter: nn.Parameter) -> dict[str, Any]:
        slots: dict[str, Any] = self._adam.state.get(parameter, {})
        return slots


def _scale(parameter: nn.Parameter) -> float:
    """The part of the learning rate by which a layer's weights, or anything else, are moved."""
    inputs = parameter.shape[1] if parameter.ndim == 2 else 1
    return min(1.0, WIDE / inputs)


def on_cpu(value: Tensor) -> Tensor:
    """A copy of its own on the CPU, that later updates leave alone."""
    return value.detach().clone().cpu().contiguous()


def part(state: dict[str, Tensor], room: str) -> dict[str, Tensor]:
    """The entries of one room of a state, without the room's name."""
    return {
        name.removeprefix(f"{room}."): value
        for name, value in state.items()
        if name.startswith(f"{room}.")
    }
