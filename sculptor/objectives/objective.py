"""What an objective is to the training loop."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, NamedTuple, Protocol, runtime_checkable

import torch
from torch import Tensor, nn

from sculptor.errors import SculptorError
from sculptor.models import Autoencoder
from sculptor.priors import Prior

Terms = dict[str, Tensor]
"""``loss``, which is minimised, and its named parts: numbers on the device, in nats where they are
likelihoods or divergences, summed over dimensions and averaged over the batch."""


BANK = 4
"""Prior samples for each image of a batch: the noise of the prior's side is that much smaller."""


class Objective(Protocol):
    """Turns a batch into named loss terms; it owns no optimiser and never waits for the device.

    One may have ``replays = True``: each call does the same operations on the same tensors, and
    what it remembers it changes in place. See `sculptor.training.gpu.graph`, which records updates.
    """

    stochastic: bool
    """Whether the encoder must be a Gaussian."""

    def bank(self, batch: int) -> int:
        """How many prior samples a batch of this size is compared with."""

    def prepare(self, prior_samples: Tensor, prior: Prior) -> None:
        """Take up a target, at the start and whenever it changes: many samples, and its density."""

    def __call__(
        self, model: Autoencoder, x: Tensor, prior_bank: Tensor, generator: torch.Generator
    ) -> Terms:
        """The terms of a batch of images in [0, 1]."""

    def set(self, name: str, value: Any) -> None:
        """Change a parameter while the run trains."""

    def state_dict(self) -> Terms:
        """What a resumed run needs besides the specification."""

    def load_state_dict(self, state: Terms) -> None:
        """Go on from a state."""


@runtime_checkable
class Adversarial(Objective, Protocol):
    """An objective with an adversary, which the training loop trains beside the model.

    The loop owns the adversary's optimiser, and steps it after the model, on a batch, prior samples
    and random numbers of its own. An objective may have an ``adversary_rate``, by which the
    adversary learns faster than the model; else both have one learning rate.
    """

    adversary: nn.Module
    """A network that tells two sets of codes apart; the loss of the model holds it constant."""

    def adversary_loss(
        self, model: Autoencoder, x: Tensor, prior_bank: Tensor, generator: torch.Generator
    ) -> Tensor:
        """What the adversary minimises on another batch; the model is held constant."""


@runtime_checkable
class Following(Objective, Protocol):
    """An objective that knows codes from earlier steps, and follows the encoder as it moves."""

    def follow(self, model: Autoencoder) -> None:
        """Take up where the model is, after each update of it."""


@dataclass(frozen=True)
class Target:
    """A target of the codes of each class, or of each value of a factor.

    Attributes:
        samples: ``(values, s, dim)``, as many of each.
        shares: ``(values,)`` of the data.
        columns: The latents that it is one of; None of all.
        between: How alike values are, ``(values, values)``, see `sculptor.discrepancy.joint`; None
            of classes, of which each is only like itself.
    """

    samples: Tensor
    shares: Tensor
    columns: slice | None = None
    between: Tensor | None = None


class Told(NamedTuple):
    """What is known of some images of a step.

    Attributes:
        x: Images ``(m, c, h, w)`` in [0, 1] beside the batch; None where the batch itself is meant.
        groups: The class or value ``(m, targets)`` of each, as each target numbers them; -1 where
            it is not known.
    """

    x: Tensor | None
    groups: Tensor


@runtime_checkable
class Knowing(Objective, Protocol):
    """An objective that matches the joint distribution of the code and what is known of an item.

    Where it has been told of such a target, it is called with one more argument by name, ``told``:
    a `Told` of the step. Others are never asked for it, see `sculptor.spec.Objective.joint`.
    """

    def know(self, targets: Sequence[Target]) -> None:
        """Take up targets of what is known, after `prepare`, or none."""


@dataclass(frozen=True)
class Setting:
    """What an objective knows of the training that it is a part of.

    Attributes:
        latent_dim: Dimensions of z.
        images: Training images, of which a batch is a sample.
        steps: Updates of the whole run.
        seed: Of an adversary's weights.
        entropy: Of the training images, see `sculptor.models.likelihood.entropy`.
    """

    latent_dim: int = 2
    images: int = 10_000
    steps: int = 1_500
    seed: int = 0
    entropy: float = 0.0


class Adjustable:
    """The base of most objectives: numbers that may be changed while it trains, and their state."""

    adjustable: ClassVar[tuple[str, ...]] = ()
    """The names of these numbers, attributes of the objective."""

    samples_an_image: ClassVar[int] = 0
    """Prior samples for each image of a batch; none where no samples are looked at."""

    def bank(self, batch: int) -> int:
        """As many prior samples for each image as `samples_an_image` says."""
        return self.samples_an_image * batch

    def prepare(self, prior_samples: Tensor, prior: Prior) -> None:
        """Nothing: no more is asked of a target than the samples that come with each batch."""

    def set(self, name: str, value: Any) -> None:
        """Change one of the `adjustable` numbers.

        Raises:
            SculptorError: It is not one of them.
        """
        if name not in self.adjustable:
            raise SculptorError(
                f"Expected a change of {' or '.join(self.adjustable) or 'nothing'} for this "
                f"objective, received {name!r:.80}."
            )
        setattr(self, name, float(value))

    def state_dict(self) -> Terms:
        """The `adjustable` numbers."""
        return {
            name: torch.tensor(getattr(self, name), dtype=torch.float64) for name in self.adjustable
        }

    def load_state_dict(self, state: Terms) -> None:
        """Go on with the numbers of a state."""
        for name in self.adjustable:
            setattr(self, name, state[name].item())
