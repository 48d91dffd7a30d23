"""Runs and data sets that are there at once: nothing is trained, and no file is read."""

from __future__ import annotations

import time
from pathlib import Path

import numpy as np
import psutil

from sculptor import data, priors
from sculptor.files import write_json
from sculptor.jobs import Run
from sculptor.runs import folder as folders
from sculptor.runs import snapshots
from sculptor.training.config import RunConfig
from sculptor.training.snapshot import Snapshot

POINTS = 2_000


class Wandering:
    """A run whose points wander from snapshot to snapshot, over as many samples of N(0, I).

    Args:
        home: Where it lies.
        number: Another one is another run, with another objective out of three.
        points: Of a snapshot.
        more: Of its configuration.
    """

    def __init__(self, home: Path, number: int, *, points: int = POINTS, **more: object) -> None:
        self.run = Run(home / f"20261124-1000{number:02d}-abcd")
        for part in (folders.SNAPSHOTS, folders.COMMANDS, folders.SAMPLES):
            (self.run.folder / part).mkdir(parents=True)
        kind = {"kind": ("mmd", "vae", "beta-vae")[number % 3]}
        asked = {"prior": {"kind": "gaussian"}, "objective": kind, "seed": number, **more}
        config = RunConfig.from_dict(asked)
        folders.write_config(self.run.folder, config)
        self.generator = np.random.default_rng(number)
        shape = (points, config.latent_dim)
        prior = priors.from_spec({"kind": "gaussian"}, dim=config.latent_dim)
        self.target = prior.sample(min(points, POINTS), 0)
        self.points = self.generator.normal(size=shape).astype(np.float32)
        self.steps, self.step = config.steps, 0

    def grow(self, live: bool = False) -> None:
        """Write the next snapshot."""
        self.points += 0.05 * self.generator.normal(size=self.points.shape).astype(np.float32)
        figures = {"squared_error": 9.0, "mmd2": 0.001, "mmd2_floor": 0.002, "lps": 0.1}
        snapshot = Snapshot(self.step, self.step / 20, {"mean": self.points}, self.target, figures)
        snapshots.write(self.run.folder, snapshot)
        self.tell("running" if live else "finished")
        self.step += 10

    def tell(self, status: str) -> None:
        """Write how far it is, as of a worker that is alive."""
        process = psutil.Process()
        record = {"format": 1, "run": self.run.id, "status": status, "step": self.step}
        record |= {
            "steps": max(self.steps, self.step),
            "pid": process.pid,
            "created": 1e9,
            "launched": 1e9,
        }
        record |= {"heartbeat": time.time(), "process_started": process.create_time()}
        write_json(self.run.folder / folders.STATUS, record)

    def weigh(self) -> None:
        """Write weights as they are before the first update, which decode well enough."""
        from safetensors.torch import save

        from sculptor import models, objectives
        from sculptor.files import write_atomic

        config, info = self.run.config, data.describe(self.run.config.dataset)
        model = models.build(
            info.shape,
            config.latent_dim,
            config.network,
            stochastic=objectives.from_spec(config.objective).stochastic,
            seed=config.seed,
            layout=info.layout,
        )
        write_atomic(self.run.folder / folders.MODEL, save(model.state_dict()))


def pictures(name: str, n: int, side: int) -> str:
    """Add images of 3 channels as a set: coarse colours with the noise of photographs."""
    from PIL import Image

    generator = np.random.default_rng(0)
    coarse = generator.integers(0, 256, (n, 6, 6, 3), dtype=np.uint8)
    large = [np.asarray(Image.fromarray(each).resize((side, side))) for each in coarse]
    noise = generator.integers(-20, 20, (n, side, side, 3))
    images = (np.stack(large) + noise).clip(0, 255).astype(np.uint8)
    data.add(name, images.transpose(0, 3, 1, 2))
    return name


def table(name: str, rows: int, columns: int = 6) -> str:
    """Add a table of numbers as a set."""
    generator = np.random.default_rng(0)
    data.add(name, generator.normal(size=(rows, columns)).astype(np.float32))
    return name
