"""MMD of codes together with their classes, against values on paper and by brute force."""

from __future__ import annotations

import math
from collections.abc import Callable

import torch

from sculptor.discrepancy.joint import Joint, between
from sculptor.discrepancy.kernels import Kernel
from sculptor.discrepancy.mmd import Discrepancy

KERNEL = Kernel.of("imq", 0.7, 2)


def case(dim: int = 2, groups: int = 3) -> tuple[Joint, torch.Tensor, torch.Tensor, torch.Tensor]:
    generator = torch.Generator().manual_seed(0)
    samples = torch.randn(groups, 20, dim, generator=generator, dtype=torch.float64)
    joint = Joint(Kernel.of("imq", 0.7, dim), samples, torch.ones(groups) / groups)
    z = torch.randn(12, dim, generator=generator, dtype=torch.float64)
    label = torch.tensor([0, 1, 0, 0, 1, -1, 2, 1, -1, 0, 1, 1])
    return joint, z, label, joint.draw(label, generator)


def brute(joint: Joint, z: torch.Tensor, label: torch.Tensor, own: torch.Tensor) -> torch.Tensor:
    def k(x: torch.Tensor, y: torch.Tensor) -> torch.Tensor:
        d2 = (x - y).square().sum()
        return torch.stack([c / (c + d2) for c in joint.kernel.constants]).sum()

    values = []
    for group, y in enumerate(joint.samples):
        rows = [i for i in range(len(z)) if label[i] == group]
        n = len(rows)
        if n < 2:
            values.append(z.new_zeros(()))
            continue
        within = sum(k(z[i], z[j]) for i in rows for j in rows if i != j) / (n * (n - 1))
        between = sum(k(z[i], sample) for i in rows for sample in own[i]) / (n * own.shape[1])
        values.append(within + torch.stack([k(a, b) for a in y for b in y]).mean() - 2 * between)
    return torch.stack(values)


def test_values_and_gradients_are_those_of_a_loop_over_pairs_of_one_class():
    for dim in (2, 5):
        joint, z, label, own = case(dim)
        own = own[:, :8]
        z.requires_grad_()
        weights = torch.tensor([1.0, -2.0, 3.0], dtype=torch.float64)
        value, counts = joint.mmd2(z, label, own)
        expected = brute(joint, z, label, own)
        torch.testing.assert_close(value, expected)
        assert counts.tolist() == [4, 5, 1]
        (found,) = torch.autograd.grad((weights * value).sum(), z, retain_graph=True)
        (wanted,) = torch.autograd.grad((weights * expected).sum(), z)
        torch.testing.assert_close(found, wanted)
        assert not found[label < 0].any()
        assert not found[label == 2].any()


def test_two_points_on_paper():
    # One scale s = 10 of bandwidth b has C = 4 b² s; of two codes 1 apart, each 0 and 1 from the
    # only sample: C / (C + 1) - 2 · (1 + C / (C + 1)) / 2 + 1 = 0.
    c = 4.0
    joint = Joint(Kernel("imq", (c,)), torch.zeros(1, 5, 2), torch.ones(1))
    z = torch.tensor([[0.0, 0.0], [1.0, 0.0]])
    value, _ = joint.mmd2(z, torch.tensor([0, 0]), torch.zeros(2, 3, 2))
    torch.testing.assert_close(value, torch.zeros(1))
    value, _ = joint.mmd2(2 * z, torch.tensor([0, 0]), torch.zeros(2, 3, 2))
    torch.testing.assert_close(value, torch.zeros(1))
    value, _ = joint.mmd2(z + 1, torch.tensor([0, 0]), torch.zeros(2, 3, 2))
    # of codes (1, 1) and (2, 1): 4/5 - (4/6 + 4/9) + 1
    torch.testing.assert_close(value, torch.tensor([0.8 - 4 / 6 - 4 / 9 + 1]))


def test_one_class_of_all_items_is_mmd_of_whole_sets():
    generator = torch.Generator().manual_seed(1)
    samples = torch.randn(1, 300, 2, generator=generator, dtype=torch.float64)
    joint = Joint(KERNEL, samples, torch.ones(1))
    z = 0.5 + torch.randn(40, 2, generator=generator, dtype=torch.float64)
    label = torch.zeros(40, dtype=torch.int64)
    value, _ = joint.mmd2(z, label, samples[0].expand(40, -1, -1))
    n, same = 300, float(len(KERNEL.constants))
    plain = Discrepancy(KERNEL, 0.7).mmd2(z, samples[0]).item()
    # The target is the samples themselves: each pair of a sample with itself counts too.
    within = joint._within.item()
    unbiased = (within * n - same) / (n - 1)
    torch.testing.assert_close(value.item() - within, plain - unbiased)


def test_where_no_class_is_known_there_is_nothing_to_pull_at():
    joint, z, _, own = case()
    z.requires_grad_()
    value, counts = joint.mmd2(z, torch.full((12,), -1), own)
    assert not value.any()
    assert not counts.any()
    (gradient,) = torch.autograd.grad(value.sum(), z)
    assert not gradient.any()


def test_values_on_a_line_on_paper():
    # Two values .1 apart, as often: exp(-d² / 2w²) is e^-.5 of the width .1 and e^-5.56 of .03; of
    # each the mean over pairs of values is (1 + that) / 2.
    beside = between(torch.tensor([[0.0], [0.1]]), torch.tensor([0.5, 0.5]))
    apart = [math.exp(-0.5), math.exp(-0.01 / 0.0018)]
    own, other = (
        sum(2 * x / (1 + e) for x, e in pairs) / 2
        for pairs in ([(1, e) for e in apart], [(e, e) for e in apart])
    )
    torch.testing.assert_close(beside, torch.tensor([[own, other], [other, own]]))
    turned = torch.arange(4) * torch.pi / 2
    circle = between(torch.stack([turned.cos(), turned.sin()], 1) / 6, torch.full((4,), 0.25))
    torch.testing.assert_close(circle[0, 1], circle[0, 3])
    assert circle[0, 0] > circle[0, 1] > circle[0, 2]


def of_values() -> tuple[Joint, torch.Tensor, torch.Tensor]:
    """Three values on a line, of which the samples lie about theirs."""
    generator = torch.Generator().manual_seed(0)
    where = torch.tensor([[0.0], [0.4], [1.0]], dtype=torch.float64)
    shares = torch.tensor([0.5, 0.3, 0.2], dtype=torch.float64)
    samples = (
        0.1 * torch.randn(3, 200, 1, generator=generator, dtype=torch.float64) + where[:, None]
    )
    samples = samples.sort(1).values
    joint = Joint(Kernel.of("imq", 0.4, 1), samples, shares, between(where, shares))
    z = torch.randn(9, 1, generator=generator, dtype=torch.float64)
    return joint, z, torch.tensor([0, 1, 2, 0, -1, 0, 2, 1, 1])


def test_mmd_of_pairs_is_that_of_the_product_of_both_kernels():
    joint, z, values = of_values()
    z.requires_grad_()
    generator = torch.Generator().manual_seed(1)
    own = joint.draw(values, generator)
    found, counts = joint.mmd2(z, values, own)
    assert joint.between is not None
    k, of = joint.kernel, joint.between

    def pair(x: torch.Tensor, y: torch.Tensor) -> torch.Tensor:
        return torch.stack([c / (c + (x - y).square().sum()) for c in k.constants]).sum()

    rows = [i for i in range(9) if values[i] >= 0]
    n = len(rows)
    alone = [of[values[i], values[j]] * pair(z[i], z[j]) for i in rows for j in rows if i != j]
    reach = of @ joint.shares
    cross = [reach[values[i]] * torch.stack([pair(z[i], y) for y in own[i]]).mean() for i in rows]
    expected = sum(alone) / (n * (n - 1)) - 2 * sum(cross) / n + joint._within[0]
    torch.testing.assert_close(found, expected[None])
    assert counts.tolist() == [8]
    (slope,) = torch.autograd.grad(found, z)
    (wanted,) = torch.autograd.grad(expected, z)
    torch.testing.assert_close(slope, wanted)
    assert not slope[4].any()


def test_samples_of_the_joint_are_matched_and_others_are_not():
    joint, _, _ = of_values()
    generator = torch.Generator().manual_seed(2)

    def far(n: int, change: Callable[[torch.Tensor], torch.Tensor]) -> float:
        z, values = joint.bank(n, generator)
        values = change(values)
        return joint.mmd2(z, values, joint.draw(values, generator))[0].item()

    matched = [far(400, lambda values: values) for _ in range(20)]
    assert abs(sum(matched) / 20) < 0.012
    assert far(400, lambda values: values[torch.randperm(len(values), generator=generator)]) > 0.3
    assert far(400, lambda values: values.clamp_max(1)) > 0.02
