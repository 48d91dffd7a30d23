"""Torch has the say on the devices, and a run holds the slot of the one that it trains on."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from sculptor.jobs import devices, turn
from sculptor.jobs.queue import Slot, Ticket
from sculptor.training import compute

Take = Callable[..., Slot | None]


@pytest.fixture(autouse=True)
def two_cores(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine that trains one run on its cores, and on which no GPU is seen without torch."""
    monkeypatch.setattr(devices, "cpu_slots", lambda: 1)
    monkeypatch.setattr(devices.gpus, "visible", list)
    monkeypatch.setattr(turn, "LOOK", 0.0)


@pytest.fixture
def torch_finds(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Let torch find these devices."""

    def find(*names: str) -> None:
        monkeypatch.setattr(compute, "available", lambda: [*names, "cpu"])

    return find


@pytest.fixture
def take(own_home: Path) -> Take:
    """Take a slot for a run of a name; give up after so many looks, and list what was told."""

    def take(run: str, device: str, looks: int = 3, told: list[str] | None = None) -> Slot | None:
        seen = [] if told is None else told
        return turn.take(
            own_home / run, device, 1.0, lambda: seen.count("queued") >= looks, seen.append
        )

    return take


def test_so_many_gpus_as_are_not_there_are_not_waited_for(
    own_home: Path, torch_finds: Callable[..., None]
) -> None:
    torch_finds("cuda:0", "cuda:1")
    for count, names in ((2, ("cuda:0", "cuda:1")), (3, None)):
        slot = turn.take(own_home / "a", "cuda", 1.0, lambda: False, lambda status: None, count)
        assert (slot.devices if slot else None) == names
        if slot:
            slot.release()


def test_more_processes_than_slots_share_the_cores(own_home: Path) -> None:
    slot = turn.take(own_home / "a", "cpu", 1.0, lambda: False, lambda status: None, 4)
    with held(slot) as slot:
        assert slot.devices == ("cpu",)


@contextmanager
def held(slot: Slot | None) -> Iterator[Slot]:
    assert slot is not None
    yield slot
    slot.release()


def test_a_gpu_that_was_not_seen_is_taken_and_its_slot_held(
    own_home: Path, take: Take, torch_finds: Callable[..., None]
) -> None:
    torch_finds("cuda:0")
    with held(take("a", "auto")) as slot:
        assert slot.device == "cuda:0"
        with held(take("b", "cpu")) as other:  # the cores are free
            assert other.device == "cpu"
        assert take("c", "auto") is None
        assert take("d", "cuda") is None
    with Ticket(own_home, "e", "auto", 2.0) as ticket:
        assert ticket.wanted == ["cuda-0"]  # torch need not be asked again


def test_a_gpu_is_waited_for_even_while_the_cores_are_free(
    take: Take, torch_finds: Callable[..., None]
) -> None:
    torch_finds("cuda:0")
    with held(take("a", "cuda")):
        devices.remember(["cpu"])
        told: list[str] = []
        assert take("b", "auto", told=told) is None
        assert told == ["starting", "queued", "queued", "queued"]
        with held(take("c", "cpu")):
            pass
    with held(take("d", "auto")) as slot:
        assert slot.device == "cuda:0"


def test_a_gpu_that_torch_cannot_use_is_given_back(
    take: Take, torch_finds: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(devices.gpus, "visible", lambda: ["0"])
    torch_finds()
    with held(take("a", "auto")) as slot:
        assert slot.device == "cpu"
        assert take("b", "cpu") is None
        torch_finds("cuda:0")
        with held(take("c", "cuda")) as other:
            assert other.device == "cuda:0"


def test_a_gpu_that_is_asked_for_by_name_is_asked_of_torch(
    take: Take, torch_finds: Callable[..., None]
) -> None:
    assert take("a", "cuda:1") is None
    torch_finds("cuda:0", "cuda:1")
    with held(take("b", "cuda:1")) as slot:
        assert slot.device == "cuda:1"


def test_the_processor_needs_no_torch(take: Take, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compute, "available", lambda: pytest.fail("torch was asked"))
    told: list[str] = []
    with held(take("a", "cpu", told=told)) as slot:
        assert slot.device == "cpu"
    assert told == []


def test_a_wait_that_was_ended_holds_nothing(take: Take, torch_finds: Callable[..., None]) -> None:
    torch_finds("cuda:0")
    assert take("a", "auto", looks=0) is None
    with held(take("b", "auto")):
        pass
