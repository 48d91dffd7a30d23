"""The training loop."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Literal

import numpy as np
import torch
from torch import Tensor

from sculptor import data, models, objectives
from sculptor.discrepancy.mmd import Discrepancy
from sculptor.errors import SculptorError
from sculptor.measure import live
from sculptor.metrics.lps import QUICK
from sculptor.models.precision import single_precision
from sculptor.objectives.reconstruction import entropy
from sculptor.priors import block_dims
from sculptor.training import compute as devices
from sculptor.training.adversary import Adversary
from sculptor.training.batches import Batches, PriorPool, stream
from sculptor.training.cadence import Cadence
from sculptor.training.config import RunConfig, Spec, check_learning_rate, fit_prior
from sculptor.training.events import Event, no_events
from sculptor.training.learner import Learner, on_cpu, part
from sculptor.training.snapshot import Floats, Snapshot, held_out_rows
from sculptor.training.start import warm_start

LIGHT, PICTURES, FULL, CHECKPOINT = "light", "pictures", "full", "checkpoint"
SHARES = {LIGHT: 0.007, PICTURES: 0.008, FULL: 0.009, CHECKPOINT: 0.002}
"""Of the training time, for snapshots with latents alone, with images and MMD² too and with all
figures, and for checkpoints. With the last snapshot, which is a full one, that makes 4 to 5 % of
half a minute's training, less of more, and more of less."""

EAGER = {LIGHT: 0.25, PICTURES: 4.0}
"""Kinds that come often in the first seconds, and so after a change: so many seconds apart."""

APART, PAIRS = 4.0, 50
"""Seconds of training that no full snapshot is closer to the start of a run or to its last one,
with so many pairs of latents or fewer; with more of them LPS takes longer in proportion."""

LOOKS = (FULL, PICTURES, LIGHT)
"""Kinds of snapshots; each shows all that those after it do."""

STREAMS = ("bank", "noise")
"""The random numbers that training itself uses, beside the order of the images."""


class Diverged(SculptorError):
    """The loss or the latents are no longer finite numbers."""


class Training:
    """One run: iterate over it to train it.

    Args:
        config: What to train.
        events: Called with the step before each update; what it returns is taken up there.
        samples: Where the sample files of the run's priors lie, besides the home.
        start: The file that it starts with, where the configuration names a model.

    Attributes:
        step: Updates done.
        applied: Events of kind ``set`` taken up so far: a resumed run skips that many.
        outcome: ``running``, and at the end ``finished``, ``paused`` or ``stopped``.
        precision: Of the hidden layers; a resumed run keeps that which it began with.
    """

    def __init__(
        self,
        config: RunConfig,
        *,
        events: Callable[[int], Iterable[Event]] = no_events,
        samples: Path | None = None,
        start: bytes | None = None,
    ) -> None:
        self.config = config
        self.events = events
        self.device = devices.choose(config.device)
        self._compute_in(devices.precision(config.precision, self.device))
        self.step = 0
        self.applied = 0
        self.outcome: Literal["running", "finished", "paused", "stopped"] = "running"
        self.learning_rate = config.learning_rate
        self._samples = samples
        self._targets = 0
        self._plane: Floats | None = None
        self._trained_before = 0.0

        dataset = data.load(config.dataset)
        held_out = dataset.split("test")
        self.indices = held_out_rows(len(held_out.images))
        """Rows of the test split that snapshots look at: the same for every run on the data."""
        self._held_out = torch.from_numpy(held_out.images[self.indices]).to(self.device)
        trained_on = dataset.split("train")
        self._batches = Batches(trained_on, config.batch_size, config.seed, self.device)

        setting = objectives.Setting(
            latent_dim=config.latent_dim,
            images=len(trained_on.images),
            steps=config.steps,
            seed=stream(config.seed, "adversary weights"),
            entropy=entropy(trained_on.images),
        )
        self.objective = objectives.from_spec(config.objective, setting)
        self.model = models.build(
            dataset.shape,
            config.latent_dim,
            config.network,
            stochastic=self.objective.stochastic,
            seed=stream(config.seed, "model"),
        )
        self._generators = {
            name: torch.Generator(self.device).manual_seed(stream(config.seed, name))
            for name in STREAMS
        }
        self._aim(config.prior)
        if config.start == "spectral":
            points = self._pool.samples.cpu().double()
            models.spectral_start(self.model, trained_on.images, points.mean(0), points.T.cov())
        elif config.start != "random":
            warm_start(self.model, self.objective, start)
        self.model.to(self.device)
        self._learner = Learner(self.model)
        self._adversary = (
            Adversary(self.objective, self._batches, config.seed, self.device)
            if isinstance(self.objective, objectives.Adversarial)
            else None
        )
        self._totals: dict[str, Tensor] = {}
        self._averaged = 0
        self._cadence = Cadence(SHARES, EAGER)

    def _compute_in(self, precision: str) -> None:
        self.precision = precision
        self._hidden = devices.hidden_dtype(precision, self.device)

    # What is trained towards ---------------------------------------------------------------------

    def _aim(self, spec: Spec) -> None:
        """Take up a prior: the pool that training draws from, and the target that it is held to."""
        prior = fit_prior(spec, self.config.latent_dim, samples=self._samples)
        seed = stream(self.config.seed, "prior", self._targets)
        self._targets += 1
        self._spec = spec
        self._pool = PriorPool(prior, stream(seed, "pool"), self.device)
        self.objective.prepare(self._pool.samples, prior)
        discrepancy = Discrepancy.fitted(self._pool.samples, blocks=block_dims(prior))
        self._target = live.Target(prior, len(self.indices), seed, discrepancy, self.device)

    def _apply(self, event: Event) -> None:
        """Take up one event."""
        if event.kind != "set":
            self.outcome = "paused" if event.kind == "pause" else "stopped"
            return
        self.applied += 1
        for name, value in event.changes.items():
            if name == "prior":
                self._aim(value)
            elif name == "learning_rate":
                check_learning_rate(value)
                self.learning_rate = value
            else:
                self.objective.set(name, value)
        self._cadence.restart()

    # The loop ------------------------------------------------------------------------------------

    def __iter__(self) -> Iterator[Snapshot]:
        # The first frame is there at once; what updates and measuring need is made ready after it,
        # and neither is counted as training.
        yield self._snapshot(self._trained_before, LIGHT)
        self._learner.make_ready()
        live.make_ready(self._target)
        self._cadence = Cadence(SHARES, EAGER)
        while self.step < self.config.steps:
            for event in self.events(self.step):
                self._apply(event)
            if self.outcome != "running":
                break
            self._update()
            if self.step < self.config.steps:
                for kind in LOOKS:
                    if self.due(kind):
                        yield from self._look(kind)
                        break
        else:
            self.outcome = "finished"
        yield from self._look(FULL)

    @single_precision()
    def _update(self) -> None:
        """One update of the optimiser, without waiting for the device."""
        x = self._batches[self.step]
        bank = self._pool.draw(self.objective.bank(len(x)), self._generators["bank"])
        rate = self.learning_rate * decay(self.step, self.config.steps)
        with self.model.hidden_in(self._hidden):
            terms = self.objective(self.model, x, bank, self._generators["noise"])
            self._learner.step(terms["loss"], rate)
            if self._adversary is not None:
                terms["adversary"] = self._adversary.update(self.step, self.model, self._pool, rate)
        for name, value in terms.items():
            total = self._totals.get(name)
            self._totals[name] = value.detach() if total is None else total + value.detach()
        self._averaged += 1
        self.step += 1

    # What it shows -------------------------------------------------------------------------------

    def _look(self, kind: str) -> Iterator[Snapshot]:
        """Take a snapshot and hand it out; whatever is done with it is paid for by the cadence."""
        seconds, speed = self.seconds, self.steps_per_second
        with self._cadence.look(kind, *LOOKS[LOOKS.index(kind) + 1 :]):
            snapshot = self._snapshot(seconds, kind)
            if speed > 0:
                snapshot.metrics["steps_per_second"] = speed
            yield snapshot

    @single_precision()
    def _snapshot(self, seconds: float, kind: str) -> Snapshot:
        metrics = {f"train_{name}": value.item() for name, value in self._averages().items()}
        generator = torch.Generator(self.device).manual_seed(
            stream(self.config.seed, "snapshot", self.step)
        )
        encoded = live.latents(self.model, self._held_out, generator)
        if not (np.isfinite(encoded["mean"]).all() and all(map(math.isfinite, metrics.values()))):
            raise Diverged(
                f"Expected a finite loss, but at step {self.step} it is no longer a number. "
                "Resume from the last checkpoint with a lower learning rate or weight."
            )
        snapshot = Snapshot(
            step=self.step,
            seconds=seconds,
            latents=encoded,
            target=self._target.samples,
            metrics=metrics,
        )
        if self.config.latent_dim > 2:
            codes = encoded["mean"]
            self._plane = live.principal_plane(codes, snapshot.target, self._plane)
            snapshot.projections["pca"] = (codes @ self._plane, snapshot.target @ self._plane)
        if kind != LIGHT:
            self._add_pictures(snapshot)
        if kind == PICTURES:
            snapshot.metrics.update(live.match(encoded, self._target))
        if kind == FULL:
            found, snapshot.details = live.figures(
                self.model, self._held_out, encoded, self._target, self.config.seed
            )
            snapshot.metrics.update(found)
        self._totals, self._averaged = {}, 0
        return snapshot

    def _add_pictures(self, snapshot: Snapshot) -> None:
        """Decode what a snapshot shows besides the latents."""
        means, shown = snapshot.latents["mean"], live.SHOWN
        snapshot.traversal = live.traversal(self.model, snapshot.target, means[0])
        snapshot.inputs = self._held_out[:shown].cpu().numpy()
        snapshot.reconstructions = live.to_bytes(self.model.decode(torch.from_numpy(means[:shown])))

    def _averages(self) -> dict[str, Tensor]:
        """The training terms, averaged over the updates since the snapshot before."""
        return {name: total / self._averaged for name, total in self._totals.items()}

    def due(self, kind: str) -> bool:
        """Whether a look of a kind out of `SHARES` is due."""
        if not self._cadence.due(kind):
            return False
        if kind != FULL:
            return True
        pairs = self.config.latent_dim * min(self.config.latent_dim, QUICK.latents)
        return min(self.seconds, self.seconds_left or 0.0) >= APART * max(1.0, pairs / PAIRS)

    def look(self, kind: str) -> AbstractContextManager[None]:
        """Time a look that the caller takes, so that it is not counted as training."""
        return self._cadence.look(kind)

    @property
    def seconds(self) -> float:
        """Seconds of training so far, earlier sittings counted in, snapshots left out."""
        return self._trained_before + self._cadence.trained

    @property
    def snapshot_share(self) -> float:
        """The part of the time that snapshots have taken."""
        return self._cadence.share

    @property
    def steps_per_second(self) -> float:
        """Updates a second of training, 0 before the first."""
        return self.step / self.seconds if self.step else 0.0

    @property
    def seconds_left(self) -> float | None:
        """Seconds to the end at this speed, None before the first update."""
        if not self.step:
            return None
        return (self.config.steps - self.step) / self.steps_per_second

    # What it resumes from ------------------------------------------------------------------------

    def weights(self) -> dict[str, Tensor]:
        """The parameters of the model, on the CPU."""
        return self._learner.weights()

    def state(self) -> dict[str, Tensor]:
        """All that a resumed run needs to go on bit by bit as if it had never stopped."""
        found = {f"model.{name}": value for name, value in self.weights().items()}
        for name, value in self._learner.averages().items():
            found[f"optimizer.{name}"] = value
        if self._adversary is not None:
            for name, value in self._adversary.state().items():
                found[f"adversary.{name}"] = value
        for name, value in self.objective.state_dict().items():
            found[f"objective.{name}"] = on_cpu(value)
        for name, generator in self._generators.items():
            found[f"generator.{name}"] = generator.get_state()
        settings = {
            "step": self.step,
            "applied": self.applied,
            "targets": self._targets,
            "prior": self._spec,
            "learning_rate": self.learning_rate,
            "precision": self.precision,
            "seconds": self.seconds,
        }
        found["settings"] = torch.frombuffer(
            bytearray(json.dumps(settings).encode()), dtype=torch.uint8
        )
        return found

    def restore(self, state: dict[str, Tensor]) -> None:
        """Go on from a `state` of the same configuration.

        Raises:
            SculptorError: The state is not one of this configuration.
        """
        try:
            settings = json.loads(bytes(state["settings"].numpy()))
            self._targets = settings["targets"] - 1
            self._aim(settings["prior"])
            self.step, self.applied = settings["step"], settings["applied"]
            self.learning_rate = settings["learning_rate"]
            self._trained_before = settings["seconds"]
            self._compute_in(settings.get("precision", self.precision))
            self._learner.restore(part(state, "model"), part(state, "optimizer"))
            self.objective.load_state_dict(part(state, "objective"))
            for name, generator in self._generators.items():
                generator.set_state(state[f"generator.{name}"])
            if self._adversary is not None:
                self._adversary.restore(part(state, "adversary"))
        except (KeyError, RuntimeError, ValueError) as error:
            raise SculptorError(
                f"Expected a checkpoint of this configuration, but it does not fit: {error}. "
                "Clone the run to begin anew."
            ) from error


def decay(step: int, steps: int) -> float:
    """The factor on the learning rate: 1, and from 60 % of the steps on along a half cosine to 0.

    Constant at first, so that a changed target can be followed; small at the end, so that the
    aggregate posterior comes to rest below the noise of single batches.
    """
    progress = max(0.0, (step / steps - 0.6) / 0.4)
    return 0.5 * (1 + math.cos(math.pi * progress))
