"""What is measured of a trained model: which figures there are, of what, and how they agree."""

import math
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

import sculptor
from sculptor import RunConfig, data, plugins
from sculptor.data.sets import sprites
from sculptor.measure import held_out
from sculptor.measure import trained as measured
from sculptor.measure.catalogue import METRICS
from sculptor.spec import Dataset
from sculptor.studies import Scores
from sculptor.training.assemble import assemble
from sculptor.training.loop import train

BASE = RunConfig(
    dataset="digits",
    network={"kind": "mlp", "width": 16},
    latent_dim=2,
    steps=20,
    batch_size=64,
    device="cpu",
    precision="float32",
)


def scores_of(**changes: Any) -> Scores:
    """The figures of a model that is trained for 20 steps."""
    run = assemble(replace(BASE, **changes))
    for _ in train(run):
        pass
    training = run.training
    figures = measured.measure(training.model, training.config.dataset, training.aim.prior)
    return Scores(training.step, tuple(figures))


def test_every_figure_has_a_definition_and_is_a_number() -> None:
    found = scores_of(objective={"kind": "vae"}, latent_dim=3)
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
    assert found.figure("total_correlation", "sample").n == 359
    assert found.values["dhsic_p_value.mean"] <= 1
    assert "ssim.mean" not in found.values  # of 8 pixels a side there is none
    assert "mig.mean" not in found.values  # no factors are known of digits


def test_samples_of_a_deterministic_encoder_are_its_means() -> None:
    found = scores_of().values
    for name in found:
        metric, _, representation = name.partition(".")
        if representation == "mean":
            assert found[f"{metric}.sample"] == found[name]


def test_one_latent_has_no_predictability() -> None:
    found = scores_of(latent_dim=1)
    assert "lps.mean" not in found.values
    assert "joint_accuracy.mean" not in found.values
    assert "mmd2.mean" in found.values


def test_axes_follow_the_factors_that_they_are() -> None:
    images = held_out.whole(data.load("sprites"))
    x, y = images.factors[:, 3], images.factors[:, 4]
    z = np.column_stack([np.exp(-3 * x), x + y, np.zeros(len(x))]).astype(np.float32)
    found = measured._axes(z, images)
    assert found["axis_x"] == pytest.approx(1)  # any monotonous curve of it
    assert found["axis_y"] == pytest.approx(1 / math.sqrt(2), abs=0.05)
    assert found["axis_scale"] < 0.1


@pytest.fixture
def few_sprites(monkeypatch: pytest.MonkeyPatch) -> str:
    """So few sprites that generation is judged by hundreds of images, and not by thousands."""
    monkeypatch.setattr(plugins, "_shelf", plugins._Shelf())
    few = replace(sprites.generate(32, n_train=1_200, n_test=400), name="few-sprites")
    described = Dataset(
        few.name,
        "A few sprites",
        shape=(1, 32, 32),
        n_train=1_200,
        n_test=400,
        licence="MIT",
        source="Generated",
        factor_names=few.factor_names,
        factor_kinds=few.factor_kinds,
    )
    sculptor.register(described)(lambda: few)
    return few.name


def test_with_factors(few_sprites: str) -> None:
    found = scores_of(dataset=few_sprites, latent_dim=3)
    assert {"mig.mean", "infoe.mean", "mcc_spearman_ica.mean", "axis_x.sample", "ssim.mean"} <= set(
        found.values
    )
    assert {figure.metric for figure in found.figures} <= set(METRICS)
    assert found.figure("mig", "mean").n == 400
