"""The term of an objective that holds codes to what is known of their items."""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn.functional import softplus

from sculptor.discrepancy.joint import Joint, Pairs
from sculptor.discrepancy.kernels import Kernel
from sculptor.discrepancy.mmd import Discrepancy
from sculptor.discrepancy.two_sample import mmd2_floor
from sculptor.objectives.objective import Target, Terms

AT, AT_VALUES, FLOOR_FROM = 300, 30, 128
"""Codes of which MMD² of a class, or of values, is to be no more than chance has it; and so many
from which that is extrapolated: under equality it falls as 1/n."""

UNIT, OF_VALUES = 10.0, 0.15
"""What a unit of MMD² of the classes, and a nat of reading them, cost: so many times what
reconstruction loses. And a unit of MMD² of the values of a factor: with 1, x and y of sprites cost
8 % of the squared error, with .25 2 %, and with this nothing."""

RATE, MEMORY, MOST = 0.005, 0.98, 10.0
"""How fast the weight of a class follows, how long its MMD² is averaged, and its largest factor."""

RATE_OF_VALUES, MOST_OF_VALUES = 0.01, 100.0
"""The same of values. What an encoder has to learn first, such as how a heart is turned, it does
not learn beside a reconstruction that weighs as much: up to 10 the angle is not followed at all,
and up to 1,000 a factor that cannot be followed costs a quarter of the squared error."""

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

    Where a are values of a factor, of which some are more alike than others, there is one MMD², of
    the joint distribution, with one v, and nothing is read: the neighbours of a value pull from
    afar, and reading a code as of its own value and none beside it costs reconstruction.

    Args:
        target: Of each class, or value.
        kernel: Of the codes in its columns.

    Attributes:
        unit: `UNIT`, or that of values.
    """

    def __init__(self, target: Target, kernel: Kernel) -> None:
        samples, shares = target.samples, target.shares
        self.unit, self._rate, self._most, at = UNIT, RATE, MOST, AT
        if target.between is not None:
            self.unit, self._rate, self._most = OF_VALUES, RATE_OF_VALUES, MOST_OF_VALUES
            at = AT_VALUES
        self._columns = target.columns or slice(None)
        self._joint = Joint(kernel, samples, shares, target.between)
        self._near = NEAR * samples.flatten(0, 1).var(0).sum()
        self._floors = shares.new_tensor(_floors(self._joint)) / at
        self._factors = torch.ones_like(self._floors)
        self._averages = torch.zeros_like(self._floors)

    def __call__(self, z: Tensor, groups: Tensor, generator: torch.Generator) -> Terms:
        """The term ``by_class``, in units, and without ``mmd2_by_class`` and ``reading``.

        Args:
            z: Codes ``(m, latent_dim)`` of the images of which something is told.
            groups: The class ``(m,)`` of each, -1 where it is not known.
            generator: Of what is drawn.
        """
        joint, z = self._joint, z[:, self._columns]
        own = joint.draw(groups, generator)
        values, counts = joint.mmd2(z, groups, own)
        self._follow(values.detach(), counts)
        if joint.between is None:
            values = joint.shares * values
            reading = self._reading(z, groups, own, generator)
        else:
            reading = torch.zeros_like(values[0])
        held = (self._factors * values).sum()
        return {
            "by_class": self.unit * (held + reading),
            "mmd2_by_class": values.sum(),
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
        self._factors = (self._factors * (self._rate * excess).exp()).clamp(1.0, self._most)

    def state_dict(self) -> Terms:
        """The factors and what they follow."""
        return {"factors": self._factors, "averages": self._averages}

    def load_state_dict(self, state: Terms) -> None:
        """Go on with those of a state."""
        self._factors = state["factors"].to(self._factors)
        self._averages = state["averages"].to(self._averages)


def _floors(joint: Joint) -> list[float]:
    """The noise floor of one code, of each class or of all values together."""
    if joint.between is None:
        n, of_codes = min(FLOOR_FROM, joint.samples.shape[1] // 2), Discrepancy(joint.kernel, 1.0)
        return [n * mmd2_floor(each, n, discrepancy=of_codes) for each in joint.samples]
    generator = torch.Generator(joint.samples.device).manual_seed(0)
    z, a = joint.bank(2 * FLOOR_FROM, generator)
    pairs = torch.cat([z, a[:, None].to(z)], dim=1)
    of_pairs = Pairs(joint.kernel, joint.between)
    return [FLOOR_FROM * mmd2_floor(pairs, FLOOR_FROM, discrepancy=of_pairs)]
