"""The autoencoder whose aggregate posterior is pulled onto the prior by MMD."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import torch
from torch import Tensor

from sculptor.discrepancy.features import LinearDiscrepancy
from sculptor.discrepancy.kernels import Kernel
from sculptor.discrepancy.mmd import Discrepancy
from sculptor.discrepancy.names import AUTO
from sculptor.discrepancy.two_sample import SIZE, mmd2_floor
from sculptor.errors import SculptorError
from sculptor.models import Autoencoder
from sculptor.objectives.by_class import ByClass
from sculptor.objectives.carried_moments import CarriedMoments
from sculptor.objectives.kinds import FEATURES, PAIRS
from sculptor.objectives.objective import BANK, Target, Terms, Told
from sculptor.objectives.parameters import DETERMINISTIC, GAUSSIAN
from sculptor.priors import Prior, block_dims

FLOOR_FROM = 1_000
"""Samples a side from which the floor at `SIZE` is extrapolated: under equality MMD² falls as 1/n
(Gretton et al. 2012, Theorem 12), and a changed target is to be taken up at once."""


CARRIED, CLASSES = "carried_", "class"
"""What the names of carried moments, and of the weights of classes, begin with in a state."""

TRIPLES = 0.25
"""Of the reconstruction term less its least value: what ``auto`` lets a unit of the term of triples
cost."""


BESIDE = 0.05
"""The share of the automatic weight of MMD² beside the term of triples, a quarter of what it is
else: the noise of whole points at a high weight drowns what the products pull at."""


class MMDAutoencoder:
    """-E log p(x|z) + weight · MMD²(q(z), p(z)).

    Fruytier et al., arXiv:2510.11953; with a deterministic encoder it is the WAE-MMD of Tolstikhin
    et al., ICLR 2018, Algorithm 2. MMD² is between the batch's codes and a larger bank of samples.

    Args:
        weight: Nats that one unit of MMD² costs, or ``auto``, see `AutoWeight`.
        kernel: ``auto``, see `Discrepancy.fitted`, or one of `sculptor.discrepancy.kernels`.
        bandwidth: In latent units, or ``prior`` or ``median``; fixed when a target is taken up.
        estimate: ``pairs``, the exact value of a batch, or ``features``, an estimate whose cost is
            linear in the batch, see `LinearDiscrepancy`; its error is one of the terms.
        encoder: ``deterministic`` or ``gaussian``.
        entropy: Of the images, which no reconstruction goes below, in nats; for ``auto``.
        triples: Nats that one unit of the term of `Triples` costs, whose moments are carried over
            from step to step, see `CarriedMoments`: 0 leaves it out, ``auto`` takes `TRIPLES` of
            what reconstruction loses. With the kernel ``auto`` in more than 3 dimensions only.
    """

    def __init__(
        self,
        weight: float | str = AUTO,
        kernel: str = AUTO,
        bandwidth: float | str = "prior",
        estimate: str = PAIRS,
        encoder: str = DETERMINISTIC,
        entropy: float = 0.0,
        triples: float | str = 0.0,
    ) -> None:
        self.stochastic = encoder == GAUSSIAN
        self._automatic = weight == AUTO
        self._kernel, self._bandwidth, self._estimate = kernel, bandwidth, estimate
        self._weight = AutoWeight(None if self._automatic else float(weight), entropy)
        self._triples = triples
        self._carried: CarriedMoments | None = None
        self._known: tuple[ByClass, ...] = ()

    @property
    def replays(self) -> bool:
        """Whether an update is the same operations each time.

        Carried moments count steps, and what is told of labels is another thing at each.
        """
        return self._carried is None and not self._known

    def bank(self, batch: int) -> int:
        """Four samples of the prior for each image."""
        return BANK * batch

    def prepare(self, prior_samples: Tensor, prior: Prior) -> None:
        """Fix the kernel to the target, and the floor that the automatic weight aims at."""
        self.discrepancy = Discrepancy.fitted(
            prior_samples, self._kernel, self._bandwidth, block_dims(prior)
        )
        self._reference = self.discrepancy.reference(prior_samples)
        if self._estimate == FEATURES:
            self._linear = LinearDiscrepancy(self.discrepancy, prior_samples)
        if self._triples != 0 and self.discrepancy.additive:
            self._carried = CarriedMoments(self.discrepancy.additive, prior_samples)
            self._weight.share = BESIDE
        self._weight.to(prior_samples.device)
        # Also for a fixed weight: it may be set to be automatic while the run trains.
        floor = mmd2_floor(prior_samples, FLOOR_FROM, discrepancy=self.discrepancy)
        self._weight.floor = floor * FLOOR_FROM / SIZE

    def know(self, targets: Sequence[Target]) -> None:
        """Take up targets of what is known, or none."""
        self._known = tuple(ByClass(target, self._kernel_of(target)) for target in targets)

    def _kernel_of(self, target: Target) -> Kernel:
        """The kernel of whole points in the latents that a target is one of.

        Of values of a factor it is the distance, which pulls alike at any range: a code is led over
        to the other side of a circle in fewer steps than by several scales.
        """
        if target.between is not None:
            return Kernel("energy", ())
        if target.columns is None:
            return self.discrepancy.kernel
        points = target.samples.flatten(0, 1)
        return Discrepancy.fitted(points, self._kernel, self._bandwidth).kernel

    def __call__(
        self,
        model: Autoencoder,
        x: Tensor,
        prior_bank: Tensor,
        generator: torch.Generator,
        told: Told | None = None,
    ) -> Terms:
        """The terms ``loss``, ``reconstruction``, ``mmd2`` and ``weight``.

        Where MMD² is estimated from features also ``mmd2_error``, the standard error they leave;
        where classes are told of, those of `ByClass`.
        """
        posterior = model.posterior(x)
        z = posterior.sample(generator)
        reconstruction = model.nats(z, x)
        mmd2, error = self._mmd2(z, prior_bank)
        if self._automatic:
            lowered = reconstruction.detach() - model.likelihood.least(x)
            self._weight.adapt(mmd2.detach(), lowered)
        weight = self._weight.value.to(torch.float32, copy=True)
        terms = {
            "loss": reconstruction + weight * mmd2,
            "reconstruction": reconstruction,
            "mmd2": mmd2,
            "weight": weight,
        }
        if self._carried is not None:
            strength = self._strength(reconstruction.detach()) * self._carried.ramp
            terms["products"] = self._carried(x, posterior, z)
            terms["loss"] = terms["loss"] + strength * terms["products"]
        if told is not None:
            codes = z if told.x is None else model.posterior(told.x).sample(generator)
            groups = told.groups.unbind(1)
            found = [
                known(codes, own, generator) for known, own in zip(self._known, groups, strict=True)
            ]
            each = {name: torch.stack([one[name] for one in found]).sum() for name in found[0]}
            each["by_class"] = each["by_class"] * (reconstruction.detach() - self._weight.entropy)
            terms |= each
            terms["loss"] = terms["loss"] + terms["by_class"]
        return terms if error is None else {**terms, "mmd2_error": error}

    def _mmd2(self, z: Tensor, prior_bank: Tensor) -> tuple[Tensor, Tensor | None]:
        """MMD², and its error where it is estimated."""
        average = self._carried.average if self._carried else None
        if self._estimate == FEATURES:
            return self._linear.mmd2(z, prior_bank, self._reference.moments, average)
        return self.discrepancy.mmd2(z, prior_bank, self._reference, average), None

    def _strength(self, reconstruction: Tensor) -> Tensor | float:
        """Nats that a unit of the term of triples costs."""
        if self._triples == AUTO:
            return TRIPLES * (reconstruction - self._weight.entropy)
        return float(self._triples)

    def follow(self, model: Autoencoder) -> None:
        """Carry what is known of the codes over to where an update has moved the encoder."""
        if self._carried is not None:
            self._carried.follow(model)

    def set(self, name: str, value: Any) -> None:
        """Change ``weight``, to a number or to ``auto``, which goes on from where it is."""
        if name != "weight":
            raise SculptorError(f"Expected a change of weight for MMD, received {name}.")
        self._automatic = value == AUTO
        if not self._automatic:
            self._weight.value = torch.full_like(self._weight.value, float(value))

    def note(self, floors: float) -> str:
        """What a person should know of a run that ends now, in a sentence; empty if nothing.

        It waits for the device.

        Args:
            floors: MMD² of held-out codes over its floor; up to 1 there is nothing to mend.
        """
        if floors <= 1 or not self._automatic or not self._weight.is_rising():
            return ""
        return (
            f"The automatic weight was still rising at the end: MMD² is {floors:.1f} times its "
            "floor. Train longer, or set a weight."
        )

    def state_dict(self) -> Terms:
        """The weight and what it adapts by."""
        return {
            "automatic": torch.tensor(self._automatic),
            "weight": self._weight.value,
            "average": self._weight.average,
            "rise": self._weight.rise,
            **{k: v for prefix, part in self._parts() for k, v in _named(prefix, part).items()},
        }

    def load_state_dict(self, state: Terms) -> None:
        """Go on with the weight of a state."""
        self._automatic = bool(state["automatic"])
        self._weight.value.copy_(state["weight"])
        self._weight.average.copy_(state["average"])
        if "rise" in state:  # not in a checkpoint of an earlier version
            self._weight.rise.copy_(state["rise"])
        for prefix, part in self._parts():
            part.load_state_dict({k.removeprefix(prefix): v for k, v in state.items()})

    def _parts(self) -> Iterator[tuple[str, CarriedMoments | ByClass]]:
        """What has a state of its own, and what its names begin with."""
        if self._carried is not None:
            yield CARRIED, self._carried
        for number, part in enumerate(self._known):
            yield f"{CLASSES}{number or ''}_", part


def _named(prefix: str, part: CarriedMoments | ByClass) -> Terms:
    """The state of a part under names of its own."""
    return {prefix + name: value for name, value in part.state_dict().items()}


class AutoWeight:
    """Raises the weight until MMD² sits at its noise floor, and leaves the rest to reconstruction.

    With the running average a of the batches' MMD² and the floor f, the weight is multiplied before
    each update by exp(rate · clip(a / f - 1, -1, 1)): above the floor it rises, below it falls,
    never by more than `RATE` of itself. What the match to the prior costs in the loss, weight · a,
    is held to a share of the nats that reconstruction loses: where the floor cannot be reached, as
    with fewer factors than latents, more weight costs reconstruction and matches no closer. The
    first batch sets the weight to that share, so that nothing is to be chosen for a data set of
    more pixels or a target that is further off. All of it stays on the device.

    Args:
        start: A weight to begin with, or None for that of the first batch.
        entropy: What reconstruction costs at best, in nats an image.

    Attributes:
        share: Of the reconstruction term less its least value.
    """

    SHARE = 0.2
    """Where nothing else is said."""

    FLOORS = 10.0
    """How many floors the first batch is taken to be off at least."""

    RATE, MEMORY, LOW = 0.002, 0.98, 1.0

    LONG, STEADY = 0.998, 0.5
    """Memory of how the weight moves, and the mean direction, between -1 and 1, from which it is
    said to be rising: where it has arrived, the directions of 500 updates average to 0 ± 0.2."""

    def __init__(self, start: float | None, entropy: float = 0.0) -> None:
        self.entropy = entropy
        self.share = self.SHARE
        self.value = torch.tensor(start or 0.0, dtype=torch.float64)
        self.average = torch.zeros((), dtype=torch.float64)
        self.rise = torch.zeros(2, dtype=torch.float64)
        self.floor = 1.0

    def to(self, device: torch.device) -> None:
        """Move to a device; MPS has no double precision."""
        dtype = torch.float32 if device.type == "mps" else torch.float64
        self.value = self.value.to(device, dtype)
        self.average = self.average.to(device, dtype)
        self.rise = self.rise.to(device, dtype)

    def adapt(self, mmd2: Tensor, reconstruction: Tensor) -> None:
        """Take up the MMD² and the reconstruction term, in nats, of one batch; in place."""
        allowed = self.share * (reconstruction - self.entropy)
        first = allowed / mmd2.clamp_min(self.FLOORS * self.floor)
        value = torch.where(self.value == 0, first.to(self.value), self.value)
        self.average.copy_(self.MEMORY * self.average + (1 - self.MEMORY) * mmd2)
        excess = (self.average / self.floor - 1).clamp(-1, 1)
        excess = torch.where(value * self.average > allowed, -1.0, excess)
        self.value.copy_((value * (self.RATE * excess).exp()).clamp_min(self.LOW))
        moved = torch.stack([excess, torch.ones_like(excess)])
        self.rise.copy_(self.LONG * self.rise + (1 - self.LONG) * moved)

    def is_rising(self) -> bool:
        """Whether the weight has risen steadily of late, so that it is not yet what is needed.

        The mean of the clipped excess over the last updates, r = sum_t LONG^(T-t) excess_t /
        sum_t LONG^(T-t), is above `STEADY`: MMD² was mostly above its floor, and the weight not
        held by its share. The value of one batch, or of 50, is too noisy to say so. It waits for
        the device.
        """
        direction, seen = self.rise.tolist()
        return bool(seen > 0 and direction > self.STEADY * seen)
