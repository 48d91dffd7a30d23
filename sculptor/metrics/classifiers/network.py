"""A small network: finds what many coordinates do together, such as a common scale."""

from __future__ import annotations

import math

import torch
from torch import Tensor
from torch.nn import functional

from sculptor.metrics.classifiers.classifier import Floats, LogOdds

WIDTH = 64
"""Units of each of the two hidden layers."""

BATCH = 256
"""Rows of each set in a step."""

EPOCHS, STEPS = 24, 300
"""Times that each row of the first set is seen, about; and steps, at least."""

RATE, DECAY, WARM_UP = 3e-3, 0.1, 20
"""Of AdamW: the largest step, the weight decay, and the steps over which the size rises."""

VALIDATION = 0.15
"""Part of the rows that tells which state to keep."""

LOOK = 20
"""Steps after which that is looked at."""

FAR = 4.0
"""Coordinates are cut there: what lies far out would be extrapolated."""

Parameters = list[Tensor]


def network(first: Floats, second: Floats, seed: int) -> LogOdds:
    """Log-odds of two hidden layers of SiLU units, by the cross-entropy.

    Batches hold as many rows of either set. It starts at log-odds of 0; the state is kept that does
    best on rows kept for validation. Rows are expected to be of mean 0 and variance 1, about.

    Args:
        first: ``(n, d)``.
        second: ``(m, d)``.
        seed: Of the first weights, the rows for validation and the batches.
    """
    generator = torch.Generator().manual_seed(seed)
    checks, trains = zip(*(_split(rows, generator) for rows in (first, second)), strict=True)
    parameters = _first(first.shape[1], generator)
    optimiser = torch.optim.AdamW(parameters, lr=RATE, weight_decay=DECAY, fused=True)
    steps = max(STEPS, EPOCHS * len(trains[0]) // BATCH)
    kept, least = [each.detach().clone() for each in parameters], math.log(2)
    for step in range(1, steps + 1):
        rise, fall = min(1, step / WARM_UP), (1 + math.cos(math.pi * step / steps)) / 2
        optimiser.param_groups[0]["lr"] = RATE * rise * fall
        some = [rows[torch.randint(len(rows), (BATCH,), generator=generator)] for rows in trains]
        with torch.enable_grad():
            loss = _loss(parameters, *some)
        gradients = torch.autograd.grad(loss, parameters)
        for parameter, gradient in zip(parameters, gradients, strict=True):
            parameter.grad = gradient
        optimiser.step()
        if step % LOOK == 0 or step == steps:
            with torch.no_grad():
                now = _loss(parameters, *checks).item()
            if now < least:
                kept, least = [each.detach().clone() for each in parameters], now

    @torch.no_grad()
    def log_odds(held: Floats) -> Floats:
        scores: Floats = _outputs(kept, _tensor(held)).double().numpy()
        return scores

    return log_odds


def _tensor(rows: Floats) -> Tensor:
    return torch.from_numpy(rows).float().clamp(-FAR, FAR)


def _split(rows: Floats, generator: torch.Generator) -> tuple[Tensor, Tensor]:
    """Rows for validation and rows to train on."""
    order = torch.randperm(len(rows), generator=generator)
    check, train = _tensor(rows)[order].tensor_split([math.ceil(VALIDATION * len(rows))])
    return check, train


def _first(dim: int, generator: torch.Generator) -> Parameters:
    """Weights and biases, one after the other for each layer; the last starts at 0."""
    parameters = []
    for inputs in (dim, WIDTH):
        weights = torch.randn(inputs, WIDTH, generator=generator) / math.sqrt(inputs)
        parameters += [weights, torch.zeros(WIDTH)]
    parameters += [torch.zeros(WIDTH, 1), torch.zeros(1)]
    return [each.requires_grad_() for each in parameters]


def _outputs(parameters: Parameters, x: Tensor) -> Tensor:
    for weights, bias in zip(parameters[:-2:2], parameters[1:-2:2], strict=True):
        x = functional.silu(x @ weights + bias)
    return (x @ parameters[-2] + parameters[-1])[:, 0]


def _loss(parameters: Parameters, first: Tensor, second: Tensor) -> Tensor:
    """The cross-entropy, as if a row were as likely out of either set."""
    wrong = functional.softplus(-_outputs(parameters, first)).mean()
    return (wrong + functional.softplus(_outputs(parameters, second)).mean()) / 2
