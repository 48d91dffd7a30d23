"""How many threads metrics are computed on."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import TypeVar

import torch

Result = TypeVar("Result")

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


def side_by_side(jobs: Sequence[Callable[[], Result]], threads: int) -> list[Result]:
    """The results of jobs that do not need one another, each computed on one thread.

    Where `one_thread` holds, several such jobs at once use the cores without waiting for one
    another, and their results do not depend on how many there are.

    Args:
        jobs: Of which the first are begun first.
        threads: That work at the same time; as many as torch had before `one_thread`.
    """
    if threads == 1 or len(jobs) < 2:
        return [job() for job in jobs]
    with ThreadPoolExecutor(min(threads, len(jobs)), initializer=_alone_in_it) as pool:
        return list(pool.map(lambda job: job(), jobs))


def _alone_in_it() -> None:
    """OpenMP and torch count the threads of each thread by itself."""
    from threadpoolctl import threadpool_limits

    torch.set_num_threads(1)
    threadpool_limits(1)
