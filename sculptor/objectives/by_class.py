"""The term of an objective that holds the codes of each class to a target of its own."""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn.functional import softplus

from sculptor.discrepancy.joint import Joint
from sculptor.discrepancy.kernels import Kernel
from sculptor.discrepancy.mmd import Discrepancy
from sculptor.discrepancy.two_sample import mmd2_floor
from sculptor.objectives.objective import Terms, Told

AT, FLOOR_FROM = 300, 128
"""Codes of a class of which MMD² is to be no more than chance has it; and so many from which that
is extrapolated: under equality it falls as 1/n."""

UNIT = 10.0
"""What a unit of MMD² of the classes, and a nat of reading them, cost: so many times what
reconstruction loses."""

RATE, MEMORY, MOST = 0.005, 0.98, 10.0
"""How fast the weight of a class follows, how long its MMD² is averaged, and its largest factor."""

NEAR = 0.1
"""The square of the distance at which a code begins to be read as of a sample's class, in variances
of the target as a whole."""


LEAST = 1e-30
"""What is taken for nothing, of which a logarithm is wanted."""

BANK = 256
"""Samples of all targets beside which a code is read."""


class ByClass:
    """sum_a v_a p(a) MMD²_a + reading, each in units of so many nats.

    MMD²_a is between the codes of class a and its target, see `Joint`. The few codes that lie on
    the wrong target move it little, and the less the further off they are; so codes are also to be
    read: with samples y of all targets and h(z, y) = 1 / (c + |z - y|²)², reading is the mean of

        -v_a log p(a|z),   p(a|z) = p(a) E h(z, y_a) / sum_b p(b) E h(z, y_b),

    over the codes z of which the class a is known. Each v_a begins at 1 and rises while MMD²_a,
    averaged over batches, is above its floor: classes that are rare are held to theirs like others.

    Args:
        kernel: Of the codes.
        samples: ``(classes, s, dim)``, of each target.
        shares: ``(classes,)``, p(a).
    """

    def __init__(self, kernel: Kernel, samples: Tensor, shares: Tensor) -> None:
        self._joint = Joint(kernel, samples, shares)
        self._near = NEAR * samples.flatten(0, 1).var(0).sum()
        of_codes, n = Discrepancy(kernel, 1.0), min(FLOOR_FROM, samples.shape[1] // 2)
        floors = [mmd2_floor(each, n, discrepancy=of_codes) for each in samples]
        self._floors = shares.new_tensor(floors) * n / AT
        self._factors = torch.ones_like(shares)
        self._averages = torch.zeros_like(shares)

    def __call__(self, z: Tensor, told: Told, unit: Tensor, generator: torch.Generator) -> Terms:
        """The terms ``by_class``, in nats, and without weights ``mmd2_by_class`` and ``reading``.

        Args:
            z: Codes ``(m, latent_dim)`` of the images of which something is told.
            told: Of these.
            unit: What a unit costs, in nats.
            generator: Of what is drawn.
        """
        joint, groups = self._joint, told.groups
        own = joint.draw(groups, generator)
        values, counts = joint.mmd2(z, groups, own)
        self._follow(values.detach(), counts)
        held = (self._factors * joint.shares * values).sum()
        reading = self._reading(z, groups, own, generator)
        return {
            "by_class": unit * (held + reading),
            "mmd2_by_class": (joint.shares * values).sum(),
            "reading": reading,
        }

    def _reading(
        self, z: Tensor, groups: Tensor, own: Tensor, generator: torch.Generator
    ) -> Tensor:
        """The mean of -v_a log p(a|z): of log(1 + B / A), with A of its own target, B of others."""
        others, theirs = self._joint.bank(BANK, generator)
        place = groups.clamp_min(0)
        near = (z[:, None] - own).square().sum(2).add(self._near).pow(-2).mean(1)
        d2 = z.square().sum(1, keepdim=True) - 2 * z @ others.T + others.square().sum(1)
        apart = d2.clamp_min(0).add(self._near).pow(-2) * (place[:, None] != theirs)
        far = apart.mean(1).clamp_min(LEAST)
        known = self._factors[place] * (groups >= 0)
        log_odds = far.log() - (self._joint.shares[place] * near).log()
        return (known * softplus(log_odds)).sum() / (groups >= 0).sum().clamp_min(1)

    def _follow(self, values: Tensor, counts: Tensor) -> None:
        """Take up the MMD² of a batch, of the classes that are in it."""
        moved = MEMORY * self._averages + (1 - MEMORY) * values
        self._averages = torch.where(counts > 1, moved, self._averages)
        excess = (self._averages / self._floors - 1).clamp(-1, 1)
        self._factors = (self._factors * (RATE * excess).exp()).clamp(1.0, MOST)

    def state_dict(self) -> Terms:
        """The factors and what they follow."""
        return {"factors": self._factors, "averages": self._averages}

    def load_state_dict(self, state: Terms) -> None:
        """Go on with those of a state."""
        self._factors = state["factors"].to(self._factors)
        self._averages = state["averages"].to(self._averages)
