"""Starting a run: a folder written whole, and a worker that outlives who started it."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import IO

from sculptor import data, drafts, plugins
from sculptor import home as places
from sculptor.errors import trying
from sculptor.files import FREE, appending, write_json
from sculptor.home import LOCKS
from sculptor.jobs import devices, environment, queue, starts, warm
from sculptor.jobs.devices import check_count
from sculptor.runs import samples
from sculptor.runs.folder import (
    COMMANDS,
    FORMAT,
    LOG,
    SAMPLES,
    SNAPSHOTS,
    STATUS,
    draft,
    known_status,
    make_dir,
    new_id,
    read_config,
    read_status,
    write_config,
)
from sculptor.training.config import RunConfig, fit_prior
from sculptor.training.labels.drawn import check_data

_children: list[subprocess.Popen[bytes]] = []
_lock = threading.Lock()


def create(config: RunConfig, name: str = "", devices: int = 1, status: str = "queued") -> Path:
    """Make the folder of a run that is ready to be worked on; it appears whole or not at all.

    Args:
        config: What to train.
        name: For people; that of the configuration if empty.
        devices: On how many at once.
        status: ``queued``, as a worker is to come at once, or ``paused``.

    Raises:
        SculptorError: The data set is not there, the prior does not fit the latent space or its
            samples are missing, too few of the labels that it asks for are known, the model to
            start from is not there or does not fit, a kind is declared where no other process finds
            it, the home cannot be written, or there are no so many devices.
    """
    if name:
        config = replace(config, name=name)
    check_count(devices)
    plugins.check_portable(config.kinds())
    data.check_unchanged(config.dataset, config.fingerprint)
    config = replace(config, fingerprint=data.fingerprint(config.dataset))
    data.check_available(config.dataset)
    run = new_id()
    home = make_dir(places.home())
    for place in (home, home / LOCKS):
        drafts.sweep(place)
    with trying(f"make the run in {home}", FREE), draft(home / run) as folder:
        prior = samples.gather(config.prior, folder / SAMPLES)
        aim = fit_prior(prior, config.latent_dim, config.dataset, samples=folder / SAMPLES)
        check_data(aim, config.dataset, config.seed)
        starts.gather(config, folder)
        for part in (SAMPLES, COMMANDS, SNAPSHOTS):
            make_dir(folder / part)
        write_config(folder, replace(config, prior=prior))
        begun: dict[str, object] = {
            "step": 0,
            "steps": config.steps,
            "created": time.time(),
            "devices": devices,
        }
        _write_waiting(folder, run, begun, status)
    return home / run


def requeue(folder: Path, devices: int | None = None) -> None:
    """Put a run that has a folder back into the queue.

    Args:
        folder: Of the run.
        devices: On how many it goes on; as many as before where left out.
    """
    record = known_status(folder)
    _write_waiting(folder, folder.name, record | ({"devices": devices} if devices else {}))


def start(folder: Path) -> None:
    """Start the worker of a queued run, detached: it lives on when this process ends."""
    status = read_status(folder)
    queue.enqueue(folder.parent, folder.name, read_config(folder).device, status["launched"])
    threads = devices.kept_threads(status.get("threads"))
    begin("sculptor.jobs.worker", folder, threads)


def prepare() -> None:
    """Have the workers of this process begin at once, from some seconds on; see `warm`."""
    warm.prepare(environment.of_worker(1, places.home()))


def begin(
    module: str, folder: Path, threads: int, home: Path | None = None
) -> subprocess.Popen[bytes] | warm.Fork:
    """The same as `spawn`, but at once where something is prepared: by ``main`` of the module."""
    with _logging(folder) as log:
        fork = warm.start(
            module, folder, environment.of_worker(threads, home or folder.parent), log
        )
    return fork or spawn(module, folder, threads, home)


def spawn(
    module: str,
    folder: Path,
    threads: int,
    home: Path | None = None,
    told: Mapping[str, str] = MappingProxyType({}),
) -> subprocess.Popen[bytes]:
    """Run a module of the project on a folder in a process of its own.

    Args:
        module: What to run.
        folder: Its only argument; what it prints goes into a log in there.
        threads: Of its arithmetic.
        home: Where the runs live; above the folder where left out.
        told: What else its environment has.
    """
    reap()
    windows = sys.platform == "win32"
    # 0x208: CREATE_NEW_PROCESS_GROUP | DETACHED_PROCESS, names that exist on Windows only.
    with _logging(folder) as log:
        child = subprocess.Popen(
            [sys.executable, "-m", module, str(folder)],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            env={**environment.of_worker(threads, home or folder.parent), **told},
            start_new_session=not windows,
            creationflags=0x208 if windows else 0,
        )
    with _lock:
        _children.append(child)
    return child


@contextmanager
def _logging(folder: Path) -> Iterator[IO[bytes]]:
    """The log of a folder for what is started in here; what fails is said with a remedy."""
    remedy = "Make the run's folder writable, then resume the run."
    with trying(f"start a worker for {folder.name}", remedy), appending(folder / LOG) as log:
        yield log


def reap() -> None:
    """Take leave of workers of this process that have ended, so that none stays a zombie."""
    with _lock:
        _children[:] = [child for child in _children if child.poll() is None]


def _write_waiting(
    folder: Path, run: str, record: dict[str, object], status: str = "queued"
) -> None:
    """Write that a run waits for a worker, which has not entered its pid yet."""
    now = time.time()
    record = {
        **record,
        "format": FORMAT,
        "run": run,
        "status": status,
        "message": "",
        "pid": None,
        "launched": now,
        "heartbeat": now,
        "threads": devices.kept_threads(record.get("threads")),
    }
    write_json(folder / STATUS, record)
