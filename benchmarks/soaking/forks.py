"""Processes forked from this one, which has imported torch: at work in milliseconds, not seconds.

Each is in a session of its own, as those of `sculptor.jobs.launcher` are, and is killed like them.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import runpy
import signal
import subprocess
import sys
import traceback
import warnings
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, Protocol
from unittest.mock import patch

import psutil

from sculptor.jobs import Run, launcher
from sculptor.jobs.worker import work
from sculptor.runs.folder import LOG
from sculptor.studies import scores
from sculptor.training.config import RunConfig

PR_SET_CHILD_SUBREAPER = 36
"""Of ``prctl``; see ``linux/prctl.h``."""

CHANGES = {"os.rename", "os.remove", "os.mkdir", "os.rmdir"}
"""What Python calls operations on files besides opening one; see `sys.addaudithook`."""


class Process(Protocol):
    """What is waited for, forked or launched."""

    @property
    def pid(self) -> int:
        """Of the process."""

    def poll(self) -> int | None:
        """The exit status, negative for a signal; None while it lives."""


class Forked:
    """A process that does one thing and ends; what it prints goes into a log.

    Args:
        action: What it does.
        log: A file.
        dies_at: The number of the operation on files under ``within`` at which it kills itself,
            just before; never where 0.
        within: A folder.
    """

    def __init__(
        self, action: Callable[[], object], log: Path, dies_at: int = 0, within: Path = Path("/")
    ) -> None:
        self._code: int | None = None
        self.pid = os.fork()
        if self.pid:
            return
        code = 1
        try:
            _detach(log)
            if dies_at:
                _die_at(dies_at, str(within))
            action()
            code = 0
        except BaseException:
            traceback.print_exc()
        finally:
            sys.stderr.flush()
            os._exit(code)

    def poll(self) -> int | None:
        """The exit status, negative for a signal; None while it lives."""
        if self._code is None:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                self._code = os.waitstatus_to_exitcode(status)
        return self._code


class Starts:
    """What `launcher.spawn` has started: the last process, and how it is to be made."""

    def __init__(self) -> None:
        self.last: Process | None = None

    @contextlib.contextmanager
    def forked(self, dies_at: int = 0) -> Iterator[None]:
        """Within, and in what is forked within, processes are forks; see `Forked`."""

        def spawn(
            module: str, folder: Path, threads: int, home: Path | None = None, told: object = None
        ) -> Process:
            self.last = Forked(
                lambda: _run_module(module, folder), folder / LOG, dies_at, home or folder.parent
            )
            return self.last

        with patch.object(launcher, "spawn", spawn):
            yield

    @contextlib.contextmanager
    def launched(self) -> Iterator[None]:
        """Within, processes are started as they always are."""
        start = launcher.spawn

        def spawn(
            module: str, folder: Path, threads: int, home: Path | None = None, *told: Any
        ) -> subprocess.Popen[bytes]:
            child = start(module, folder, threads, home, *told)
            self.last = child
            return child

        with patch.object(launcher, "spawn", spawn):
            yield

    def newest(self) -> Process:
        """The last process that was started."""
        assert self.last is not None
        return self.last


def kill(process: Process) -> None:
    """SIGKILL, if it lives; while nobody has waited for it, its number is no other's."""
    if process.poll() is None:
        with contextlib.suppress(ProcessLookupError):
            os.kill(process.pid, signal.SIGKILL)


def limit_files(pid: int, size: int) -> None:
    """Let no file of a process grow beyond a size; -1 lifts the limit."""
    with contextlib.suppress(psutil.Error, OSError):
        psutil.Process(pid).rlimit(psutil.RLIMIT_FSIZE, (size, -1))


def adopt() -> None:
    """Be the parent of whatever a child leaves behind when it dies, so that none gets lost."""
    if ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0):
        raise OSError("Expected Linux, which lets a process adopt the orphans below it.")


def descendants() -> list[psutil.Process]:
    """The processes that live below this one."""
    return [each for each in psutil.Process().children(recursive=True) if lives(each)]


def lives(process: psutil.Process) -> bool:
    """Whether a process is there, and is not on its way out, of which its parent may not know."""
    with contextlib.suppress(psutil.Error):
        return bool(process.status() not in (psutil.STATUS_ZOMBIE, psutil.STATUS_DEAD))
    return False


def warm(config: RunConfig) -> None:
    """Train and measure here, once, so that what is forked has imported all that takes."""
    run = Run(launcher.create(replace(config, prior={"kind": "gaussian"}, latent_dim=1)))
    work(run.folder)
    scores.compute(run)
    run.delete()


def _run_module(module: str, folder: Path) -> None:
    """As ``python -m MODULE FOLDER``."""
    sys.argv = [module, str(folder)]
    with warnings.catch_warnings(action="ignore"):  # of its being imported already
        runpy.run_module(module, run_name="__main__", alter_sys=False)


def _detach(log: Path) -> None:
    os.setsid()
    quiet = os.open(os.devnull, os.O_RDONLY)
    told = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
    for source, target in ((quiet, 0), (told, 1), (told, 2)):
        os.dup2(source, target)


def _die_at(number: int, within: str) -> None:
    left, here = number, os.getpid()

    def count(event: str, arguments: tuple[object, ...]) -> None:
        nonlocal left
        if not (event in CHANGES or (event == "open" and _writes(arguments))):
            return
        if str(arguments[0]).startswith(within) and os.getpid() == here:
            left -= 1
            if left <= 0:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(count)


def _writes(arguments: tuple[object, ...]) -> bool:
    flags = arguments[2]
    return isinstance(flags, int) and bool(flags & (os.O_WRONLY | os.O_RDWR))
