"""The processes that train a run beside its worker, which leads them: one for each further device.

``python -m sculptor.jobs.followers STORE RANK SIZE`` is one of them; torchrun starts its own. They
write nothing, and are told by the worker all that they do: which run, on which device, from which
state, and each change at its step. A worker that has lost one of them ends its run as interrupted,
and they end with their worker, however that ends.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, NamedTuple

from sculptor.jobs import environment
from sculptor.runs.folder import SAMPLES, START, read_config

if TYPE_CHECKING:
    from sculptor.training.parallel import Ranks
    from sculptor.training.training import Training

GRACE = 5.0
"""Seconds in which followers must have ended by themselves, once their run has."""


# The worker's side -------------------------------------------------------------------------------


class Crew(NamedTuple):
    """The processes that train a run, its worker among them.

    Attributes:
        ranks: They, as the worker sees them.
        devices: Of each on one machine, as torch names them.
        threads: Of the arithmetic of each.
    """

    ranks: Ranks
    devices: list[str]
    threads: int

    def instruct(self, folder: Path, training: Training) -> None:
        """Tell all followers to train a run from where the worker is."""
        from safetensors.torch import save

        if self.ranks.size == 1:
            return
        orders = {
            "folder": str(folder.absolute()),
            "devices": self.devices,
            "threads": self.threads,
        }
        self.ranks.told(json.dumps(orders).encode())
        self.ranks.told(save(training.state()))


@contextmanager
def led(devices: list[str], threads: int, home: Path) -> Iterator[Crew]:
    """Lead a process for each device, of which this one has the first; the others are started.

    Args:
        devices: As torch names them.
        threads: Of the arithmetic of each.
        home: Where the runs live.

    Raises:
        Lost: One of them has ended before it began.
    """
    from sculptor.training.parallel import ALONE, Ranks

    if len(devices) == 1:
        yield Crew(ALONE, devices, threads)
        return
    with TemporaryDirectory(prefix="sculptor-") as place:
        store, size = Path(place) / "store", len(devices)
        command = [sys.executable, "-m", "sculptor.jobs.followers", str(store)]
        told = environment.of_worker(threads, home)
        started = [
            subprocess.Popen([*command, str(rank), str(size)], stdin=subprocess.DEVNULL, env=told)
            for rank in range(1, size)
        ]
        with _ended(started):
            ranks = Ranks.beside(0, size, store, lambda: all(x.poll() is None for x in started))
            try:
                yield Crew(ranks, devices, threads)
            finally:
                ranks.leave()


@contextmanager
def _ended(processes: list[subprocess.Popen[bytes]]) -> Iterator[None]:
    """See to it that processes have ended afterwards."""
    try:
        yield
        for process in processes:
            process.wait(GRACE)
    except subprocess.TimeoutExpired:
        pass  # it is ended below
    finally:
        for process in processes:
            process.kill()
            process.wait()


def crew_of_torchrun(ranks: Ranks, device: str, threads: int) -> Crew:
    """The processes that torchrun has started, as many on each machine.

    Args:
        ranks: They.
        device: What the run asks for, such as ``auto``.
        threads: Of the arithmetic of each.

    Raises:
        SculptorError: There is no such device.
    """
    from sculptor.training import compute

    kind = compute.choose(device).type
    here = range(int(os.environ.get("LOCAL_WORLD_SIZE", ranks.size)))
    names = [f"cuda:{number}" if kind == "cuda" else kind for number in here]
    return Crew(ranks, names, threads)


def by_torchrun() -> bool:
    """Whether this process is one of several that torchrun has started."""
    return "RANK" in os.environ and int(os.environ.get("WORLD_SIZE", "1")) > 1


def join() -> Ranks | None:
    """Meet the processes that torchrun has started; who is not to lead them has followed by then.

    Returns:
        The ranks for the worker, which is to lead them; None where this one has followed it.
    """
    from sculptor.training.parallel import Ranks

    ranks = Ranks.of_environment()
    if ranks.rank == 0:
        return ranks
    follow(ranks, int(os.environ.get("LOCAL_RANK", ranks.rank)))
    return None


# The followers' side -----------------------------------------------------------------------------


def follow(ranks: Ranks, place: int) -> None:
    """Do as the worker says until the run ends.

    Args:
        ranks: Who trains together.
        place: Of this process among those of its machine.
    """
    import torch
    from safetensors.torch import load

    from sculptor.training import loop, memory
    from sculptor.training.assemble import assemble
    from sculptor.training.parallel import Lost

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)  # the worker is told too, and decides
    try:
        orders = json.loads(ranks.told())
        folder, device = Path(orders["folder"]), orders["devices"][place]
        torch.set_num_threads(orders["threads"])
        memory.keep()
        start = folder / START
        training = assemble(
            replace(read_config(folder), device=device),
            samples=folder / SAMPLES,
            start=start if start.exists() else None,
            ranks=ranks,
        ).training
        training.restore(load(ranks.told()))
        loop.follow(training, ranks.agreed())
    except Lost:
        pass  # the worker has ended, and said how, or was killed
    finally:
        ranks.leave()


def main() -> None:
    """Meet the worker, and follow it."""
    from sculptor.training.parallel import Ranks

    store, rank, size = sys.argv[1:]
    follow(Ranks.beside(int(rank), int(size), Path(store)), int(rank))


if __name__ == "__main__":
    main()
