"""What moves while a run trains, and what one update does to it."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import torch
from torch import Tensor

from sculptor.data import Dataset
from sculptor.errors import SculptorError
from sculptor.models import Autoencoder, weights
from sculptor.models.precision import single_precision
from sculptor.objectives import Following, Knowing, Objective
from sculptor.seeds import stream
from sculptor.training import compute
from sculptor.training.adversary import Adversary
from sculptor.training.aim import Aim
from sculptor.training.batches import Batches
from sculptor.training.config import RunConfig, Spec, check_learning_rate
from sculptor.training.events import Event
from sculptor.training.generators import MOVED, go_on
from sculptor.training.gpu import graph
from sculptor.training.gpu.graph import Graphed
from sculptor.training.labels.known import Known, known_of
from sculptor.training.learner import Learner, on_cpu, part
from sculptor.training.pace import Pace
from sculptor.training.parallel import ALONE, Ranks
from sculptor.training.position import Position

STREAMS = ("bank", "noise")
"""The random numbers that training itself uses, beside the order of the images."""

ROOMS, POSITION = ("model", "optimizer", "objective", "generator"), "settings"
"""What the names in a checkpoint begin with, and its one tensor that is JSON."""

BEGIN_ANEW = "Remove checkpoint.safetensors to begin anew, or clone the run."


@dataclass
class Training:
    """The parts of one run, and its position; `sculptor.training.assemble.assemble` builds it.

    Attributes:
        config: What is trained.
        device: On which.
        model: The network.
        objective: What is minimised.
        images: That it trains on, with what is known of them.
        batches: The same in their order.
        aim: What is trained towards.
        known: What the objective is told of the images, where the target asks for it.
        learner: The optimiser of the model.
        adversary: The discriminator of the objective, if it has one.
        precision: Of the hidden layers; a resumed run keeps that which it began with.
        samples: Where the sample files of the run's priors lie, besides the home.
        ranks: Who trains it together, see `sculptor.training.parallel`.
        pace: Its clock.
        learning_rate: In force.
        step: Updates done.
        applied: Events of kind ``set`` taken up so far: a resumed run skips that many.
        outcome: ``running``, and at the end ``finished``, ``paused`` or ``stopped``.
        notice: What a person should know of how it was resumed, empty if there is nothing to say.
    """

    config: RunConfig
    device: torch.device
    model: Autoencoder
    objective: Objective
    images: Dataset
    batches: Batches
    aim: Aim
    known: Known | None
    learner: Learner
    adversary: Adversary | None
    precision: str
    samples: Path | None
    ranks: Ranks = ALONE
    pace: Pace = field(init=False)
    learning_rate: float = field(init=False)
    step: int = 0
    applied: int = 0
    outcome: Literal["running", "finished", "paused", "stopped"] = "running"
    notice: str = ""

    def __post_init__(self) -> None:
        self.pace = Pace(self.config.steps, self.config.latent_dim)
        self.learning_rate = self.config.learning_rate
        self._shared = self.ranks.shared(self.model)
        self._hidden = compute.hidden_dtype(self.precision, self.device)
        self._generators = {
            name: torch.Generator(self.device).manual_seed(stream(self.config.seed, name))
            for name in STREAMS
        }
        self._totals: dict[str, Tensor] = {}
        self._totalled = 0
        self._record_anew()

    def _record_anew(self) -> None:
        """Record an update once more, if that may be: what is trained towards, or how, is new."""
        replays = getattr(self.objective, "replays", False) and self.ranks is ALONE
        record = graph.recorder(self.device, replays)
        # A number of a recorded update stays what it was: one that changes is in a tensor.
        self._rate = torch.zeros((), device=self.device) if record else None
        self._graphed = Graphed(self._move, self._generators.values(), record)

    @single_precision()
    def update(self) -> None:
        """One update of the optimiser, without waiting for the device."""
        if self._rate is not None:
            self._rate.fill_(self._rate_now)
        self._graphed(self.batches[self.step])
        self.notice = self.notice or self._graphed.problem
        self._totalled += 1
        self.step += 1

    @property
    def _rate_now(self) -> float:
        return self.learning_rate * decay(self.step, self.config.steps)

    def _move(self, x: Tensor) -> None:
        """Move the weights by what a batch says, and add its terms to the totals."""
        bank = self.aim.pool.draw(self.objective.bank(len(x)), self._generators["bank"])
        rate = self._rate_now if self._rate is None else self._rate
        told = {} if self.known is None else {"told": self.known[self.step]}
        with self._shared.hidden_in(self._hidden):
            terms = self.objective(self._shared, x, bank, self._generators["noise"], **told)
            self.learner.step(terms["loss"], rate)
            if isinstance(self.objective, Following):
                self.objective.follow(self._shared)
            if self.adversary is not None:
                loss = self.adversary.update(self.step, self._shared, self.aim.pool, self._rate_now)
                terms["adversary"] = loss
        for name, value in terms.items():
            if name in self._totals:
                self._totals[name] += value.detach()
            else:
                self._totals[name] = value.detach().clone()

    def apply(self, event: Event) -> None:
        """Take up one event.

        Raises:
            SculptorError: A change is not one that may be made.
        """
        if event.kind != "set":
            self.outcome = "paused" if event.kind == "pause" else "stopped"
            return
        self.applied += 1
        for name, value in event.changes.items():
            if name == "prior":
                self._take_aim(value, self.aim.number + 1)
            elif name == "learning_rate":
                check_learning_rate(value)
                self.learning_rate = value
            else:
                self.objective.set(name, value)
        self._record_anew()
        self.pace.restart()

    def take_averages(self) -> dict[str, float]:
        """The training terms averaged over the updates since they were taken last."""
        if not self._totalled:
            return {}
        averages = {
            f"train_{name}": (total / self._totalled).item() for name, total in self._totals.items()
        }
        for total in self._totals.values():
            total.zero_()
        self._totalled = 0
        return averages

    def last_word(self, metrics: Mapping[str, float]) -> str:
        """What a person should know of how it ended; empty if nothing.

        Args:
            metrics: Of the last snapshot.
        """
        note = getattr(self.objective, "note", None)  # an objective may have one
        if note is None or self.outcome != "finished" or metrics["mmd2_floor"] <= 0:
            return ""
        return str(note(metrics["mmd2"] / metrics["mmd2_floor"]))

    def weights(self) -> dict[str, Tensor]:
        """The parameters of the model, on the CPU."""
        return self.learner.weights()

    @property
    def steps_per_second(self) -> float:
        """Updates a second of training, 0 before the first."""
        return self.pace.steps_per_second(self.step)

    @property
    def seconds_left(self) -> float | None:
        """Seconds to the end at this speed, None before the first update."""
        return self.pace.seconds_left(self.step)

    # What it resumes from ------------------------------------------------------------------------

    def state(self) -> dict[str, Tensor]:
        """All that a resumed run needs to go on bit by bit as if it had never stopped."""
        state = {f"model.{name}": value for name, value in self.weights().items()}
        for name, value in self.learner.averages().items():
            state[f"optimizer.{name}"] = value
        if self.adversary is not None:
            for name, value in self.adversary.state().items():
                state[f"adversary.{name}"] = value
        for name, value in self.objective.state_dict().items():
            state[f"objective.{name}"] = on_cpu(value)
        for name, generator in self._generators.items():
            state[f"generator.{name}"] = generator.get_state()
        state[POSITION] = Position(
            step=self.step,
            applied=self.applied,
            targets=self.aim.number + 1,
            prior=self.aim.spec,
            learning_rate=self.learning_rate,
            seconds=self.pace.seconds,
            precision=self.precision,
        ).tensor()
        return state

    def restore(self, state: dict[str, Tensor]) -> None:
        """Go on from a `state` of the same configuration: to the last bit on a device of its kind.

        Raises:
            SculptorError: The state is not one of this configuration, or is damaged.
        """
        with weights.expected("a checkpoint of this configuration", BEGIN_ANEW):
            self._restore(state)

    def _restore(self, state: dict[str, Tensor]) -> None:
        position = Position.read(state.get(POSITION), self.config)
        try:
            self._take_aim(position.prior, position.targets - 1)
        except SculptorError as error:
            raise ValueError(f"its prior cannot be made: {error}") from error
        self.step, self.applied = position.step, position.applied
        self.learning_rate = position.learning_rate
        self.pace.go_on_from(position.seconds)
        begun = position.precision or self.precision
        self.precision = compute.kept(begun, self.config.precision, self.device)
        self._hidden = compute.hidden_dtype(self.precision, self.device)
        self.learner.restore(part(state, "model"), part(state, "optimizer"), self.step)
        objective = part(state, "objective")
        weights.check(objective, self.objective.state_dict())
        self.objective.load_state_dict(objective)
        generators = part(state, "generator")
        weights.check_names(generators, self._generators)
        same = [
            go_on(generator, generators[name], self.config.seed, name, self.step)
            for name, generator in self._generators.items()
        ]
        if self.adversary is not None:
            same.append(self.adversary.restore(part(state, "adversary"), self.step))
        rooms = {*ROOMS, *(["adversary"] if self.adversary is not None else [])}
        weights.check_names({name.split(".")[0] for name in state} - rooms, {POSITION})
        self.notice = "" if all(same) else MOVED
        self._record_anew()

    def _take_aim(self, spec: Spec, number: int) -> None:
        self.aim = Aim(
            spec,
            self.config.latent_dim,
            seed=self.config.seed,
            number=number,
            device=self.device,
            images=self.images,
            samples=self.samples,
        )
        self.aim.place_levels(self.model)
        self.known = take_up(self.objective, self.aim, self.images, self.batches, self.config.seed)


def take_up(
    objective: Objective, aim: Aim, images: Dataset, batches: Batches, seed: int
) -> Known | None:
    """Have an objective take up a target; what it is then to be told of the images.

    Raises:
        SculptorError: The target says something of labels or factors that the images lack.
    """
    objective.prepare(aim.pool.samples, aim.prior)
    if not isinstance(objective, Knowing):
        return None
    known = known_of(aim.prior, images, batches, seed, aim.pool.samples.device)
    objective.know(() if known is None else known.targets)
    return known


def decay(step: int, steps: int) -> float:
    """The factor on the learning rate: 1, and from 60 % of the steps on along a half cosine to 0.

    Constant at first, so that a changed target can be followed; small at the end, so that the
    aggregate posterior comes to rest below the noise of single batches.
    """
    progress = max(0.0, (step / steps - 0.6) / 0.4)
    return 0.5 * (1 + math.cos(math.pi * progress))
