"""Devices: the slots of a machine, and threads that use each core once."""

import pytest

from sculptor.files import write_json
from sculptor.jobs import devices, machine


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
    [
        (1, "", 1, 1),
        (2, "", 1, 2),
        (8, "", 4, 2),
        (2, "1", 2, 1),
        (8, "64", 4, 2),
        (2, "no", 1, 2),
        (2, "²", 1, 2),
        (2, "9" * 5000, 1, 2),
        (2, str(10**8), 1, 2),
        (2, "0", 1, 2),
        (2, "4,2", 1, 2),
    ],
)
def test_slots_and_threads_use_each_core_once(
    cores: int, limit: str, slots: int, threads: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OMP_NUM_THREADS", limit)
    monkeypatch.setattr(devices, "cores", lambda: cores)
    assert (devices.cpu_slots(), devices.cpu_threads()) == (slots, threads)


@pytest.mark.parametrize("told", [10**9, 9, 0, -1, True, 1.0, "2", None, [], float("nan"), 10**400])
def test_threads_of_a_file_that_nobody_could_have_are_those_of_a_new_run(
    told: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(devices, "cores", lambda: 8)
    assert devices.kept_threads(told) == devices.cpu_threads()
    assert [devices.kept_threads(number) for number in (1, 3, 8)] == [1, 3, 8]


@pytest.mark.parametrize(
    "told",
    [
        *("cpu", 5, None, {"cuda:0": 1}, [5], ["cuda:0", None], ["cuda:x"], ["cuda:99999"]),
        *(["cpu:../../x"], [["cuda:0"]], ["cuda:²"]),
    ],
)
def test_what_torch_cannot_have_told_is_not_believed(told: object) -> None:
    before = devices.slots("auto")
    write_json(machine.folder() / devices.TOLD, {devices._situation(): told})
    assert devices.slots("auto") == before


def test_a_device_that_is_told_a_thousand_times_is_one() -> None:
    write_json(machine.folder() / devices.TOLD, {devices._situation(): ["cuda:0"] * 1000})
    assert devices.slots("cuda") == ["cuda-0"]
