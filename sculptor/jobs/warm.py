"""Workers that begin at once: forks of a process that has imported what a worker needs.

Importing torch and what training calls takes seconds, as long as a short run trains.
``python -m sculptor.jobs.warm`` has it all imported and waits. A fork of it has its own session,
environment and log, so that in nothing but its start it differs from a process made the common way,
and plug-ins are read by the fork alone. Where there is none, or it is not ready, `start` says so.
What computes the figures of runs is forked in the same way.

On Linux only: Apple's libraries do not survive a fork, and Windows has none.
"""

from __future__ import annotations

import contextlib
import gc
import json
import os
import signal
import socket
import subprocess
import sys
import threading
from importlib import import_module
from pathlib import Path
from select import select
from typing import IO, NamedTuple

MODULES = (
    "torch._dynamo",  # by every optimiser, as it is made
    "torch.nn.utils",
    "sklearn.ensemble",
    "sklearn.linear_model",
    "PIL.JpegImagePlugin",
    "PIL.PngImagePlugin",
    "sculptor.jobs.recorder",
    "sculptor.jobs.worker",
    "sculptor.models.builder",
    "sculptor.models.spectral",
    "sculptor.objectives.mmd_autoencoder",
    "sculptor.training.assemble",
    "sculptor.training.loop",
    "sculptor.training.memory",
)
"""What is imported before anybody asks for a worker."""

IDLE = 900.0
"""Seconds without a request after which the process ends, as it holds some hundred megabytes."""

READINESS = 60.0
"""Seconds in which everything should be imported, on a machine that has much else to do."""

ANSWER = 5.0
"""Seconds that a fork may take, which is a matter of milliseconds."""

READY, STARTED = b"ready", b"started"
REQUEST = 1 << 17
"""Bytes of a request at most; it holds an environment."""


class _Warm(NamedTuple):
    process: subprocess.Popen[bytes]
    channel: socket.socket


class Fork:
    """What was forked; it is no child of this process, which knows of it whether it has ended.

    Args:
        alive: The end to be read of a pipe whose other end the fork holds, and nobody else.
    """

    def __init__(self, alive: int) -> None:
        os.set_blocking(alive, False)
        self._alive: IO[bytes] | None = os.fdopen(alive, "rb", buffering=0)

    def poll(self) -> int | None:
        """None while it is at work, then 0: as of `subprocess.Popen`, whatever its exit status."""
        if self._alive is not None and self._alive.read(1) is not None:
            self._alive.close()
            self._alive = None
        return None if self._alive else 0


_lock = threading.Lock()
_there: list[_Warm] = []
"""The process and the channel to it; one at most."""


def prepare(environment: dict[str, str]) -> None:
    """See to it that the process is there or on its way; returns at once.

    Args:
        environment: Of the process; a worker gets that of its request.
    """
    if sys.platform != "linux":
        return
    with _lock:
        if _there and _there[0].process.poll() is None:
            return
        _leave()
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs, contextlib.suppress(OSError):
            process = subprocess.Popen(
                [sys.executable, "-m", "sculptor.jobs.warm", str(theirs.fileno())],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                # Whether there is a GPU is found out without what a fork could not use any more.
                env=environment | {"PYTORCH_NVML_BASED_CUDA_CHECK": "1"},
                start_new_session=True,
                pass_fds=[theirs.fileno()],
            )
            _there.append(_Warm(process, ours))


def wait() -> None:
    """Wait until the process that was prepared is ready, or has ended before."""
    with _lock:
        channels = [there.channel for there in _there]
    select(channels, [], [], READINESS if channels else 0)


def start(module: str, folder: Path, environment: dict[str, str], log: IO[bytes]) -> Fork | None:
    """Run ``main(folder)`` of a module in a fork, unless no process is ready for it.

    Args:
        module: What is run.
        folder: On what.
        environment: Of the fork.
        log: Where it prints.

    Returns:
        The fork, None if there is none; the caller then makes a process in the common way.
    """
    asked = {"module": module, "folder": str(folder.absolute()), "environment": environment}
    request = json.dumps(asked).encode()
    with _lock:
        if not _there or len(request) > REQUEST:
            return None
        channel = _there[0].channel
        alive, held = os.pipe()
        fork = Fork(alive)
        try:
            if not select([channel], [], [], 0)[0] or channel.recv(len(READY)) != READY:
                return None
            socket.send_fds(channel, [request], [log.fileno(), held])
            channel.settimeout(ANSWER)
            started = channel.recv(len(STARTED)) == STARTED
        except OSError:  # it has ended meanwhile, or hangs
            started = False
        finally:
            os.close(held)
        if not started:
            _leave()
        return fork if started else None


def _leave() -> None:
    """Let go of the process, which then ends by itself."""
    while _there:
        process, channel = _there.pop()
        channel.close()
        process.kill()
        process.wait()


# The process itself -------------------------------------------------------------------------------


def main() -> None:
    """Import, then fork a worker for each request, until nobody asks any more."""
    channel = socket.socket(fileno=int(sys.argv[1]))
    for name in MODULES:
        import_module(name)
    sources = _sources()
    gc.freeze()  # so that a collection in a worker copies no pages
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # no worker that has ended stays a zombie
    channel.settimeout(IDLE)
    with contextlib.suppress(TimeoutError, ConnectionError):
        while channel.send(READY):
            request, logs, *_ = socket.recv_fds(channel, REQUEST, 2)
            if not request or _sources() != sources:
                return  # nobody is there any more, or a worker would run what was written before
            if not os.fork():
                channel.close()
                _work(**json.loads(request), log=logs[0])
                return
            for each in logs:
                os.close(each)
            channel.send(STARTED)


def _work(module: str, folder: str, environment: dict[str, str], log: int) -> None:
    """Be a worker."""
    import torch
    from threadpoolctl import threadpool_limits

    os.setsid()
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    for stream in (1, 2):
        os.dup2(log, stream)
    os.environ.clear()
    os.environ.update(environment)
    if torch.cuda._is_in_bad_fork():
        command = [sys.executable, "-m", module, folder]
        os.execve(sys.executable, command, environment)
    threadpool_limits(int(environment["OMP_NUM_THREADS"]))
    import_module(module).main(Path(folder))


def _sources() -> dict[Path, float]:
    """When each file of the project that is imported was written last."""
    modules = [module for name, module in [*sys.modules.items()] if name.startswith("sculptor.")]
    files = [Path(module.__file__) for module in modules if module.__file__]
    return {file: file.stat().st_mtime for file in files if file.exists()}


if __name__ == "__main__":
    main()
