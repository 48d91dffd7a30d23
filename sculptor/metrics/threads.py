"""How many threads metrics are computed on."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import torch

_alone = threading.RLock()


@contextmanager
def one_thread() -> Iterator[None]:
    """Compute on one thread what works on small tables.

    Threads that wait for one another cost more than they bring there, and on busy cores each wait
    may take as long as another process is let run: a quick LPS of 0.1 s took 13 s beside busy
    processes on two cores. Torch is told by itself, as `threadpoolctl` does not reach the libraries
    within it; that setting is one for all threads, so that one caller at a time has it.
    """
    from threadpoolctl import threadpool_limits

    with _alone:
        before = torch.get_num_threads()
        torch.set_num_threads(1)
        try:
            with threadpool_limits(1):
                yield
        finally:
            torch.set_num_threads(before)
