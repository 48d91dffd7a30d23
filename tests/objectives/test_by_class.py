"""The term that holds each class to its target: on paper, numerically, and where classes lack."""

import numpy as np
import pytest
import torch
from torch import Tensor

from sculptor.discrepancy.joint import between
from sculptor.discrepancy.kernels import Kernel
from sculptor.metrics.factors.circular import circular_correlation
from sculptor.objectives.by_class import MOST, ByClass
from sculptor.objectives.objective import Target
from sculptor.priors.values import PERIOD, Values


def term(shares: list[float], centres: list[float]) -> ByClass:
    generator = torch.Generator().manual_seed(0)
    points = 0.2 * torch.randn(len(shares), 300, 2, generator=generator)
    points[:, :, 0] += torch.tensor(centres)[:, None]
    return ByClass(Target(points, torch.tensor(shares)), Kernel.of("imq", 1.0, 2))


def loss(classes: ByClass, z: Tensor, groups: Tensor, seed: int = 0) -> Tensor:
    terms = classes(z, groups, torch.Generator().manual_seed(seed))
    return terms["by_class"] / classes.unit


def test_its_gradient_is_that_of_differences() -> None:
    classes = term([0.5, 0.3, 0.2], [-2.0, 0.0, 2.0])
    groups = torch.tensor([0, 1, 2, 0, 1, 2, -1, 0])
    z = torch.randn(8, 2, generator=torch.Generator().manual_seed(1)).requires_grad_()
    state = classes.state_dict()
    (found,) = torch.autograd.grad(loss(classes, z, groups), z)
    assert not found[6].any()
    step = 1e-2
    for row, column in ((0, 0), (4, 1), (5, 0)):
        moved = []
        for sign in (1, -1):
            there = z.detach().clone()
            there[row, column] += sign * step
            classes.load_state_dict(state)
            moved.append(loss(classes, there, groups))
        slope = (moved[0] - moved[1]) / (2 * step)
        assert slope.item() == pytest.approx(found[row, column].item(), rel=0.02, abs=2e-3)


def test_codes_on_their_own_targets_cost_next_to_nothing_and_on_others_much() -> None:
    classes = term([0.5, 0.5], [-2.0, 2.0])
    groups = torch.arange(2).repeat_interleave(100)
    own = classes._joint.samples[:, :100].flatten(0, 1)
    assert loss(classes, own, groups).item() < 0.1
    assert loss(classes, own, 1 - groups).item() > 3
    alone = term([1.0], [0.0])
    assert loss(alone, own, torch.zeros(200, dtype=torch.int64)).isfinite()


def test_a_class_that_is_far_is_weighted_more_and_one_that_is_not_there_stays() -> None:
    classes = term([0.7, 0.2, 0.1], [-2.0, 0.0, 2.0])
    there = classes._joint.samples
    z = torch.cat([there[0, :50], there[0, 50:100] + 1])
    groups = torch.arange(2).repeat_interleave(50)
    for seed in range(480):
        loss(classes, z, groups, seed)
    factors = classes.state_dict()["factors"].tolist()
    assert factors == [1.0, pytest.approx(MOST, rel=0.1), 1.0]
    other = term([0.7, 0.2, 0.1], [-2.0, 0.0, 2.0])
    other.load_state_dict(classes.state_dict())
    assert torch.equal(loss(other, z, groups), loss(classes, z, groups))


def test_free_codes_come_to_follow_a_value_on_a_circle() -> None:
    values = Values.of(np.arange(24) * PERIOD / 24, "circular", "angle")
    assert values.points is not None
    shares = torch.from_numpy(values.shares).float()
    points = torch.from_numpy(values.points).float()
    turned = (torch.arange(24) + torch.linspace(0, 1, 60)[:, None]).T * PERIOD / 24
    samples = torch.stack([turned.cos(), turned.sin()], 2)
    target = Target(samples, shares, between=between(points, shares))
    term = ByClass(target, Kernel("energy", ()))
    generator = torch.Generator().manual_seed(0)
    groups = torch.arange(24).repeat(5)
    z = (0.3 * torch.randn(120, 2, generator=generator)).requires_grad_()
    optimiser = torch.optim.Adam([z], lr=0.05)
    for _ in range(200):
        optimiser.zero_grad()
        term(z, groups, generator)["by_class"].backward()
        optimiser.step()
    codes = z.detach().numpy()
    angle = np.arctan2(codes[:, 1], codes[:, 0])
    assert circular_correlation(angle, groups.numpy() * PERIOD / 24) > 0.85
    assert np.hypot(*codes.T).mean() == pytest.approx(1, abs=0.1)
