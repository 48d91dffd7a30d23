"""Figures in a run's folder: kept, read, out of date, damaged; and what they are."""

import json
import math
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from sculptor import RunConfig, SculptorError, data, jobs
from sculptor.jobs import Run, launcher
from sculptor.jobs.worker import work
from sculptor.measure import held_out
from sculptor.measure import trained as measured
from sculptor.measure.catalogue import METRICS
from sculptor.runs.folder import STATUS
from sculptor.studies import Scores, compute_scores, read_scores, scores


def trained(config: RunConfig) -> Run:
    folder = launcher.create(config)
    assert work(folder) == "finished"
    return Run(folder)


def test_kept_and_read(base: RunConfig, cheap: Callable[[], int]) -> None:
    run = trained(base)
    assert read_scores(run) is None
    computed = compute_scores(run)
    assert repr(read_scores(run)) == repr(computed)  # NaN is not equal to itself
    assert repr(compute_scores(run)) == repr(computed)
    assert cheap() == 1
    assert computed.step == base.steps
    assert computed.values == {"squared_error.mean": 3.0, "lps.mean": 0.1}
    assert computed.figure("lps", "mean").high == 0.2
    assert computed.figure("lps", "sample") is None
    assert math.isnan(computed.per_latent("lps")[0])
    assert len(computed.per_latent("lps")) == 2


def test_figures_of_another_step_or_definition_are_computed_again(
    base: RunConfig, cheap: Callable[[], int], monkeypatch: pytest.MonkeyPatch
) -> None:
    run = trained(base)
    compute_scores(run)
    record = json.loads((run.folder / STATUS).read_text())
    (run.folder / STATUS).write_text(json.dumps({**record, "step": 21}))
    assert read_scores(run) is None
    compute_scores(run)
    assert read_scores(run).step == 21
    with monkeypatch.context() as patch:
        patch.setattr(scores, "VERSION", scores.VERSION + 1)
        scores._read.cache_clear()
        assert read_scores(run) is None
    scores._read.cache_clear()


@pytest.mark.parametrize("content", ["", "[]", '{"version": 1}', '{"figures": 3}'])
def test_a_damaged_file_is_no_figures(
    content: str, base: RunConfig, cheap: Callable[[], int]
) -> None:
    run = trained(base)
    (run.folder / scores.FILE).write_text(content)
    assert read_scores(run) is None
    assert isinstance(compute_scores(run), Scores)


def test_before_there_are_weights(base: RunConfig) -> None:
    run = Run(launcher.create(base))
    assert read_scores(run) is None
    with pytest.raises(SculptorError, match="weights"):
        compute_scores(run)


def test_every_figure_has_a_definition_and_is_a_number(base: RunConfig) -> None:
    run = trained(RunConfig(**{**base.to_dict(), "objective": {"kind": "vae"}, "latent_dim": 3}))
    found = compute_scores(run)
    assert {figure.metric for figure in found.figures} <= set(METRICS)
    assert all(math.isfinite(value) for value in found.values.values())
    assert {figure.representation for figure in found.figures} == {"mean", "sample"}
    assert len(found.per_latent("lps", "mean")) == 3
    assert found.figure("squared_error", "mean").n == 359
    # A sample of the posterior has noise that its mean has not.
    assert found.values["squared_error.sample"] > found.values["squared_error.mean"]
    assert found.values["lps.mean"] == pytest.approx(np.mean(found.per_latent("lps")))
    assert found.values["ks_max.mean"] == max(found.per_latent("ks"))
    lps = found.figure("lps", "mean")
    assert lps.low <= lps.value <= lps.high
    assert "ssim.mean" not in found.values  # of 8 pixels a side there is none
    assert "mig.mean" not in found.values  # no factors are known of digits


def test_samples_of_a_deterministic_encoder_are_its_means(base: RunConfig) -> None:
    found = compute_scores(trained(base)).values
    for name in found:
        metric, _, representation = name.partition(".")
        if representation == "mean":
            assert found[f"{metric}.sample"] == found[name]


def test_one_latent_has_no_predictability(base: RunConfig) -> None:
    found = compute_scores(trained(RunConfig(**{**base.to_dict(), "latent_dim": 1})))
    assert "lps.mean" not in found.values
    assert "mmd2.mean" in found.values


def test_every_run_is_measured_on_the_same_images() -> None:
    images, test = held_out.whole("sprites"), data.load("sprites").split("test")
    assert images.images.shape == (held_out.WHOLE, 1, 32, 32)
    assert np.array_equal(images.images, held_out.whole("sprites").images)
    rows = np.random.default_rng(0).permutation(len(test))[: held_out.WHOLE]
    assert np.array_equal(images.factors, test.factors[rows])


def test_axes_follow_the_factors_that_they_are() -> None:
    images = held_out.whole("sprites")
    x, y = images.factors[:, 3], images.factors[:, 4]
    z = np.column_stack([np.exp(-3 * x), x + y, np.zeros(len(x))]).astype(np.float32)
    found = measured._axes(z, images)
    assert found["axis_x"] == pytest.approx(1)  # any monotonous curve of it
    assert found["axis_y"] == pytest.approx(1 / math.sqrt(2), abs=0.05)
    assert found["axis_scale"] < 0.1


def test_with_factors(base: RunConfig, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(held_out, "WHOLE", 400)
    run = trained(RunConfig(**{**base.to_dict(), "dataset": "sprites", "latent_dim": 3}))
    found = compute_scores(run)
    assert {"mig.mean", "mcc_spearman_ica.mean", "axis_x.sample", "ssim.mean"} <= set(found.values)
    assert {figure.metric for figure in found.figures} <= set(METRICS)
    assert found.figure("mig", "mean").n == 400


def test_the_prior_in_force_is_what_is_compared_with(
    base: RunConfig, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = Run(launcher.create(base))
    run.set(prior={"kind": "ring"})
    assert work(run.folder) == "finished"
    assert run.aim["kind"] == "ring"
    assert jobs.open_run(run.id).config.prior["kind"] == "gaussian"


def test_asked_for_in_the_background(
    base: RunConfig, cheap: Callable[[], int], here: list[Path]
) -> None:
    run = trained(base)
    scores.request(run)
    assert read_scores(run) is not None
