"""One run on several devices: a process each, a batch in shares, and the loss of the whole batch.

The ranks 0 … R-1 hold the same weights, images and random numbers, and take the same steps. Of a
batch each encodes and decodes its own rows (`Sharded`); the codes are gathered, the likelihoods
summed, and from there on every rank computes the same loss L of the *whole* batch, with the noise
and the prior samples that one process would have drawn. So no objective need know of it: total
correlation, covariances, sorted projections, MMD² and its weight, carried moments and permuted
codes are those of one batch of n, never of R batches of n / R.

Value and gradient are exact. Gathering and summing are both y = sum_r x_r, of rows that are 0 but
for a rank's own. With L_q the loss of rank q, dL_q/dx_r = dL_q/dy for each q, so the way back is
the same sum, sum_q dL_q/dy. It gives rank r the gradient of sum_q L_q by way of x_r, and the mean
of the ranks' gradients of the weights w,

    1/R sum_r d(sum_q L_q)/dx_r · dx_r/dw + 1/R sum_q ∂L_q/∂w  =  dL/dw,  as all L_q are L,

whether w is reached through a rank's own rows or, as with an adversary that sees all codes, by
every rank alike. That mean is taken once an update, of all weights in one flat tensor: the networks
are small, so that what counts is how often ranks wait for one another. (DistributedDataParallel
would overlap it with the way back, in several buckets, but wants one forward pass by one module.)

What each rank does by itself is all that is not the networks: the terms of codes, also those that
are linear in them, are not shared out. Per step and code that is `latent_dim` numbers to gather,
beside all the weights' gradients.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable, Iterable
from datetime import timedelta
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn
from torch import distributed as dist
from torch.nn.functional import pad
from torch.nn.modules.batchnorm import _BatchNorm

from sculptor.errors import SculptorError
from sculptor.models import Autoencoder
from sculptor.models.posterior import Posterior
from sculptor.training.events import Event, no_events

PATIENCE = timedelta(hours=1)
"""How long ranks wait for one that says nothing; one that has ended they notice at once."""

LOOK = 0.02
"""Seconds between two looks for ranks that are still starting."""

LOOPBACK = {"linux": "lo", "darwin": "lo0"}
"""The network of this machine alone, by platform."""

Events = Callable[[int], Iterable[Event]]


class Lost(SculptorError):
    """Another rank is gone, so that the run cannot go on."""


class Ranks:
    """The processes that train a run together, as one of them sees them.

    Attributes:
        rank: Of this process; rank 0 leads: it decides, and writes the run's folder.
        size: How many they are, R.
    """

    def __init__(self, rank: int = 0, size: int = 1) -> None:
        self.rank = rank
        self.size = size

    @classmethod
    def beside(
        cls, rank: int, size: int, store: Path, well: Callable[[], bool] = lambda: True
    ) -> Ranks:
        """Meet the other processes of this machine by a file that all of them open.

        Args:
            rank: Of this process.
            size: How many there are.
            store: The file; whoever comes first makes it.
            well: Whether the others may still come; asked by rank 0 until they have.

        Raises:
            Lost: They may not.
        """
        if sys.platform in LOOPBACK:  # none of it goes over a network
            os.environ.setdefault("GLOO_SOCKET_IFNAME", LOOPBACK[sys.platform])
        place = dist.FileStore(str(store), size)  # type: ignore[attr-defined]
        place.set(f"here {rank}", "")
        while rank == 0 and not place.check([f"here {other}" for other in range(size)]):
            if not well():
                raise _lost()
            time.sleep(LOOK)
        _join(store=place, rank=rank, world_size=size)
        return cls(rank, size)

    @classmethod
    def of_environment(cls) -> Ranks:
        """Meet the processes that torchrun has started, as its variables tell."""
        _join()
        return cls(dist.get_rank(), dist.get_world_size())

    def leave(self) -> None:
        """Let go of the others."""
        if self.size > 1:
            dist.destroy_process_group()

    # Shares ---------------------------------------------------------------------------------------

    def check(self, device: torch.device, batch: int) -> None:
        """Refuse a device whose processes cannot exchange tensors, and a rank without a row.

        Raises:
            SculptorError: It is one of them.
        """
        if self.size > 1 and device.type not in ("cpu", "cuda"):
            raise SculptorError(
                f"Expected cpu or cuda for a run on several devices, received {device.type}. "
                "Choose --device cpu, or train on one device."
            )
        if batch < self.size:
            raise SculptorError(
                f"Expected a batch of at least {self.size} images for {self.size} devices, "
                f"received {batch}. Choose a larger batch, or {batch} devices or fewer."
            )

    def shared(self, model: Autoencoder) -> Autoencoder:
        """The model as objectives see it: `Sharded`, or itself where there is one rank.

        Raises:
            SculptorError: A layer looks at the statistics of the rows that it is given.
        """
        return Sharded(model, self) if self.size > 1 else model

    def rows(self, n: int) -> slice:
        """Those of n rows that are this rank's: as many as any other's, or one more.

        >>> [Ranks(rank, 3).rows(8) for rank in range(3)]
        [slice(0, 2, None), slice(2, 5, None), slice(5, 8, None)]
        """
        return slice(self.rank * n // self.size, (self.rank + 1) * n // self.size)

    def gather(self, rows: Tensor, n: int) -> Tensor:
        """All n rows ``(n, k)`` out of each rank's own; differentiable."""
        own = self.rows(n)
        return self.sum(pad(rows, (0, 0, own.start, n - own.stop)))

    def sum(self, value: Tensor) -> Tensor:
        """The sum over ranks of a tensor, on each of them; differentiable."""
        summed: Tensor = _Sum.apply(value, self)  # type: ignore[no-untyped-call]
        return summed

    def average(self, network: nn.Module) -> None:
        """Replace the gradients of a network by their means over ranks."""
        if self.size == 1:
            return
        gradients = [p.grad for p in network.parameters() if p.grad is not None]
        flat = torch.cat([gradient.flatten() for gradient in gradients])
        self.add_up(flat).div_(self.size)
        means = flat.split([gradient.numel() for gradient in gradients])
        for gradient, mean in zip(gradients, means, strict=True):
            gradient.copy_(mean.view_as(gradient))

    def add_up(self, value: Tensor) -> Tensor:
        """Replace a contiguous tensor by its sum over ranks.

        Raises:
            Lost: Another rank is gone.
        """
        _together(dist.all_reduce, value)
        return value

    # Decisions ------------------------------------------------------------------------------------

    def told(self, content: bytes = b"") -> bytes:
        """What rank 0 says, on every rank; the others say nothing.

        Raises:
            Lost: Another rank is gone.
        """
        length = torch.tensor(len(content))
        _together(dist.broadcast, length, 0)
        if not length:
            return b""
        said = torch.empty(int(length), dtype=torch.uint8)
        if self.rank == 0:
            said = torch.frombuffer(bytearray(content), dtype=torch.uint8)
        _together(dist.broadcast, said, 0)
        return said.numpy().tobytes()

    def agreed(self, events: Events = no_events) -> Events:
        """The events of rank 0, which all ranks take up at the same step.

        Args:
            events: Of rank 0; nobody asks those of another.
        """
        if self.size == 1:
            return events

        def take(step: int) -> list[Event]:
            own = [event.to_dict() for event in events(step)] if self.rank == 0 else []
            said = self.told(json.dumps(own).encode() if own else b"")
            return [Event.from_dict(event) for event in json.loads(said or b"[]")]

        return take


ALONE = Ranks()
"""One process, as most runs have it: it costs nothing and changes nothing."""


class Sharded(Autoencoder):
    """An autoencoder of which each rank computes its own rows of a batch.

    It has the networks of a model, which are not copied. To an objective it is that model: it takes
    all images, and returns the posterior and the likelihood of all.

    Args:
        model: Whose networks it has.
        ranks: Who computes.
    """

    def __init__(self, model: Autoencoder, ranks: Ranks) -> None:
        if any(isinstance(layer, _BatchNorm) for layer in model.modules()):
            raise SculptorError(
                f"Expected a network whose layers look at each row by itself for {ranks.size} "
                f"devices, received {model.network['kind']!r}, which normalises over the batch. "
                "Choose another network, or train on one device."
            )
        parts = (model.image_shape, model.latent_dim, model.network, model.layout)
        super().__init__(model.encoder, model.decoder, *parts)
        self.likelihood = model.likelihood  # which may have weights of its own
        self._ranks = ranks

    def posterior(self, x: Tensor) -> Posterior:
        """q(z|x) of all rows."""
        mu, logvar = super().posterior(x[self._ranks.rows(len(x))])
        if logvar is None:
            return Posterior(self._ranks.gather(mu, len(x)))
        both = self._ranks.gather(torch.cat([mu, logvar], 1), len(x))
        return Posterior(*both.chunk(2, 1))

    def nats(self, z: Tensor, x: Tensor) -> Tensor:
        """-log p(x|z), averaged over all rows."""
        own = self._ranks.rows(len(x))
        share = (own.stop - own.start) / len(x)
        return self._ranks.sum(super().nats(z[own], x[own]) * share)


class _Sum(torch.autograd.Function):
    """y = sum_r x_r on each rank; the way back is the same sum."""

    @staticmethod
    def forward(ctx: Any, value: Tensor, ranks: Ranks) -> Tensor:
        ctx.ranks = ranks
        return ranks.add_up(value.clone(memory_format=torch.contiguous_format))

    @staticmethod
    def backward(ctx: Any, gradient: Tensor) -> tuple[Tensor, None]:
        return ctx.ranks.add_up(gradient.clone(memory_format=torch.contiguous_format)), None


def _join(**place: Any) -> None:
    """Enter the group: what is decided goes from CPU to CPU, and waits for no GPU."""
    gpus = torch.cuda.is_available() and dist.is_nccl_available()
    backend = "cpu:gloo,cuda:nccl" if gpus else "gloo"
    _together(dist.init_process_group, backend, timeout=PATIENCE, **place)


def _together(action: Callable[..., object], *arguments: Any, **others: Any) -> None:
    """Do what takes every rank."""
    try:
        action(*arguments, **others)
    except RuntimeError as error:
        raise _lost() from error


def _lost() -> Lost:
    return Lost(
        "A process of this run, which trains on several devices, has ended before the others. "
        "Resume the run, on as many devices as there are: it goes on from its checkpoint."
    )
