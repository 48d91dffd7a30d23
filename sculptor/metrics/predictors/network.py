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

from sculptor.metrics.predictors.folds import Folds

Floats = npt.NDArray[np.float64]
Bins = npt.NDArray[np.int64]
Parameters = list[Tensor]

WIDTH = 32
"""Units of each of the two hidden layers."""

BATCH = 128
"""Rows of a training step."""

RATE, DECAY, WARM_UP = 2e-2, 1e-3, 20
"""Of AdamW: the largest step, the weight decay, and the steps over which the size rises."""

VALIDATION = 0.15
"""Part of the rows to fit on that tells when to stop."""

LOOK = 20
"""Steps after which that is looked at."""

FAR = 4.0
"""Inputs are cut there, in standard deviations: heavy tails would be extrapolated."""

TOGETHER = 192
"""Networks trained side by side, about: more no longer save time, and take memory."""


@torch.no_grad()
def networks(
    tables: Floats, bins: Bins, folds: Folds, *, targets: int, steps: int, seed: int
) -> tuple[Floats, Floats]:
    """Predictions of latents of each table from the other latents of that table.

    A network of two hidden layers of SiLU units sees the other latents and gives the mean of latent
    i and the probabilities of its bins; its loss is half the squared error plus the cross-entropy.
    Some of the rows to fit on are kept for validation. It starts at the constant prediction, the
    mean and the frequencies of the fold; the state is kept, for mean and bins apart, that gains
    most there over this start, and the start where none gains more than a standard error (the rule
    of Breiman et al. 1984, section 3.4.3): what there is to learn of independent latents is noise.

    Args:
        tables: ``(tables, n, dim)``, standardised.
        bins: The bin of each latent in each row, ``(tables, n, dim)``, from 0.
        folds: Of the rows of each table.
        targets: So many latents are predicted in each table, the first ones.
        steps: Of training.
        seed: Of the first weights, the rows for validation and the batches.

    Returns:
        Of the rows held out: the means, and the log-probabilities of the bins that came true, both
        ``(tables, folds.held, targets)``.
    """
    least = min(len(fit) for fit, _ in folds.pairs())
    tasks = [(k, fit[:least], held) for k in range(len(tables)) for fit, held in folds.pairs()]
    size = max(1, TOGETHER // targets)
    x = torch.tensor(tables, dtype=torch.float32).mT.contiguous()
    y = torch.from_numpy(bins[:, :, :targets]).mT.contiguous()
    count = int(y.max()) + 1
    predictions = torch.empty(2, len(x), targets, folds.held)
    for some in (tasks[start : start + size] for start in range(0, len(tasks), size)):
        xs = torch.stack([x[table][:, fit] for table, fit, _ in some])
        ys = torch.stack([y[table][:, fit] for table, fit, _ in some])
        both = _train(xs, ys, count, steps, seed)
        for k, (table, _, held) in enumerate(some):
            for_mean, for_bins = ([p[k : k + 1] for p in parameters] for parameters in both)
            seen, rows = x[None, table][:, :, held], slice(held[0], held[-1] + 1)
            predictions[0, table, :, rows] = _outputs(for_mean, seen)[0, :, 0]
            logits = _outputs(for_bins, seen)
            predictions[1, table, :, rows] = -_surprise(logits, y[None, table][:, :, held])[0]
    mean, log_probability = predictions.mT.double().numpy()
    return mean, log_probability


def _train(
    x: Tensor, y: Tensor, count: int, steps: int, seed: int
) -> tuple[Parameters, Parameters]:
    """Networks for each table ``(tables, dim, n)``: those best at means, and at bins."""
    generator = torch.Generator().manual_seed(seed)
    order = torch.randperm(x.shape[2], generator=generator)
    check, train = order.tensor_split([max(2, math.ceil(VALIDATION * len(order)))])
    parameters = _first(x, y, count, generator)
    start = _losses(parameters, x[:, :, check], y[:, :, check])
    kept = tuple([parameter.clone() for parameter in parameters] for _ in start)
    most = [x.new_zeros(y.shape[:2]) for _ in start]
    optimiser = torch.optim.AdamW(
        parameters, lr=RATE, weight_decay=DECAY, betas=(0.9, 0.99), fused=True
    )
    for step in range(1, steps + 1):
        rise, fall = min(1, step / WARM_UP), (1 + math.cos(math.pi * step / steps)) / 2
        optimiser.param_groups[0]["lr"] = RATE * rise * fall
        rows = train[torch.randint(len(train), (BATCH,), generator=generator)]
        slopes = _slopes(parameters, x[:, :, rows], y[:, :, rows])
        for parameter, slope in zip(parameters, slopes, strict=True):
            parameter.grad = slope
        optimiser.step()
        if step % LOOK == 0 or step == steps:
            now = _losses(parameters, x[:, :, check], y[:, :, check])
            for head in range(2):
                _keep(kept[head], most[head], parameters, start[head] - now[head])
    return kept[0], kept[1]


def _first(x: Tensor, y: Tensor, count: int, generator: torch.Generator) -> Parameters:
    """Weights ``(tables, targets, outputs, inputs)`` and biases ``(tables, targets, outputs, 1)``.

    One after the other for each layer; the last starts at the constant prediction.
    """
    shape, parameters = y.shape[:2], []
    for inputs in (x.shape[1], WIDTH):
        weights = torch.randn(*shape, WIDTH, inputs, generator=generator) / math.sqrt(inputs)
        parameters += [weights, torch.zeros(*shape, WIDTH, 1)]
    mean = x[:, : y.shape[1]].mean(2, keepdim=True)
    often = torch.stack([(y == k).sum(2) for k in range(count)], 2) + 0.5
    return [
        *parameters,
        torch.zeros(*shape, 1 + count, WIDTH),
        torch.cat([mean, often.log()], 2)[..., None],
    ]


def _outputs(parameters: Parameters, x: Tensor) -> Tensor:
    """The mean, then the logits of the bins: ``(tables, targets, 1 + bins, n)``."""
    return _forward(parameters, x)[-1]


def _forward(parameters: Parameters, x: Tensor) -> list[Tensor]:
    """What each layer gives before its SiLU; the last one has none, and gives the outputs."""
    first, bias, *others = parameters
    tables, dim, n = x.shape
    weights = (first * _but_own(first)).view(tables, -1, dim)
    layers = [(weights @ x.clamp(-FAR, FAR)).view(tables, first.shape[1], -1, n) + bias]
    for weights, bias in zip(others[::2], others[1::2], strict=True):
        layers.append(weights @ functional.silu(layers[-1]) + bias)
    return layers


def _but_own(first: Tensor) -> Tensor:
    """No latent is an input of its own network."""
    return 1 - torch.eye(first.shape[1], first.shape[3], dtype=first.dtype)[:, None]


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
    """Half the squared error, and the surprise at the bin, ``(tables, targets, n)``."""
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
