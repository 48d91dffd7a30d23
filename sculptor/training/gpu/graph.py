"""An update that is given to a GPU as one thing: recorded once, and then replayed.

An update of a small network is some hundred launches of microseconds each, in between which a GPU
waits for Python. A CUDA graph is launched once. What it replays are the same operations on the same
tensors, so that all that differs between two updates must be a number in a tensor: the images and
the learning rate are copied in, random numbers come from generators that the graph knows, and what
an objective remembers it changes in place. An objective that does so says ``replays = True``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, nullcontext
from typing import Protocol

import torch
from torch import Tensor

WARM = 3
"""Updates before one is recorded: in these, libraries choose and allocate what they need."""

Replay = Callable[[], None]


class Recorder(Protocol):
    """What records an action that is not done thereby, and returns what does it."""

    def __call__(self, action: Callable[[], None], generators: Iterable[torch.Generator]) -> Replay:
        """Record an action, whose random numbers are from some generators."""


class Graphed:
    """Does an update as it comes at first, and then replays it.

    Args:
        action: The update, from the images on.
        generators: Of its random numbers.
        record: How it is recorded; None if it is not, and each update is done as it comes.
    """

    def __init__(
        self,
        action: Callable[[Tensor], None],
        generators: Iterable[torch.Generator],
        record: Recorder | None,
    ) -> None:
        self._action, self._generators, self._record = action, [*generators], record
        self._images: Tensor | None = None
        self._replay: Replay | None = None
        self._done = 0
        self.problem = ""
        """Why it could not be recorded, in words; empty if nothing is wrong."""

    def __call__(self, images: Tensor) -> None:
        """One update with a batch of images."""
        if self._replay is None and self._record and self._done >= WARM:
            self._take(images)
        if self._replay is None or self._images is None:
            with aside(images.device) if self._record else nullcontext():
                self._action(images)
            self._done += 1
            return
        self._images.copy_(images, non_blocking=True)
        self._replay()

    def _take(self, images: Tensor) -> None:
        """Record it; where that fails, no other update is tried to be."""
        assert self._record
        given = self._images = images.clone()
        try:
            self._replay = self._record(lambda: self._action(given), self._generators)
        except RuntimeError as error:
            self._record, self._images = None, None
            first = (str(error).splitlines() or [""])[0]
            self.problem = f"It trains without a CUDA graph, more slowly: {first:.200}"


def recorder(device: torch.device, replays: bool) -> Recorder | None:
    """How updates are recorded on a device; None where they are not.

    Args:
        device: Which.
        replays: Whether the same operations on the same tensors are an update.
    """
    return record_on_cuda if replays and device.type == "cuda" else None


def record_on_cuda(action: Callable[[], None], generators: Iterable[torch.Generator]) -> Replay:
    """Record as a CUDA graph.

    Raises:
        RuntimeError: Something in it cannot be recorded, such as a number that is asked for.
    """
    graph = torch.cuda.CUDAGraph()
    for generator in generators:
        graph.register_generator_state(generator)
    with torch.cuda.graph(graph):
        action()
    return graph.replay


@contextmanager
def aside(device: torch.device) -> Iterator[None]:
    """On CUDA, do something in a stream of its own, as what is to be recorded must have been."""
    if device.type != "cuda":
        yield
        return
    here, stream = torch.cuda.current_stream(device), torch.cuda.Stream(device)
    stream.wait_stream(here)
    with torch.cuda.stream(stream):
        yield
    here.wait_stream(stream)
