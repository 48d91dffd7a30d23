"""What training is told of factors that blocks of the prior are tied to."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import torch

from sculptor import SculptorError, data, priors
from sculptor.priors.values import Values
from sculptor.training.assemble import assemble
from sculptor.training.events import Event
from sculptor.training.labels.guesses import coded, placed
from sculptor.training.pace import FULL
from tests.training.small import SMALL, begin, same, update


def tied(labels: float = 1.0, *names: str) -> dict[str, Any]:
    blocks = [priors.tied("uniform", name) for name in names or ("x", "y")]
    return priors.compose([*blocks, {"kind": "gaussian", "dim": 1}], labels).spec


RUN = replace(SMALL, dataset="sprites", prior=tied(), latent_dim=3, start="random")


@pytest.fixture(scope="module")
def sprites() -> data.Dataset:
    return data.load("sprites").split("train")


def test_a_batch_is_told_of_its_own_factors_or_joined_by_items_with_known_ones() -> None:
    run = begin(RUN)
    assert run.known is not None
    assert [target.columns for target in run.known.targets] == [slice(0, 1), slice(1, 2)]
    told = run.known[2]
    assert told.x is None
    assert told.groups.shape == (64, 2)
    assert run.images.factors is not None
    x = torch.from_numpy(np.asarray(run.images.factors))[run.batches.rows(2)][:, 3]
    assert told.groups[:, 0].tolist() == (31 * x).round().long().tolist()
    few = begin(replace(RUN, prior=tied(12), seed=5))  # too few to guess from
    assert few.known is not None
    told = few.known[0]
    assert told.x is not None
    assert (told.groups >= 0).all()


def test_guesses_of_a_factor_are_right_from_few_and_have_its_shares(sprites: data.Dataset) -> None:
    truth = coded(sprites, "x", "monotone", 1.0, 0)
    found = coded(sprites, "x", "monotone", 0.01, 0)
    assert (found >= 0).all()
    assert np.abs(found - truth).mean() < 1.5, "of 32 values"
    assert np.bincount(found) / len(found) == pytest.approx(np.full(32, 1 / 32), abs=0.004)
    assert (coded(sprites, "x", "monotone", 5, 0) >= 0).sum() == 5


def test_an_angle_is_guessed_on_its_circle_and_noise_is_not() -> None:
    generator = np.random.default_rng(0)
    angle = generator.uniform(0, 2 * np.pi, 2_000)
    values = Values.of(angle, "circular", "angle")
    truth = values.codes(angle)
    known = np.where(np.arange(2_000) < 100, truth, -1)
    points = torch.from_numpy(np.stack([np.cos(angle), np.sin(angle)], 1)).float()
    off = (placed(points, known, values, 0) - truth + 32) % 64 - 32
    assert np.abs(off).mean() < 1.5
    noise = torch.randn(2_000, 2, generator=torch.Generator().manual_seed(0))
    assert np.array_equal(placed(noise, known, values, 0), known)


def test_it_trains_goes_on_from_a_checkpoint_and_is_taken_up_and_left() -> None:
    whole = begin(RUN)
    update(whole, 3)
    state = whole.state()
    update(whole, 3)
    assert {"train_by_class", "train_mmd2_by_class"} <= whole.take_averages().keys()
    second = begin(RUN)
    second.restore(state)
    update(second, 3)
    assert same(whole.weights(), second.weights())
    for prior in ({"kind": "gaussian"}, tied(1.0, "scale", "x")):
        second.apply(Event(6, "set", {"prior": prior}))
        update(second, 1)
    assert second.applied == 2
    assert second.known is not None


def test_codes_follow_their_factors_and_snapshots_say_so() -> None:
    run = assemble(replace(RUN, batch_size=128, start="spectral"))
    update(run.training, 130)
    last = run.observer.snapshot(FULL)
    assert last.metrics["tied_mcc"] > 0.8
    assert last.details["tied"].keys() == {"x", "y"}


def test_what_data_lack_is_said() -> None:
    with pytest.raises(SculptorError, match="they have none"):
        begin(replace(RUN, dataset="digits"))
    with pytest.raises(SculptorError, match=r"is tied to factors\. Choose.*matches these as well"):
        replace(RUN, objective="vae")
