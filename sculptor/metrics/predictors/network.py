"""Small networks, one for each latent, trained side by side: find products and waves.

They predict the distribution of a latent over bins along with its mean.
"""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor
from torch.nn import functional

from sculptor.metrics.predictors.split import Split

Floats = npt.NDArray[np.float64]
Bins = npt.NDArray[np.int64]
Parameters = list[Tensor]
Rows = tuple[Tensor, Tensor]
"""Latents and bins."""

WIDTH = 32
"""Units of each of the two hidden layers."""

BATCH = 128
"""Rows of a training step."""

RATE, DECAY, WARM_UP = 2e-2, 1e-3, 20
"""Of AdamW: the largest step, the weight decay, and the steps over which the size rises."""

LOOK = 20
"""Steps after which that is looked at."""

FAR = 4.0
"""Inputs are cut there, in standard deviations: heavy tails would be extrapolated."""

TOGETHER = 192
"""Networks trained side by side, about: more no longer save time, and take memory."""


@torch.no_grad()
def networks(
    latents: Floats,
    bins: Bins,
    splits: list[Split],
    *,
    steps: int,
    seed: int,
    device: torch.device | None = None,
) -> list[tuple[Floats, Floats]]:
    """Predictions of latents from the other latents, for each split.

    A network of two hidden layers of SiLU units sees the other latents and gives the mean of latent
    i and the probabilities of its bins; its loss is half the squared error plus the cross-entropy.
    It starts at the constant prediction, the mean and the frequencies of the rows to fit on; the
    state is kept, for mean and bins apart, that gains most over this start on the rows to judge by,
    and the start where none gains more than a standard error (the rule of Breiman et al. 1984,
    section 3.4.3): what there is to learn of independent latents is noise.

    Args:
        latents: ``(n, dim)``, standardised.
        bins: Of each of the first latents, which are predicted, in each row, ``(n, targets)``, from
            0.
        splits: Of these rows, of equal numbers to fit on.
        steps: Of training.
        seed: Of the first weights and the batches.
        device: That computes; the CPU if it is not said.

    Returns:
        For each split, of its rows ``seen``: the means ``(rows, targets)``, and the logarithms of
        the probabilities of all bins, ``(rows, targets, bins)``.
    """
    targets, count = bins.shape[1], int(bins.max()) + 1
    size = max(1, TOGETHER // targets)
    x = torch.tensor(latents, dtype=torch.float32, device=device).mT.contiguous()
    y = torch.tensor(bins, device=device).mT.contiguous()
    found = []
    for some in (splits[start : start + size] for start in range(0, len(splits), size)):
        train, check = (
            (torch.stack([x[:, rows] for rows in part]), torch.stack([y[:, rows] for rows in part]))
            for part in ([split.train for split in some], [split.check for split in some])
        )
        both = _train(train, check, count, steps, seed)
        for k, split in enumerate(some):
            seen = x[None, :, split.seen]
            for_mean, for_bins = (
                _outputs([p[k : k + 1] for p in parameters], seen)[0] for parameters in both
            )
            mean, log_q = for_mean[:, 0].mT, for_bins[:, 1:].log_softmax(1).permute(2, 0, 1)
            found.append((mean.double().cpu().numpy(), log_q.double().cpu().numpy()))
    return found


def _train(
    train: Rows, check: Rows, count: int, steps: int, seed: int
) -> tuple[Parameters, Parameters]:
    """Networks for each of ``(splits, dim, n)`` latents: those best at means, and at bins."""
    generator = torch.Generator().manual_seed(seed)
    x, y = train
    parameters = _first(x, y, count, generator)
    start = _losses(parameters, *check)
    kept = tuple([parameter.clone() for parameter in parameters] for _ in start)
    most = [x.new_zeros(y.shape[:2]) for _ in start]
    optimiser = torch.optim.AdamW(
        parameters, lr=RATE, weight_decay=DECAY, betas=(0.9, 0.99), fused=True
    )
    for step in range(1, steps + 1):
        rise, fall = min(1, step / WARM_UP), (1 + math.cos(math.pi * step / steps)) / 2
        optimiser.param_groups[0]["lr"] = RATE * rise * fall
        rows = torch.randint(x.shape[2], (BATCH,), generator=generator).to(x.device)
        slopes = _slopes(parameters, x[:, :, rows], y[:, :, rows])
        for parameter, slope in zip(parameters, slopes, strict=True):
            parameter.grad = slope
        optimiser.step()
        if step % LOOK == 0 or step == steps:
            now = _losses(parameters, *check)
            for head in range(2):
                _keep(kept[head], most[head], parameters, start[head] - now[head])
    return kept[0], kept[1]


def _first(x: Tensor, y: Tensor, count: int, generator: torch.Generator) -> Parameters:
    """Weights ``(splits, targets, outputs, inputs)`` and biases ``(splits, targets, outputs, 1)``.

    One after the other for each layer; the last starts at the constant prediction.
    """
    shape, parameters = y.shape[:2], []
    for inputs in (x.shape[1], WIDTH):
        weights = torch.randn(*shape, WIDTH, inputs, generator=generator) / math.sqrt(inputs)
        parameters += [weights.to(x.device), x.new_zeros(*shape, WIDTH, 1)]
    mean = x[:, : y.shape[1]].mean(2, keepdim=True)
    often = torch.stack([(y == k).sum(2) for k in range(count)], 2) + 0.5
    return [
        *parameters,
        x.new_zeros(*shape, 1 + count, WIDTH),
        torch.cat([mean, often.log()], 2)[..., None],
    ]


def _outputs(parameters: Parameters, x: Tensor) -> Tensor:
    """The mean, then the logits of the bins: ``(splits, targets, 1 + bins, n)``."""
    return _forward(parameters, x)[-1]


def _forward(parameters: Parameters, x: Tensor) -> list[Tensor]:
    """What each layer gives before its SiLU; the last one has none, and gives the outputs."""
    first, bias, *others = parameters
    splits, dim, n = x.shape
    weights = (first * _but_own(first)).view(splits, -1, dim)
    layers = [(weights @ x.clamp(-FAR, FAR)).view(splits, first.shape[1], -1, n) + bias]
    for weights, bias in zip(others[::2], others[1::2], strict=True):
        layers.append(weights @ functional.silu(layers[-1]) + bias)
    return layers


def _but_own(first: Tensor) -> Tensor:
    """No latent is an input of its own network."""
    return 1 - torch.eye(*first.shape[1::2], dtype=first.dtype, device=first.device)[:, None]


def _slopes(parameters: Parameters, x: Tensor, y: Tensor) -> Parameters:
    """The derivatives by the parameters of both `_losses` together, averaged over the rows.

    Written out, as the book-keeping of autograd takes longer than the arithmetic of networks this
    small.
    """
    *hidden, outputs = _forward(parameters, x)
    by_mean = outputs[:, :, :1] - x[:, : y.shape[1], None]
    logits = outputs[:, :, 1:]
    by_logits = logits.softmax(2) - torch.zeros_like(logits).scatter_(2, y[:, :, None], 1.0)
    slope = torch.cat([by_mean, by_logits], 2) / x.shape[2]
    slopes = []
    for below, weights in zip(reversed(hidden), parameters[-2:0:-2], strict=True):
        slopes += [slope.sum(3, keepdim=True), slope @ functional.silu(below).mT]
        slope = torch.ops.aten.silu_backward(weights.mT @ slope, below)
    first = parameters[0]
    by_first = (slope.flatten(1, 2) @ x.clamp(-FAR, FAR).mT).view_as(first)
    slopes += [slope.sum(3, keepdim=True), by_first * _but_own(first)]
    return slopes[::-1]


def _losses(parameters: Parameters, x: Tensor, y: Tensor) -> tuple[Tensor, Tensor]:
    """Half the squared error, and the surprise at the bin, ``(splits, targets, n)``."""
    outputs = _outputs(parameters, x)
    return (outputs[:, :, 0] - x[:, : y.shape[1]]).square() / 2, _surprise(outputs, y)


def _surprise(outputs: Tensor, y: Tensor) -> Tensor:
    """-log p of the bins, in nats."""
    return -outputs[:, :, 1:].log_softmax(2).gather(2, y[:, :, None])[:, :, 0]


def _keep(kept: Parameters, most: Tensor, parameters: Parameters, gain: Tensor) -> None:
    """Take over the networks that gain more than ever, and more than a standard error."""
    mean = gain.mean(2)
    better = (mean > most) & (mean > gain.std(2) / math.sqrt(gain.shape[2]))
    most[better] = mean[better]
    for old, new in zip(kept, parameters, strict=True):
        old[better] = new[better]
