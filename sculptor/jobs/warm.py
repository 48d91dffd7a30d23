"""Workers that begin at once: forks of a process that has imported what a worker needs.

Importing torch and what training calls takes seconds, as long as a short run trains.
``python -m sculptor.jobs.warm`` has it all imported and waits. A fork of it has its own session,
environment and log, so that in nothing but its start it differs from a process made the common way,
and plug-ins are read by the fork alone. Where there is none, or it is not ready, `start` says so.

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

ANSWER = 5.0
"""Seconds that a fork may take, which is a matter of milliseconds."""

READY, STARTED = b"ready", b"started"
REQUEST = 1 << 17
"""Bytes of a request at most; it holds an environment."""


class _Warm(NamedTuple):
    process: subprocess.Popen[bytes]
    channel: socket.socket


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


def start(folder: Path, environment: dict[str, str], log: IO[bytes]) -> bool:
    """Start the worker of a run, unless no process is ready for it.

    Args:
        folder: Of the run.
        environment: Of the worker.
        log: Where it prints.

    Returns:
        Whether it was started; a caller does so itself where it was not.
    """
    request = json.dumps({"folder": str(folder.absolute()), "environment": environment}).encode()
    with _lock:
        if not _there or len(request) > REQUEST:
            return False
        channel = _there[0].channel
        try:
            if not select([channel], [], [], 0)[0] or channel.recv(len(READY)) != READY:
                return False
            socket.send_fds(channel, [request], [log.fileno()])
            channel.settimeout(ANSWER)
            started = channel.recv(len(STARTED)) == STARTED
        except OSError:  # it has ended meanwhile, or hangs
            started = False
        if not started:
            _leave()
        return started


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
            request, logs, *_ = socket.recv_fds(channel, REQUEST, 1)
            if not request or _sources() != sources:
                return  # nobody is there any more, or a worker would run what was written before
            if not os.fork():
                channel.close()
                _work(**json.loads(request), log=logs[0])
                return
            os.close(logs[0])
            channel.send(STARTED)


def _work(folder: str, environment: dict[str, str], log: int) -> None:
    """Be a worker."""
    import torch
    from threadpoolctl import threadpool_limits

    from sculptor.jobs import worker

    os.setsid()
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    for stream in (1, 2):
        os.dup2(log, stream)
    os.environ.clear()
    os.environ.update(environment)
    if torch.cuda._is_in_bad_fork():
        command = [sys.executable, "-m", worker.__name__, folder]
        os.execve(sys.executable, command, environment)
    threadpool_limits(int(environment["OMP_NUM_THREADS"]))
    worker.work(Path(folder))


def _sources() -> dict[Path, float]:
    """When each file of the project that is imported was written last."""
    modules = [module for name, module in [*sys.modules.items()] if name.startswith("sculptor.")]
    files = [Path(module.__file__) for module in modules if module.__file__]
    return {file: file.stat().st_mtime for file in files if file.exists()}


if __name__ == "__main__":
    main()
