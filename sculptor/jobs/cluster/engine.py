"""A Ray cluster as a place where runs are trained: one task a run.

Ray is the engine. It places tasks on nodes, and gives those of a lost node to another one; what it
runs goes on from the checkpoint, as after any loss of a worker. Ours is what a run takes of a node,
and that its folder tells meanwhile what there is to know.
"""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Collection
from pathlib import Path
from typing import Any

from filelock import Timeout

from sculptor import processes
from sculptor.files import write_json
from sculptor.jobs import commands, devices
from sculptor.jobs.cluster import connection, errand
from sculptor.jobs.cluster.connection import RETRIES
from sculptor.jobs.cluster.post import Post
from sculptor.jobs.here import AHEAD
from sculptor.jobs.run import Run
from sculptor.runs.folder import STATUS, known_status, read_config
from sculptor.runs.lock import alone
from sculptor.runs.status import ENDED, LIVE, alive, read_progress

HOLD = 2.0
"""Seconds between two heartbeats for runs that wait for a node."""


class Cluster:
    """The nodes of a Ray cluster; `sculptor.jobs.here.Here` is this machine without one.

    Args:
        home: Where the runs live; nodes that do not see it work on copies.
        address: Of the cluster, as `connection.connect` takes it.
        gpus: The part of a GPU that a run takes, unless it trains on the CPU.
        then: A module whose ``main`` is run on the folder of a run that has finished; or empty.

    Raises:
        SculptorError: Ray is not installed, or there is no such cluster.
    """

    def __init__(self, home: Path, address: str = "", gpus: float = 1.0, then: str = "") -> None:
        connection.check(address, gpus)
        self._stack = contextlib.ExitStack()
        self._ray = self._stack.enter_context(connection.connected(address))
        self._gpus, self._then = gpus, then
        self._told = connection.told(home)
        self._go = self._ray.remote(errand.go)
        self._post: Any = None
        self._tasks: dict[Path, Any] = {}
        self._held = 0.0

    def prepare(self) -> None:
        """Nothing: Ray keeps the processes of tasks that have ended for those to come."""

    def room(self, wanted: Collection[str]) -> int:
        """How many runs may be begun at once, as many as the cluster has now.

        Args:
            wanted: The devices that runs ask for, as ``auto``.
        """
        there = self._ray.cluster_resources()
        cpu = there.get("CPU", 0.0) / devices.cpu_threads()
        gpu = there.get("GPU", 0.0) / self._gpus
        return AHEAD + int(max((gpu if self._on_gpu(x) else cpu for x in wanted), default=1))

    def begin(self, folder: Path) -> None:
        """Begin a queued run."""
        device = "cuda" if self._on_gpu(read_config(folder).device) else "cpu"
        status = known_status(folder)
        threads = devices.kept_threads(status.get("threads"))
        task = self._go.options(
            name=folder.name,
            num_cpus=threads,
            num_gpus=self._gpus if device == "cuda" else 0,
            max_retries=RETRIES,
        )
        launched, place = float(status["launched"]), str(self._seen(folder))
        sent = errand.Errand(place, launched, threads, device, self._then, self._told)
        self._tasks[folder] = task.remote(sent, self._post)
        self._hold(folder)

    def go_on(self, run: Run) -> None:
        """Resume a run. One that is at work already is waited for by a task that goes on with it.

        A driver that was lost leaves such runs for a moment, until Ray ends its tasks.

        Raises:
            SculptorError: It cannot be resumed.
        """
        if read_progress(run.folder).live:
            self.begin(run.folder)
        else:
            run.resume(start=self.begin)

    def busy(self, folder: Path) -> bool:
        """Whether there is something to wait for with a run that was begun."""
        return folder in self._tasks

    def look(self) -> None:
        """Take note of what has ended, and hold the places of those that wait."""
        tasks = {task: folder for folder, task in self._tasks.items()}
        if not tasks:
            return
        ended, _ = self._ray.wait([*tasks], num_returns=len(tasks), timeout=0)
        for task in ended:
            del self._tasks[tasks[task]]
            self._ended(tasks[task], task)
        if time.monotonic() - self._held > HOLD:
            self._held = time.monotonic()
            for folder in [*self._tasks]:
                self._hold(folder)

    def close(self) -> None:
        """Take leave of the cluster. What is still at work for it ends, and can be resumed."""
        self._stack.close()

    # Within ---------------------------------------------------------------------------------------

    def _on_gpu(self, device: str) -> bool:
        if device == "auto":
            return bool(self._ray.cluster_resources().get("GPU"))
        return device != "cpu"

    def _seen(self, folder: Path) -> Path:
        """The path of a run as nodes see it that share the home."""
        return folder

    def _ended(self, folder: Path, task: Any) -> None:
        """Take note of a task that has ended: it may be sent again, and is lost for good at last.

        Args:
            folder: Of its run.
            task: What Ray has of it.
        """
        try:
            if self._ray.get(task) == errand.ELSEWHERE:
                self._post = self._post or self._posted(folder.parent)
                self.begin(folder)
        except self._ray.exceptions.TaskCancelledError:
            return
        except self._ray.exceptions.RayError as error:
            words = getattr(error, "cause", None) or error
            reason = (str(words).strip().splitlines() or [""])[0]
            self._write(
                folder,
                status="failed",
                message=f"Expected it to be trained on the cluster, but: {type(words).__name__}: "
                f"{reason:.200} (Ray tries {RETRIES + 1} times; resume it to try again.)",
            )

    def _posted(self, home: Path) -> Any:
        """What takes the files of nodes that do not see the home: a process beside this one."""
        from ray.util.scheduling_strategies import NodeAffinitySchedulingStrategy

        node = self._ray.get_runtime_context().get_node_id()
        beside = NodeAffinitySchedulingStrategy(node, soft=False)
        actor = self._ray.remote(Post).options(num_cpus=0, scheduling_strategy=beside)
        return actor.remote(str(home))

    def _hold(self, folder: Path) -> None:
        """Let the folder of a run that waits for a node say so, in the name of this process.

        It waits before its task has begun, and again when its node was lost. Who waits for another
        worker's run holds nothing.
        """
        record = known_status(folder)
        ours = record.get("pid") in (None, os.getpid()) and record.get("status") == "queued"
        if record.get("status") not in LIVE or (not ours and alive(record, folder / STATUS)[0]):
            return
        wish = commands.ending(folder)
        if wish:
            self._ray.cancel(self._tasks[folder])
            self._write(folder, status="paused" if wish == "pause" else "stopped")
        else:
            queued = {"status": "queued", "heartbeat": time.time()}
            self._write(folder, **queued, **processes.identity())

    def _write(self, folder: Path, **fields: Any) -> None:
        """Change the status of a run that no worker writes, and that has not ended."""
        with contextlib.suppress(Timeout, OSError), alone(folder, 0):
            record = known_status(folder)
            if record.get("status") not in ENDED:
                write_json(folder / STATUS, {**record, **fields})
