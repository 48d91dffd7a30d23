"""What a worker leaves in the folder of its run."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import torch
from safetensors.torch import load, save

from sculptor import data
from sculptor.files import write_array, write_atomic, write_json
from sculptor.models import weights
from sculptor.runs import snapshots
from sculptor.runs.folder import CHECKPOINT, COLOURS, FACTORS, LABELS, MODEL
from sculptor.training.assemble import Assembly
from sculptor.training.snapshot import Snapshot
from sculptor.training.training import BEGIN_ANEW

LONGEST = 1 << 24
"""Bytes of a prior in a checkpoint, at most: many drawings."""


class Recorder:
    """Writes the files of a run that trains, each whole or not at all.

    Args:
        folder: Of the run.
        assembly: The run.
    """

    def __init__(self, folder: Path, assembly: Assembly) -> None:
        self._folder = folder
        self._training, self._observer = assembly

    def restore(self) -> None:
        """Go on from the checkpoint, if there is one.

        Raises:
            SculptorError: It cannot be read, is not one of this configuration, or is damaged.
        """
        path = self._folder / CHECKPOINT
        if not path.exists():
            return
        with weights.expected(f"a checkpoint in {path}", BEGIN_ANEW):
            state = weights.read(path, self._most(), load)
        self._training.restore(state)

    def _most(self) -> int:
        """Bytes of a checkpoint: two averages of each weight come with the first update."""
        return 2 * weights.room(self._training.state()) + LONGEST

    def record(self, snapshot: Snapshot) -> None:
        """Write a snapshot, unless a run that was resumed has it already; the model with images."""
        if not snapshots.exists(self._folder, snapshot.step, pictured=snapshot.pictured):
            snapshots.write(self._folder, snapshot)
        if snapshot.pictured:
            self.write_model()
            snapshots.thin(self._folder)

    def write_checkpoint(self) -> None:
        """Write all that a resumed run needs, unless it is not finite: the last good one stays."""
        state = self._training.state()
        if all(bool(torch.isfinite(x).all()) for x in state.values() if x.is_floating_point()):
            write_atomic(self._folder / CHECKPOINT, save(state))

    def write_model(self) -> None:
        """Write the weights."""
        write_atomic(self._folder / MODEL, save(self._training.weights()))

    def write_colours(self) -> None:
        """Write the factors and labels of the images that snapshots look at."""
        dataset = data.load(self._training.config.dataset)
        held_out = dataset.split(dataset.live)
        names: dict[str, Any] = {"factors": [], "labels": [], "split": dataset.live}
        if held_out.factors is not None:
            write_array(self._folder / FACTORS, held_out.factors[self._observer.rows])
            names["factors"] = list(held_out.factor_names)
        if held_out.labels is not None:
            write_array(self._folder / LABELS, held_out.labels[self._observer.rows])
            names["labels"] = [str(name) for name in held_out.label_names]
        write_json(self._folder / COLOURS, names)
