"""Samples of a run's prior: held in its folder, so that it needs no other."""

from dataclasses import replace

import numpy as np
import pytest

from sculptor import RunConfig, SculptorError, home, jobs, priors
from sculptor.files import write_array
from sculptor.jobs import Run, launcher
from sculptor.runs.folder import LATENTS, SAMPLES


@pytest.fixture
def points() -> np.ndarray:
    """Samples of a target."""
    return np.random.default_rng(0).normal(size=(100, 2)).astype(np.float32)


def test_a_run_keeps_its_samples(tiny: RunConfig, points: np.ndarray) -> None:
    spec = priors.from_samples(points).spec
    run = Run(launcher.create(replace(tiny, prior=spec)))
    (held,) = (run.folder / SAMPLES).glob("*.npy")
    (home.samples_dir() / held.name).unlink()
    assert run.config.prior == spec
    clone = Run(launcher.create(run.clone()))
    assert (clone.folder / SAMPLES / held.name).read_bytes() == held.read_bytes()


def test_samples_that_are_gone(tiny: RunConfig, points: np.ndarray) -> None:
    spec = priors.from_samples(points).spec
    for path in home.samples_dir().iterdir():
        path.unlink()
    with pytest.raises(SculptorError, match="Upload"):
        launcher.create(replace(tiny, prior=spec))
    with pytest.raises(SculptorError, match="SHA-256"):
        launcher.create(replace(tiny, prior={**spec, "sha256": "../../etc"}))
    assert jobs.list_runs() == []
    assert not [path for path in home.home().iterdir() if path.name.startswith(".new")]


def test_a_copied_posterior_is_frozen(tiny: RunConfig, run: Run, points: np.ndarray) -> None:
    write_array(run.folder / LATENTS, points)
    copy = Run(launcher.create(replace(tiny, prior={"kind": "run", "run": run.id})))
    write_array(run.folder / LATENTS, points + 100)
    spec = copy.config.prior
    assert (spec["kind"], spec["shape"]) == ("samples", [100, 2])
    prior = priors.from_spec(spec, samples=copy.folder / SAMPLES)
    assert np.abs(prior.sample(50, 0)).max() < 50


def test_a_posterior_that_is_not_there(tiny: RunConfig, run: Run) -> None:
    for name in (run.id, "20200101-000000-0000", "../../etc"):
        with pytest.raises(SculptorError, match="Expected"):
            launcher.create(replace(tiny, prior={"kind": "run", "run": name}))
