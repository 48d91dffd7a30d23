"""The adversary of an objective, trained beside the model."""

from __future__ import annotations

import torch
from torch import Tensor

from sculptor.models import Autoencoder
from sculptor.models.weights import check_names
from sculptor.objectives import Adversarial
from sculptor.seeds import stream
from sculptor.training.batches import Batches, PriorPool
from sculptor.training.generators import go_on
from sculptor.training.learner import Learner, part
from sculptor.training.parallel import ALONE, Ranks

BETAS = (0.5, 0.9)
"""Of Adam, as Kim & Mnih (2018, appendix A) have them for the discriminator."""

NOISE, GENERATOR = "adversary noise", "generator"


class Adversary:
    """The discriminator of an objective, its optimiser, and all that it sees.

    It has an order of the images and random numbers of its own, so that the model meets the same
    batches and noise as with any other objective.

    Args:
        objective: Whose ``adversary`` it is.
        batches: Of the model; the images are shared, their order is not.
        seed: Of the run.
        device: Of the model.
        ranks: Who trains it together.
    """

    def __init__(
        self,
        objective: Adversarial,
        batches: Batches,
        seed: int,
        device: torch.device,
        ranks: Ranks = ALONE,
    ) -> None:
        self._objective = objective
        self._learner = Learner(objective.adversary.to(device), BETAS, ranks)
        self._faster = getattr(objective, "adversary_rate", 1.0)  # an objective may have one
        self._seed = seed
        self._batches = batches.reordered(stream(seed, "adversary order"))
        self._generator = torch.Generator(device).manual_seed(stream(seed, NOISE))

    def update(self, step: int, model: Autoencoder, pool: PriorPool, rate: float) -> Tensor:
        """One update; its loss, without waiting for the device."""
        x = self._batches[step]
        bank = pool.draw(self._objective.bank(len(x)), self._generator)
        loss = self._objective.adversary_loss(model, x, bank, self._generator)
        self._learner.step(loss, rate * self._faster)
        return loss

    def state(self) -> dict[str, Tensor]:
        """What a resumed run needs."""
        return {
            **{f"weights.{name}": value for name, value in self._learner.weights().items()},
            **{f"optimizer.{name}": value for name, value in self._learner.averages().items()},
            GENERATOR: self._generator.get_state(),
        }

    def restore(self, state: dict[str, Tensor], step: int) -> bool:
        """Go on from a `state` at a step; whether its random numbers fit the device.

        Raises:
            ValueError: It is not one of such an adversary.
        """
        check_names({name.split(".")[0] for name in state} - {"optimizer"}, {"weights", GENERATOR})
        self._learner.restore(part(state, "weights"), part(state, "optimizer"), step)
        return go_on(self._generator, state[GENERATOR], self._seed, NOISE, step)
