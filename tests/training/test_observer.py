"""Snapshots: what each kind shows, and the end of a run that has diverged."""

from dataclasses import replace

import numpy as np
import pytest

from sculptor.models.pixels import to_bytes
from sculptor.training import pace
from sculptor.training.assemble import assemble
from sculptor.training.events import Event
from sculptor.training.loop import train
from sculptor.training.observer import Diverged
from sculptor.training.snapshot import DRAWN
from tests.training.small import SMALL, watch


def test_a_loss_that_is_not_a_number_stops_the_run() -> None:
    run = assemble(SMALL)
    happenings = train(run)
    assert np.isfinite(next(happenings).snapshot.latents["mean"]).all()
    next(run.training.model.parameters()).data.fill_(float("nan"))
    with pytest.raises(Diverged, match="finite"):
        list(happenings)


def test_a_snapshot_with_images_tells_how_well_the_target_is_matched() -> None:
    observer = assemble(SMALL).observer
    light, pictured, full = (observer.snapshot(kind) for kind in reversed(pace.LOOKS))
    assert not light.pictured
    assert light.metrics == {}
    assert pictured.pictured
    assert set(pictured.metrics) == {"mmd2", "mmd2_floor"}
    assert pictured.metrics.items() <= full.metrics.items()
    assert {"reconstruction", "squared_error", "lps", "lps_floor"} <= set(full.metrics)
    assert {"generation_frechet", "generation_frechet_floor"} <= set(full.metrics)


def test_snapshots_say_what_they_show() -> None:
    snapshots = watch(assemble(replace(SMALL, latent_dim=3, prior={"kind": "gaussian"})))
    last = snapshots[-1]
    assert last.pictured
    assert last.traversal is not None
    assert last.traversal.shape == (3, 9, 1, 8, 8)
    assert last.latents["mean"].shape == last.target.shape
    assert last.projections["pca"][0].shape == (len(last.target), 2)
    assert {"reconstruction", "squared_error", "mmd2", "mmd2_floor", "lps", "lps_floor"} <= set(
        last.metrics
    )


def test_the_samples_that_are_decoded_are_the_same_at_every_step_and_for_every_seed() -> None:
    run, other = (assemble(replace(SMALL, seed=seed, batch_size=32)) for seed in (0, 5))
    draws = run.observer.target.draws
    last = watch(run)[-1]
    assert np.array_equal(draws, other.observer.target.draws)
    assert not np.array_equal(run.observer.target.samples, other.observer.target.samples)
    expected = to_bytes(run.training.model.decode(draws[:DRAWN]))
    assert last.samples is not None
    assert last.samples.shape == (DRAWN, 1, 8, 8)
    assert np.array_equal(last.samples, expected)


def test_a_changed_prior_has_samples_of_its_own() -> None:
    run = assemble(SMALL)
    before = run.observer.target.draws
    run.training.apply(Event(0, "set", {"prior": {"kind": "gaussian"}}))
    after = run.observer.target.draws
    assert after.shape == before.shape
    assert abs(np.linalg.norm(after, axis=1).std() - np.linalg.norm(before, axis=1).std()) > 0.1
