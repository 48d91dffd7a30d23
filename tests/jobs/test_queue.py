"""The queue: in order of launch, one run a slot, and the dead leave by dying."""

import os
import platform
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from sculptor.jobs import devices, queue
from sculptor.jobs.queue import Ticket

Child = Callable[..., "subprocess.Popen[str]"]

WAITER = """
import sys, time
from pathlib import Path
from sculptor.jobs import devices
from sculptor.jobs.queue import Ticket
devices.cpu_slots = lambda: 1
home, run, launched = Path(sys.argv[1]), sys.argv[2], float(sys.argv[3])
with Ticket(home, run, "cpu", launched) as ticket:
    print("waiting", flush=True)
    while not (slot := ticket.take()):
        time.sleep(0.02)
print("took", flush=True)
sys.stdin.read()
"""
"""A worker that waits for the only slot, says so, and holds it until it is told to end."""


@pytest.fixture(autouse=True)
def one_slot(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine that trains one run at a time."""
    monkeypatch.setattr(devices, "cpu_slots", lambda: 1)


def test_one_slot_one_run(own_home: Path) -> None:
    with Ticket(own_home, "a", "cpu", 1.0) as first:
        slot = first.take()
    assert slot is not None
    assert slot.device == "cpu"
    with Ticket(own_home, "b", "cpu", 2.0) as second:
        assert second.take() is None
        slot.release()
        assert second.take() is not None


def test_who_is_the_next_is_told_so(own_home: Path) -> None:
    with Ticket(own_home, "a", "cpu", 1.0) as first, Ticket(own_home, "b", "cpu", 2.0) as second:
        slot = first.take()
        assert slot is not None
        assert second.take() is None
        assert not second.next
    assert first.next
    with Ticket(own_home, "c", "cpu", 3.0) as third:
        assert third.take() is None
        assert third.next
    slot.release()


def test_who_was_launched_first_comes_first(own_home: Path) -> None:
    later = Ticket(own_home, "b", "auto", 2.0)
    earlier = Ticket(own_home, "a", "cpu", 1.0)
    with later:
        assert queue.position(own_home, "b") == 1
        with earlier:
            assert later.take() is None
            assert earlier.take() is not None
        assert queue.position(own_home, "b") == 0


def test_a_launched_worker_keeps_its_place_while_it_starts(own_home: Path) -> None:
    now = time.time()
    queue.enqueue(own_home, "starting", "cpu", now - 1)
    with Ticket(own_home, "next", "cpu", now) as ticket:
        assert ticket.take() is None


def test_a_worker_that_never_came_loses_its_place(own_home: Path) -> None:
    stale = queue.enqueue(own_home, "lost", "cpu", time.time() - 2 * queue.GRACE)
    with Ticket(own_home, "next", "cpu", time.time()) as ticket:
        assert ticket.take() is not None
    assert not stale.exists()


@pytest.mark.parametrize("ahead", [86_400, 5], ids=["a day", "seconds"])
def test_a_ticket_of_a_clock_that_was_set_back_does_not_stay(own_home: Path, ahead: int) -> None:
    lost = queue.enqueue(own_home, "lost", "cpu", time.time() + ahead)
    with (
        Ticket(own_home, "held", "cpu", time.time() + ahead) as held,
        Ticket(own_home, "next", "cpu", time.time()) as ticket,
    ):
        assert not lost.exists()
        assert ticket.take() is not None
        assert held.take() is None


def test_runs_for_other_devices_do_not_wait(
    own_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(devices, "cuda_devices", lambda: 2)
    with (
        Ticket(own_home, "a", "cuda:1", 1.0) as first,
        Ticket(own_home, "b", "auto", 2.0) as second,
        Ticket(own_home, "c", "cpu", 3.0) as third,
    ):
        assert [t.take().device for t in (third, second, first)] == ["cpu", "cuda:0", "cuda:1"]


def test_a_run_on_several_devices_takes_them_at_once_or_none(
    own_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(devices, "cuda_devices", lambda: 3)
    with (
        Ticket(own_home, "a", "cuda", 1.0) as first,
        Ticket(own_home, "b", "cuda", 2.0) as second,
        Ticket(own_home, "c", "cuda", 3.0) as third,
    ):
        held = first.take(2)
        assert held is not None
        assert held.devices == ("cuda:0", "cuda:1")
        first._path.unlink()
        assert second.take(2) is None
        assert third.take() is None  # nobody overtakes
        held.release()
        slot = second.take(2)
        assert slot is not None
        assert slot.device == "cuda:0"


def test_a_device_that_is_not_there_is_not_waited_for(
    own_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(devices, "cuda_devices", lambda: 0)
    with Ticket(own_home, "a", "cuda", 1.0) as ticket:
        assert ticket.wanted == []


@pytest.mark.skipif(platform.system() == "Windows", reason="there is no SIGKILL")
def test_killed_workers_free_their_slot_and_their_place(
    own_home: Path, child: Child, until: Callable[..., Any]
) -> None:
    old = time.time() - 100
    first = child(WAITER, own_home, "a", old)
    assert [first.stdout.readline() for _ in range(2)] == ["waiting\n", "took\n"]
    second, third = child(WAITER, own_home, "b", old + 1), child(WAITER, own_home, "c", old + 2)
    assert second.stdout.readline() == third.stdout.readline() == "waiting\n"
    until(lambda: queue.position(own_home, "c") == 1)
    os.kill(second.pid, signal.SIGKILL)
    os.kill(first.pid, signal.SIGKILL)
    assert third.stdout.readline() == "took\n"


def test_runs_of_one_thread_and_of_two_share_no_core(
    own_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.undo()
    monkeypatch.setattr(devices, "cores", lambda: 2)

    def take(run: str, threads: int) -> queue.Slot | None:
        monkeypatch.setenv("OMP_NUM_THREADS", str(threads))
        with Ticket(own_home, run, "cpu", float(ord(run))) as ticket:
            return ticket.take()

    whole = take("a", 2)
    assert whole is not None
    assert take("b", 1) is None
    whole.release()
    half = take("c", 1)
    assert half is not None
    assert take("d", 2) is None
    other = take("e", 1)
    assert other is not None
    assert take("f", 1) is None


def test_two_homes_share_a_device_and_know_it(tmp_path: Path) -> None:
    with Ticket(tmp_path / "one", "a", "cpu", 1.0) as first:
        slot = first.take()
    assert slot is not None
    with Ticket(tmp_path / "other", "b", "cpu", 2.0) as second:
        assert second.take() is None
        slot.release()
        assert second.take() is not None


def test_two_hosts_with_one_home_do_not_wait_for_each_other(
    own_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def on(host: str) -> None:
        monkeypatch.setattr(platform, "node", lambda: host)
        monkeypatch.setenv("SCULPTOR_RUNTIME", str(tmp_path / host))

    on("big/one~1")
    queue.enqueue(own_home, "starting", "cpu", time.time())
    with Ticket(own_home, "a", "cpu", 1.0) as first, Ticket(own_home, "b", "cpu", 2.0):
        assert first.take() is not None
        assert queue.position(own_home, "b") == 1
        on("small")
        assert queue.position(own_home, "b") == 1
        with Ticket(own_home, "c", "cpu", time.time()) as third:
            assert queue.position(own_home, "c") == 0
            assert third.take() is not None


def test_processes_that_see_different_gpus_do_not_block_each_other(
    own_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(devices.gpus, "_built_for", lambda: "cuda")
    monkeypatch.setattr(devices.gpus, "_nvidia", lambda: ["GPU-aa", "GPU-bb"])

    def take(run: str, mask: str) -> queue.Slot | None:
        monkeypatch.setenv("CUDA_VISIBLE_DEVICES", mask)
        with Ticket(own_home, run, "cuda:0", float(ord(run))) as ticket:
            return ticket.take()

    first, second = take("a", "0"), take("b", "1")
    assert first is not None
    assert second is not None
    assert take("c", "GPU-a") is None
    assert take("d", "1,0") is None
    first.release()
    assert take("e", "GPU-a") is not None


def test_a_worker_that_never_came_and_whose_clock_was_ahead_loses_its_place(own_home: Path) -> None:
    ahead = time.time() + 3600
    stale = queue.enqueue(own_home, "ahead", "cpu", ahead)
    with Ticket(own_home, "next", "cpu", ahead + 1) as ticket:
        assert ticket.take() is not None
    assert not stale.exists()


@pytest.mark.parametrize(
    "name",
    ["~~~", "x~a~cpu~h", "²~a~cpu~h", "9" * 200 + "~a~cpu~h", "-1~a~cuda_x~h", "1~../..~cpu~h"],
)
@pytest.mark.parametrize("folder", [True, False])
def test_a_ticket_of_nobodys_holds_nobody_up(own_home: Path, name: str, folder: bool) -> None:
    tickets = own_home / queue.LOCKS / queue.TICKETS
    tickets.mkdir(parents=True)
    path = tickets / name.replace("../..", "..")
    path.mkdir() if folder else path.touch()
    with Ticket(own_home, "next", "cpu", time.time()) as ticket:
        assert ticket.take() is not None
        assert queue.position(own_home, "next") >= 0
