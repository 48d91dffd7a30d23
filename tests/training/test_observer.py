"""Snapshots: what each kind shows, and the end of a run that has diverged."""

from dataclasses import replace

import numpy as np
import pytest

from sculptor.training import pace
from sculptor.training.assemble import assemble
from sculptor.training.loop import train
from sculptor.training.observer import Diverged
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
