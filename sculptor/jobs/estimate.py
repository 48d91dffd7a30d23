"""How long a run will take, before it is started."""

from __future__ import annotations

import contextlib
import math
import platform
import statistics
import time
from dataclasses import replace
from functools import cache

import numpy as np

from sculptor import data
from sculptor import home as places
from sculptor.errors import SculptorError
from sculptor.jobs import devices
from sculptor.models import kinds as networks
from sculptor.runs.folder import ids, known_status, read_config
from sculptor.training.config import RunConfig

START = 3.0
"""Seconds from the start of the worker to its first update."""

LATEST = 30
"""Runs of this home that the estimate is calibrated by, at most."""

OVERHEAD = 8e-3
"""Seconds of an update besides the products: the objective, Adam, and threads that wait."""

GPU = 50.0
"""A GPU's speed in units of this machine's CPU: a cautious guess until a run has finished here."""


def estimate_seconds(config: RunConfig) -> float:
    """Running time of a configuration on this machine, in seconds.

    The speed is that of an earlier run here that is alike in all that sets it. Else the time of an
    update is estimated from its arithmetic and corrected by the median ratio of measured to
    estimated time over the earlier runs here.
    """
    kind = _kind(config)
    measured = [(other, speed) for other, speed in _earlier() if _kind(other) == kind]
    alike = [speed for other, speed in measured if _cost(other) == _cost(config)]
    if alike:
        return START + config.steps / alike[0]
    ratios = []
    for other, speed in measured:
        with contextlib.suppress(SculptorError):  # its data was removed since
            ratios.append(1 / speed / _update_seconds(other))
    correction = statistics.median(ratios) if ratios else 1.0
    return START + config.steps * correction * _update_seconds(config)


def multiplications(config: RunConfig) -> int:
    """Multiplications of one image's way through encoder and decoder, roughly."""
    shape = data.describe(config.dataset).shape
    width = int(networks.fill(config.network).get("width", 0))
    half = networks.cost(config.network, shape)
    return 2 * (half + (width + math.prod(shape)) * config.latent_dim)


def _cost(config: RunConfig) -> RunConfig:
    """The configuration with all set alike that does not change the time of an update."""
    return replace(
        config,
        prior={"kind": "gaussian"},
        objective={"kind": config.objective["kind"]},
        steps=1,
        seed=0,
        learning_rate=1e-3,
        start="random",
        device="auto",
        name="",
    )


def _update_seconds(config: RunConfig) -> float:
    # Forward and twice that backward, an addition with each multiplication.
    work = 6.0 * multiplications(config) * config.batch_size
    speed = _flops() * (GPU if _kind(config) != "cpu" else 1.0)
    return OVERHEAD + work / speed


def _kind(config: RunConfig) -> str:
    """``cpu``, ``cuda`` or ``mps``: where a configuration would train."""
    found = devices.slots(config.device)
    return found[0].partition("-")[0] if found else "cpu"


def _earlier() -> list[tuple[RunConfig, float]]:
    """Configurations and steps a second of the newest runs that this machine has trained."""
    found = []
    home = places.home()
    for folder in (home / run for run in ids(home)[:LATEST]):
        status = known_status(folder)
        speed, device = status.get("steps_per_second", 0), status.get("device") or ""
        if status.get("host") != platform.node() or speed <= 0:
            continue
        if device == "cpu" and status.get("threads") != devices.cpu_threads():
            continue
        if status.get("devices", 1) > 1:
            continue
        try:
            config = replace(read_config(folder), device=device.partition(":")[0] or "auto")
        except SculptorError:
            continue
        found.append((config, speed))
    return found


@cache
def _flops() -> float:
    """Floating-point operations a second of matrix products of a typical size, one a thread.

    Measured on one thread: several would wait for one another while the browser, which is drawing
    the page just then, has a core.
    """
    from threadpoolctl import threadpool_limits

    left, right = np.ones((256, 512), np.float32), np.ones((512, 256), np.float32)
    best = math.inf
    with threadpool_limits(1):
        for _ in range(5):
            begin = time.perf_counter()
            left @ right
            best = min(best, time.perf_counter() - begin)
    return devices.cpu_threads() * 2 * 256 * 512 * 256 / best
