"""A process is named so that a clock that is set changes nothing."""

import os
import platform
import subprocess
import sys
from typing import Any

import psutil
import pytest

from sculptor import processes

LINUX = pytest.mark.skipif(sys.platform != "linux", reason="ticks are told on Linux alone")


@pytest.fixture
def mine() -> dict[str, Any]:
    """This process."""
    return processes.identity()


def test_this_process_lives_and_one_that_has_ended_does_not(mine: dict[str, Any]) -> None:
    assert processes.lives(mine) is True
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    assert processes.lives(mine | {"pid": ended.pid}) is False


@LINUX
def test_a_clock_that_was_set_makes_no_live_process_dead(
    mine: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    create_time = psutil.Process.create_time
    monkeypatch.setattr(psutil.Process, "create_time", lambda self: create_time(self) + 3600)
    assert processes.lives(mine) is True


@LINUX
def test_a_clock_that_was_set_makes_no_dead_process_alive(mine: dict[str, Any]) -> None:
    assert processes.lives(mine | {"ticks": mine["ticks"] - 1}) is False


def test_without_ticks_the_start_is_compared(mine: dict[str, Any]) -> None:
    earlier = {name: mine[name] for name in ("pid", "host", "process_started")}
    assert processes.lives(earlier) is True
    assert processes.lives(earlier | {"process_started": mine["process_started"] - 60}) is False


@pytest.mark.parametrize("elsewhere", [{"host": "elsewhere"}, {"here": "0" * 8}, {"pid": None}])
def test_what_runs_elsewhere_cannot_be_seen(
    mine: dict[str, Any], elsewhere: dict[str, Any]
) -> None:
    assert processes.lives(mine | elsewhere) is None


def test_a_pid_that_no_process_can_have(mine: dict[str, Any]) -> None:
    assert processes.lives(mine | {"pid": 2**31}) is False


@LINUX
def test_the_name_of_a_program_may_hold_anything(tmp_path: Any) -> None:
    code = "import ctypes; ctypes.CDLL(None).prctl(15, b') 1 2 (', 0, 0, 0); print(); input()"
    with subprocess.Popen(
        [sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as child:
        assert child.stdout
        child.stdout.readline()
        start = psutil.Process(child.pid).create_time() - psutil.boot_time()
        told = processes.ticks(child.pid)
        assert told is not None
        assert abs(told / os.sysconf("SC_CLK_TCK") - start) < 2
        child.kill()


def test_a_mark_tells_who_is_gone() -> None:
    where, pid = processes.mark().split("-")
    assert not processes.gone(where, int(pid))
    assert processes.gone(where, 2**31 - 1)
    assert not processes.gone("0" * 8, 2**31 - 1)
    assert platform.node() not in where
