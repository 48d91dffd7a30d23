"""On one thread, whoever asks, and as many as before afterwards."""

import threading
from functools import partial

import pytest
import torch

from sculptor.metrics.threads import alone, one_thread, side_by_side


def test_a_new_thread_computes_on_one_and_then_on_as_many_as_before() -> None:
    before, seen = torch.get_num_threads(), []

    def work() -> None:
        with one_thread(), one_thread():
            seen.append(torch.get_num_threads())
        seen.append(torch.get_num_threads())

    torch.set_num_threads(3)
    try:
        worker = threading.Thread(target=work)
        worker.start()
        worker.join()
    finally:
        torch.set_num_threads(before)
    assert seen == [1, 3]


def test_jobs_side_by_side_are_on_one_thread_each_and_come_in_their_order() -> None:
    barrier = threading.Barrier(2, timeout=30)  # passed only if two run at the same time

    def job(k: int) -> tuple[int, int]:
        barrier.wait()
        return k, torch.get_num_threads()

    with one_thread():
        found = side_by_side([partial(job, k) for k in range(4)], 2)
    assert found == [(k, 1) for k in range(4)]


def test_a_small_job_is_alone_on_one_thread_and_others_keep_theirs() -> None:
    before, seen = torch.get_num_threads(), []
    torch.set_num_threads(3)
    try:
        assert alone(torch.get_num_threads) == 1
        worker = threading.Thread(target=lambda: seen.append(torch.get_num_threads()))
        worker.start()
        worker.join()
        assert torch.get_num_threads() == 3
    finally:
        torch.set_num_threads(before)
    assert seen == [3]


def test_what_a_small_job_raises_is_raised() -> None:
    with pytest.raises(ZeroDivisionError):
        alone(lambda: 1 / 0)
