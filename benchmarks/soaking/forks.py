"""Processes forked from this one, which has imported torch: at work in milliseconds, not seconds.

Each is in a session of its own, as those of `sculptor.jobs.launcher` are, and is killed like them.
"""

from __future__ import annotations

import contextlib
import importlib
import json
import os
import signal
import subprocess
import sys
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Protocol
from unittest.mock import patch

import psutil

from sculptor.jobs import Run, launcher
from sculptor.jobs.worker import work
from sculptor.runs.folder import LOG
from sculptor.studies import scores
from sculptor.training.config import RunConfig

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
        dies_at: The number of the operation on files under ``within`` at which it kills itself;
            never where 0.
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
        """Within, workers are forks of this process; see `Forked`."""

        def spawn(module: str, folder: Path, threads: int, home: Path | None = None) -> Process:
            assert module == "sculptor.jobs.worker"
            self.last = Forked(lambda: work(folder), folder / LOG, dies_at, folder.parent)
            return self.last

        with patch.object(launcher, "spawn", spawn):
            yield

    @contextlib.contextmanager
    def launched(self) -> Iterator[None]:
        """Within, workers are started as they always are."""
        start = launcher.spawn

        def spawn(
            module: str, folder: Path, threads: int, home: Path | None = None
        ) -> subprocess.Popen[bytes]:
            child = start(module, folder, threads, home)
            self.last = child
            return child

        with patch.object(launcher, "spawn", spawn):
            yield


def kill(process: Process) -> None:
    """SIGKILL, if it lives; while nobody has waited for it, its number is no other's."""
    if process.poll() is None:
        with contextlib.suppress(ProcessLookupError):
            os.kill(process.pid, signal.SIGKILL)


def limit_files(pid: int, size: int) -> None:
    """Let no file of a process grow beyond a size; -1 lifts the limit."""
    with contextlib.suppress(psutil.Error, OSError):
        psutil.Process(pid).rlimit(psutil.RLIMIT_FSIZE, (size, -1))


def of_home(home: Path) -> list[psutil.Process]:
    """The processes that this one has forked, or that were started for a home of runs."""
    here = psutil.Process()
    found = {process.pid: process for process in here.children(recursive=True)}
    for process in psutil.process_iter():
        with contextlib.suppress(psutil.Error):
            if process.environ().get("SCULPTOR_HOME") == str(home):
                found[process.pid] = process
    return [process for process in found.values() if process != here and _lives(process)]


def _lives(process: psutil.Process) -> bool:
    with contextlib.suppress(psutil.Error):
        return bool(process.status() != psutil.STATUS_ZOMBIE)
    return False


def warm(config: RunConfig, log: Path) -> None:
    """Import here what a training and its figures import, which a child finds out."""
    names = log.with_suffix(".json")

    def try_out() -> None:
        folder = launcher.create(config)
        work(folder)
        scores.compute(Run(folder))
        Run(folder).delete()
        names.write_text(json.dumps(sorted(sys.modules)))

    os.waitpid(Forked(try_out, log).pid, 0)
    for name in json.loads(names.read_text()):
        with contextlib.suppress(ImportError):
            importlib.import_module(name)


def _detach(log: Path) -> None:
    os.setsid()
    quiet = os.open(os.devnull, os.O_RDONLY)
    told = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
    for source, target in ((quiet, 0), (told, 1), (told, 2)):
        os.dup2(source, target)


def _die_at(number: int, within: str) -> None:
    left = number

    def count(event: str, arguments: tuple[object, ...]) -> None:
        nonlocal left
        if not (event in CHANGES or (event == "open" and _writes(arguments))):
            return
        if str(arguments[0]).startswith(within):
            left -= 1
            if left <= 0:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(count)


def _writes(arguments: tuple[object, ...]) -> bool:
    flags = arguments[2]
    return isinstance(flags, int) and bool(flags & (os.O_WRONLY | os.O_RDWR))
