"""A run put together: its parts, out of its configuration."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from sculptor import data, models, objectives
from sculptor.data import Dataset
from sculptor.models import Autoencoder
from sculptor.models.likelihood import entropy
from sculptor.objectives import Objective
from sculptor.seeds import stream
from sculptor.training import compute
from sculptor.training.adversary import Adversary
from sculptor.training.aim import Aim
from sculptor.training.batches import Batches
from sculptor.training.config import CLOSED_FORM, RunConfig
from sculptor.training.learner import Learner
from sculptor.training.observer import Observer
from sculptor.training.parallel import ALONE, Ranks
from sculptor.training.starts.axes import begin
from sculptor.training.starts.warm import warm_start
from sculptor.training.training import Training, take_up


class Assembly(NamedTuple):
    """A run that is ready for `sculptor.training.loop.train`."""

    training: Training
    observer: Observer


def assemble(
    config: RunConfig,
    *,
    samples: Path | None = None,
    start: Path | bytes | None = None,
    ranks: Ranks = ALONE,
) -> Assembly:
    """Build what a configuration asks for.

    Args:
        config: What to train.
        samples: Where the sample files of the run's priors lie, besides the home.
        start: The file that it starts with, or its content, where the configuration names a model.
        ranks: Who trains it together; each of them assembles it.

    Raises:
        SculptorError: The data set or the device is not there, the prior does not fit, or neither
            do the weights to start from; or the batch is too small for so many ranks.
    """
    device = compute.choose(config.device)
    dataset = data.load(config.dataset)
    data.check_unchanged(config.dataset, config.fingerprint)
    images = dataset.split("train")
    aim = Aim(
        config.prior,
        config.latent_dim,
        seed=config.seed,
        number=0,
        device=device,
        images=images,
        samples=samples,
    )
    batches = Batches(images, config.batch_size, config.seed, device)
    objective = _objective(config, images)
    known = take_up(objective, aim, images, batches, config.seed)
    model = _model(config, dataset, objective, aim, start).to(device)
    ranks.check(device, batches.size)
    adversary = None
    if isinstance(objective, objectives.Adversarial):
        adversary = Adversary(objective, batches, config.seed, device, ranks)
    training = Training(
        config=config,
        device=device,
        model=model,
        objective=objective,
        images=images,
        batches=batches,
        aim=aim,
        known=known,
        learner=Learner(model, ranks=ranks),
        adversary=adversary,
        precision=compute.precision(config.precision, device),
        samples=samples,
        ranks=ranks,
    )
    return Assembly(training, Observer(training, dataset))


def _objective(config: RunConfig, images: Dataset) -> Objective:
    setting = objectives.Setting(
        latent_dim=config.latent_dim,
        images=len(images),
        steps=config.steps,
        seed=stream(config.seed, "adversary weights"),
        entropy=entropy(images.images) if images.layout is None else 0.0,
    )
    return objectives.from_spec(config.objective, setting)


def _model(
    config: RunConfig, dataset: Dataset, objective: Objective, aim: Aim, start: Path | bytes | None
) -> Autoencoder:
    """The network with the weights that it starts with."""
    model = models.build(
        dataset.shape,
        config.latent_dim,
        config.network,
        stochastic=objective.stochastic,
        seed=stream(config.seed, "model"),
        layout=dataset.layout,
        levels=config.levels,
    )
    if config.start in CLOSED_FORM:
        begin(config.start, model, dataset.split("train").images, aim.pool.samples.cpu().double())
    elif config.start != "random":
        warm_start(model, objective, start)
    aim.place_levels(model)
    return model
