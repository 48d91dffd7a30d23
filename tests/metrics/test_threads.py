"""On one thread, whoever asks, and as many as before afterwards."""

import threading

import torch

from sculptor.metrics.threads import one_thread


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
