"""How many threads metrics are computed on, and small things that somebody waits for."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import cache
from typing import TypeVar

import torch

Result = TypeVar("Result")

_alone = threading.RLock()
_opening = threading.Lock()


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


def alone(job: Callable[[], Result]) -> Result:
    """The result of a job of some milliseconds, computed on one thread by torch.

    Unlike `one_thread` it waits for no longer work, and leaves the threads of others as they are:
    torch counts the threads of each thread by itself, and there is one which has one.
    """
    with _opening:
        lone = _lone()
    return lone.submit(job).result()


@cache
def _lone() -> ThreadPoolExecutor:
    before = torch.get_num_threads()
    lone = ThreadPoolExecutor(1, "sculptor-alone")
    lone.submit(torch.get_num_threads).result()  # a thread takes that of all when it first asks
    lone.submit(torch.set_num_threads, 1).result()
    torch.set_num_threads(before)  # what threads have that begin from now on
    return lone


if hasattr(os, "register_at_fork"):  # a fork has no thread but the one that forks
    os.register_at_fork(after_in_child=_lone.cache_clear)


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
