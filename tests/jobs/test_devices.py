"""Devices: the slots of a machine, and threads that use each core once."""

import pytest

from sculptor.jobs import devices


def test_slots_of_a_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(devices, "cpu_slots", lambda: 2)
    monkeypatch.setattr(devices, "cpu_threads", lambda: 2)
    monkeypatch.setattr(devices, "cuda_devices", lambda: 2)
    assert devices.slots("auto") == devices.slots("cuda") == ["cuda-0", "cuda-1"]
    assert devices.slots("cuda:1") == ["cuda-1"]
    assert devices.slots("cuda:7") == []
    assert devices.slots("cpu") == ["cpu-0", "cpu-2"]
    assert devices.parts("cpu-2") == ["cpu-2", "cpu-3"]
    assert devices.parts("cuda-1") == ["cuda-1"]


@pytest.mark.parametrize(
    ("cores", "limit", "slots", "threads"),
    [(1, "", 1, 1), (2, "", 1, 2), (8, "", 4, 2), (2, "1", 2, 1), (8, "64", 4, 2), (2, "no", 1, 2)],
)
def test_slots_and_threads_use_each_core_once(
    cores: int, limit: str, slots: int, threads: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OMP_NUM_THREADS", limit)
    monkeypatch.setattr(devices, "cores", lambda: cores)
    assert (devices.cpu_slots(), devices.cpu_threads()) == (slots, threads)
