"""Servers of other programs, for as long as a test wants them."""

import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.request import urlopen


def free_port() -> int:
    """A port of this machine on which nobody listens."""
    with socket.socket() as probe:
        probe.bind(("localhost", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def served(
    command: list[str], environment: dict[str, str], alive: str, log: Path
) -> Iterator[None]:
    """A server that runs, and answers at an address within a minute.

    Args:
        command: That starts it.
        environment: Its own.
        alive: An address that answers once it is up.
        log: Where it writes to.
    """
    with log.open("wb") as file:
        server = subprocess.Popen(command, env=environment, stdout=file, stderr=subprocess.STDOUT)
    deadline = time.monotonic() + 60
    while True:
        try:
            with urlopen(alive, timeout=1):
                break
        except OSError:
            assert time.monotonic() < deadline, log.read_text()
            time.sleep(0.1)
    yield
    server.terminate()
    server.wait(20)
