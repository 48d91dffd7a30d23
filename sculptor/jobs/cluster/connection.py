"""The connection to a Ray cluster: one that is named, or one of this machine's own."""

from __future__ import annotations

import importlib.util
import logging
import os
import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sculptor import plugins
from sculptor.errors import SculptorError
from sculptor.jobs import environment

RETRIES = 3
"""How often Ray gives a run to another process when the one before was lost with its node, was
killed or ran out of memory. A run that fails by itself says so, and is not tried again."""

STORE = 128 * 2**20
"""Bytes of Ray's memory for objects on a machine of our own: what passes through it is small."""

_ADDRESS = re.compile(r"auto|[\w.-]{1,253}:\d{1,5}|\[[0-9a-fA-F:.]{2,45}\]:\d{1,5}")


def found() -> bool:
    """Whether Ray is installed, without importing it."""
    return importlib.util.find_spec("ray") is not None


def check(address: str, gpus: float) -> None:
    """Refuse what is no address of a cluster, or no part of a GPU, and to go without Ray.

    >>> check("10.0.0.1:6379", 0.25)

    Raises:
        SculptorError: Ray is not installed, or one is something else.
    """
    if not found():
        raise SculptorError(
            'Expected Ray, but it is not installed. Install it: pip install "sculptor[cluster]"'
        )
    if address and not _ADDRESS.fullmatch(address):
        raise SculptorError(
            f"Expected the address of a Ray cluster as HOST:PORT, or auto for the one that this "
            f"machine belongs to; received {address!r:.80}."
        )
    if not (0 < gpus <= 1):
        raise SculptorError(f"Expected above 0 and up to 1 GPU for a run, received {gpus:g}.")


@contextmanager
def connected(address: str) -> Iterator[Any]:
    """The module ``ray`` while this process is a driver of a cluster; one that is already stays so.

    A cluster of this machine's own listens on the loopback interface only, asks for a token that
    nobody else has, shows no dashboard, and ends with this process. Usage is reported to nobody.

    Args:
        address: ``HOST:PORT``, or ``auto``; empty for a cluster of this machine's own.

    Raises:
        SculptorError: There is no such cluster, or it does not start.
    """
    os.environ["RAY_USAGE_STATS_ENABLED"] = "0"
    os.environ.setdefault("RAY_task_oom_retries", str(RETRIES))  # without end otherwise
    if not address:
        fence()
    import ray

    if ray.is_initialized():
        yield ray
        return
    # Sockets and logs of a cluster of our own, which no other user of the machine can reach.
    with TemporaryDirectory(prefix="sculptor-ray-", ignore_cleanup_errors=True) as place:
        try:
            if address:
                _begin(address, address=address)
            else:
                _begin_here(place)
            yield ray
        finally:
            ray.shutdown()


def _begin_here(place: str) -> None:
    """Start a cluster of this machine's own."""
    own = {"address": "local", "include_dashboard": False, "object_store_memory": STORE}
    try:
        _begin("this machine", **own, _temp_dir=place)
    except SculptorError:
        # On a busy machine its processes take longer than Ray waits; next time they are cached.
        _begin("this machine", **own, _temp_dir=place)


def _begin(where: str, **options: Any) -> None:
    import ray

    try:
        ray.init(**options, log_to_driver=False, logging_level=logging.ERROR)
    except Exception as error:  # some are of the plain kind
        ray.shutdown()
        raise SculptorError(
            f"Expected a Ray cluster at {where}, but: {(str(error).splitlines() or [''])[0]:.200} "
            "Look whether it runs ('ray status'), or leave out the address to use this machine "
            "alone."
        ) from error


def fence() -> None:
    """Have a cluster that is started from here listen on the loopback interface only.

    By itself Ray listens on every interface of a Linux machine, as it must where there are others.
    It reads the variable as it is imported, so that this comes first.
    """
    os.environ["RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER"] = "0"
    os.environ.setdefault("RAY_AUTH_MODE", "token")
    os.environ.setdefault("RAY_AUTH_TOKEN", secrets.token_hex(32))


def told(home: Path) -> dict[str, str]:
    """What a process on a node has in its environment, beside what is its node's own.

    Args:
        home: Where the runs live.
    """
    return {**environment.PATIENCE, **plugins.environment(), "SCULPTOR_HOME": str(home)}
