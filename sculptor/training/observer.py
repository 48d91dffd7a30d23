"""Who makes the snapshots of a run: looks at held-out images through its model."""

from __future__ import annotations

import math
from functools import cached_property

import numpy as np
import torch

from sculptor.data import Dataset
from sculptor.errors import SculptorError
from sculptor.measure import generation, live
from sculptor.measure.classes import LabelledTarget
from sculptor.measure.encoding import encode
from sculptor.measure.held_out import live_rows
from sculptor.measure.pictures import drawn, principal_plane, traversal
from sculptor.measure.real import LiveReal
from sculptor.measure.target import Target
from sculptor.measure.ties import TiedTarget, known_target
from sculptor.models.precision import single_precision
from sculptor.seeds import stream
from sculptor.training.aim import Aim
from sculptor.training.pace import FULL, LIGHT, PICTURES
from sculptor.training.snapshot import DRAWN, SHOWN, Floats, Snapshot
from sculptor.training.training import Training


class Diverged(SculptorError):
    """The loss or the latents are no longer finite numbers."""


class Observer:
    """Looks at a training; its random numbers are never touched by that.

    Args:
        training: What is looked at.
        dataset: Of whose `Dataset.live` split it looks at some images.

    Attributes:
        rows: Of that split, those that snapshots look at.
    """

    def __init__(self, training: Training, dataset: Dataset) -> None:
        images = dataset.split(dataset.live).images
        self.rows = live_rows(len(images))
        self._training = training
        self._dataset = dataset
        self._images = torch.from_numpy(images[self.rows]).to(training.device)
        self._aim: Aim | None = None
        self._target: Target | None = None
        self._known_aim: Aim | None = None
        self._known: LabelledTarget | TiedTarget | None = None
        self._plane: Floats | None = None

    def make_ready(self) -> None:
        """Do beforehand what the first figures would wait for."""
        live.make_ready(self.target)
        _ = self.real

    @cached_property
    def real(self) -> LiveReal:
        """Real images that decoded samples of the prior are held to."""
        return LiveReal(self._dataset, len(self.rows), self._training.device)

    @property
    def target(self) -> Target:
        """Samples of the prior in force, which training never sees."""
        aim = self._training.aim
        if self._target is None or self._aim is not aim:
            self._aim = aim
            self._target = Target(
                aim.prior, len(self.rows), aim.seed, aim.discrepancy, self._training.device
            )
        return self._target

    @single_precision()
    def snapshot(self, kind: str) -> Snapshot:
        """A snapshot of a kind out of `sculptor.training.pace.LOOKS`.

        Raises:
            Diverged: The loss or the latents are no longer finite.
        """
        training, target = self._training, self.target
        seconds, speed = training.pace.seconds, training.steps_per_second
        metrics = training.take_averages()
        codes = encode(training.model, self._images, self._noise())
        if not (np.isfinite(codes["mean"]).all() and all(map(math.isfinite, metrics.values()))):
            raise Diverged(
                f"Expected a finite loss, but at step {training.step} it is no longer a number. "
                "Resume from the last checkpoint with a lower learning rate or weight."
            )
        snapshot = Snapshot(
            step=training.step,
            seconds=seconds,
            latents=codes,
            target=target.samples,
            metrics=metrics,
        )
        if training.config.latent_dim > 2:
            self._project(snapshot)
        if kind != LIGHT:
            self._add_pictures(snapshot)
        if kind == PICTURES:
            snapshot.metrics.update(live.match(codes, target))
        if kind == FULL:
            figures, snapshot.details = live.figures(
                training.model, self._images, codes, target, training.config.seed
            )
            snapshot.metrics.update(figures)
            self._add_known(snapshot)
            snapshot.metrics.update(generation.live(training.model, target.draws, self.real))
        if speed > 0:
            snapshot.metrics["steps_per_second"] = speed
        return snapshot

    def _add_known(self, snapshot: Snapshot) -> None:
        """Add how codes lie by their classes or factors, where the prior in force says it."""
        aim = self._training.aim
        if self._known_aim is not aim:
            self._known_aim = aim
            held_out = self._dataset.split(self._dataset.live).take(self.rows)
            self._known = known_target(aim.prior, held_out, aim.discrepancy, aim.seed)
        if self._known is not None:
            codes = snapshot.latents.get("sample", snapshot.latents["mean"])
            metrics, details = self._known.figures(codes)
            snapshot.metrics.update(metrics)
            snapshot.details.update(details)

    def _noise(self) -> torch.Generator:
        """The random numbers of the encoder's samples, of their own for each step."""
        seed = stream(self._training.config.seed, "snapshot", self._training.step)
        return torch.Generator(self._training.device).manual_seed(seed)

    def _project(self, snapshot: Snapshot) -> None:
        """Add the view of the plane in which the clouds vary most."""
        codes = snapshot.latents["mean"]
        self._plane = principal_plane(codes, snapshot.target, self._plane)
        snapshot.projections["pca"] = (codes @ self._plane, snapshot.target @ self._plane)

    def _add_pictures(self, snapshot: Snapshot) -> None:
        """Decode what a snapshot shows besides the latents."""
        model, means = self._training.model, snapshot.latents["mean"]
        snapshot.traversal = traversal(model, snapshot.target, means[0])
        snapshot.inputs = self._images[:SHOWN].cpu().numpy()
        snapshot.reconstructions = drawn(model, means[:SHOWN])
        snapshot.samples = drawn(model, self.target.draws[:DRAWN])
        snapshot.layout = model.layout
