"""One network for all latents, whose inputs are masked: finds what is smooth in many of them."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor
from torch.nn import functional

from sculptor.metrics.predictors.split import Split

Floats = npt.NDArray[np.float64]
Parameters = list[Tensor]

WIDTH = 128
"""Units of each of the two hidden layers."""

EXAMPLES, FEWEST, MOST = 2_048, 64, 128
"""Of a training step: each row is an example for every latent, and there are so many rows as make
so many examples, but no fewer and no more than these."""

RATE, DECAY, WARM_UP = 2e-2, 0.3, 20
"""Of AdamW: the largest step, the decay of weights, and the steps over which the size rises."""

LOOKS = 5
"""Times that it is looked at while it trains."""

FAR = 4.0
"""Inputs are cut there, in standard deviations: heavy tails would be extrapolated."""

TOGETHER = 16_384
"""Rows times latents that are predicted at once, which bounds the memory."""


@torch.inference_mode(False)
def masked_network(
    latents: Floats,
    targets: int,
    splits: list[Split],
    *,
    steps: int,
    seed: int,
    device: torch.device | None = None,
) -> list[Floats]:
    """Predictions of latents from the other latents, by one network for each split.

    For every latent i the same network sees the others, its own masked: with W the weights of its
    inputs and o_i a vector that says which one is asked for,

        a = silu(W x - W_i x_i + o_i),  b = a + silu(V norm(a) + c),  p_i = u_i b + m_i,

    with norm of Ba et al. 2016 ("Layer normalization"). What many latents depend on is so learnt
    once for all, which few rows suffice for; a network of each latent's own
    (`sculptor.metrics.predictors.network`) is better at what concerns that latent alone.

    It starts at the mean of the rows to fit on. For each latent that state is kept that gains most
    over this start on the rows to judge by, and the start where none gains more than a standard
    error (the rule of Breiman et al. 1984, section 3.4.3): what there is to learn of independent
    latents is noise.

    Args:
        latents: ``(n, dim)``, standardised.
        targets: So many latents, the first, are predicted.
        splits: Of these rows, of equal numbers to fit on; their networks are trained side by side.
        steps: Of training.
        seed: Of the first weights and the batches.
        device: That computes; the CPU if it is not said.

    Returns:
        For each split, of its rows ``seen``, ``(rows, targets)``.
    """
    z = torch.tensor(latents, dtype=torch.float32, device=device)
    x, z = z.clamp(-FAR, FAR), z[:, :targets]
    train, check = (
        torch.tensor(np.stack(rows), device=device)
        for rows in ([split.train for split in splits], [split.check for split in splits])
    )
    generator = torch.Generator().manual_seed(seed)
    first = _first(z[train].mean(1), x.shape[1], generator)
    batch = min(max(EXAMPLES // targets, FEWEST), MOST)
    chosen = torch.randint(train.shape[1], (steps, batch), generator=generator).to(z.device)
    states = [first, *_descent(first, x, z, train, chosen)]
    with torch.no_grad():
        start, *later = ((_outputs(state, x[check]) - z[check].mT).square() for state in states)
        best = _best(torch.stack([_gains(start - errors) for errors in later]))
        return [
            _of_split(states, x[torch.from_numpy(split.seen).to(x.device)], k, best[k])
            for k, split in enumerate(splits)
        ]


def _first(mean: Tensor, dim: int, generator: torch.Generator) -> Parameters:
    """W, o, V, c, u, m of each split; it predicts the mean, ``(splits, targets)``."""
    splits, targets = mean.shape

    def normal(*shape: int) -> Tensor:
        return torch.randn(splits, *shape, generator=generator).to(mean.device)

    return [
        normal(WIDTH, dim) / math.sqrt(dim),
        normal(targets, 1, WIDTH) / 2,
        normal(WIDTH, WIDTH) / math.sqrt(WIDTH),
        mean.new_zeros(splits, 1, 1, WIDTH),
        mean.new_zeros(splits, targets, WIDTH, 1),
        mean[:, :, None, None].clone(),
    ]


def _descent(
    first: Parameters, x: Tensor, z: Tensor, train: Tensor, chosen: Tensor
) -> Iterator[Parameters]:
    """Train on the rows chosen for each step, and give the state at each of the `LOOKS`."""
    parameters = [value.clone().requires_grad_() for value in first]
    groups: list[dict[str, Any]] = [
        {"params": parameters[::2], "weight_decay": DECAY},
        {"params": parameters[1::2], "weight_decay": 0.0},
    ]
    optimiser = torch.optim.AdamW(groups, lr=RATE, betas=(0.9, 0.99), fused=True)
    steps = len(chosen)
    looks = {math.ceil(steps * part / LOOKS) for part in range(1, LOOKS + 1)}
    for step, batch in enumerate(chosen, 1):
        rise, fall = min(1, step / WARM_UP), (1 + math.cos(math.pi * step / steps)) / 2
        for group in optimiser.param_groups:
            group["lr"] = RATE * rise * fall
        rows = train[:, batch]
        with torch.enable_grad():
            loss = (_forward(parameters, x[rows]) - z[rows].mT).square().sum() / len(batch)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        if step in looks:
            yield [value.detach().clone() for value in parameters]


def _forward(parameters: Parameters, x: Tensor, targets: Tensor | None = None) -> Tensor:
    """The predictions, ``(splits, targets, n)``.

    Args:
        parameters: Of each split.
        x: ``(splits, n, dim)``, cut at `FAR`.
        targets: Numbers of the latents to predict; all, if they are not said.
    """
    inputs, own, hidden, bias, outputs, mean = parameters
    if targets is None:
        targets = torch.arange(own.shape[1], device=x.device)
    first = (x @ inputs.mT)[:, None] + own[:, targets]
    first = torch.addcmul(first, x.mT[:, targets, :, None], inputs.mT[:, targets, None], value=-1)
    below = functional.silu(first)
    normal = functional.layer_norm(below.flatten(1, 2), below.shape[-1:])
    second = (normal @ hidden.mT).view_as(below) + bias
    above = below + functional.silu(second)
    return (above @ outputs[:, targets] + mean[:, targets])[..., 0]


def _outputs(parameters: Parameters, x: Tensor, targets: Tensor | None = None) -> Tensor:
    """`_forward` of many rows."""
    count = parameters[1].shape[1] if targets is None else len(targets)
    parts = x.split(max(1, TOGETHER // count), 1)
    return torch.cat([_forward(parameters, part, targets) for part in parts], 2)


def _gains(gain: Tensor) -> Tensor:
    """The mean over rows, and 0 where it is no more than a standard error."""
    mean, error = gain.mean(-1), gain.std(-1) / math.sqrt(gain.shape[-1])
    return torch.where(mean > error, mean, 0)


def _best(gains: Tensor) -> Tensor:
    """Of ``(looks, ...)`` gains the look that gains most, from 1, and 0 where none does."""
    most, look = gains.max(0)
    return torch.where(most > 0, look + 1, 0)


def _of_split(states: list[Parameters], seen: Tensor, k: int, best: Tensor) -> Floats:
    """What the network of a split predicts of rows, for each target at its own best state."""
    found = seen.new_empty(len(best), len(seen))
    for look in best.unique().tolist():
        targets = (best == look).nonzero()[:, 0]
        state = [value[k : k + 1] for value in states[look]]
        found[targets] = _outputs(state, seen[None], targets)[0]
    predictions: Floats = found.mT.double().cpu().numpy()
    return predictions
