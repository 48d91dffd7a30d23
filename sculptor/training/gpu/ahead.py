"""Images that stay in the memory of the host, brought to a GPU while the last batch is trained on.

A copy from memory that the system may move makes the GPU and Python wait for each other. So a
thread gathers each batch in memory that stays where it is, and the copy runs in a stream of its
own, beside the update before it.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor

import torch
from torch import Tensor

PLACES = 2
"""Batches that are gathered or on their way at once."""


class Ahead:
    """The batch of a step on a device, and the next one on its way there.

    Args:
        images: All of them ``(n, ...)``, in the memory of the host.
        device: Where batches are wanted.
    """

    def __init__(self, images: Tensor, device: torch.device) -> None:
        self._images, self._device = images, device
        self._stream = torch.cuda.Stream(device) if device.type == "cuda" else None
        self._places: list[Tensor | None] = [None] * PLACES
        self._copied: list[torch.cuda.Event | None] = [None] * PLACES
        self._thread = ThreadPoolExecutor(1, "images for a GPU")
        self._next: tuple[int, Future[tuple[Tensor, torch.cuda.Event | None]]] | None = None

    def take(self, step: int, rows: Callable[[int], Tensor]) -> Tensor:
        """The batch of a step.

        Args:
            step: Which; the one after it is brought next.
            rows: Which images the batch of a step are.
        """
        begun, coming = self._next or (-1, None)
        if coming is None or begun != step:
            coming = self._begin(step, rows)
        batch, arrived = coming.result()
        self._next = (step + 1, self._begin(step + 1, rows))
        if arrived is not None:
            here = torch.cuda.current_stream(self._device)
            here.wait_event(arrived)
            batch.record_stream(here)  # so that its memory is not given away before it is read
        return batch

    def _begin(
        self, step: int, rows: Callable[[int], Tensor]
    ) -> Future[tuple[Tensor, torch.cuda.Event | None]]:
        return self._thread.submit(self._bring, rows(step), step % PLACES)

    def _bring(self, rows: Tensor, number: int) -> tuple[Tensor, torch.cuda.Event | None]:
        copied, place = self._copied[number], self._places[number]
        if copied is not None:
            copied.synchronize()  # what lies there is still being read; only this thread waits
        if place is None:
            shape = (len(rows), *self._images.shape[1:])
            pinned = self._stream is not None
            place = torch.empty(shape, dtype=self._images.dtype, pin_memory=pinned)
            self._places[number] = place
        torch.index_select(self._images, 0, rows, out=place)
        if self._stream is None:
            return place.to(self._device, copy=True), None
        with torch.cuda.stream(self._stream):
            batch = place.to(self._device, non_blocking=True)
            self._copied[number] = arrived = self._stream.record_event()
        return batch, arrived
