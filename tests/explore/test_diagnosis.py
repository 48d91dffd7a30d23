"""The diagnosis: known faults are found, and the advice follows from the numbers."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from sculptor.explore.diagnosis import diagnose, errors, next_steps
from sculptor.explore.opened import Explored, Items
from sculptor.training.config import RunConfig

RNG = np.random.default_rng(0)


def space(codes: Any, target: Any, objective: str = "mmd", **figures: float) -> Explored:
    codes, target = np.asarray(codes, np.float32), np.asarray(target, np.float32)
    config = RunConfig(dataset="digits", latent_dim=codes.shape[1], objective={"kind": objective})
    items = Items({"mean": codes}, None, {}, len(codes), "items")
    return Explored("model:x", "x", config, 1, items, target, {}, figures, (), None)  # type: ignore[arg-type]


def found(space_: Explored) -> str:
    return " ".join(f"{each.found} {each.do}" for each in diagnose(space_).advice)


def test_a_latent_that_follows_from_another_is_the_worst_pair() -> None:
    z = RNG.normal(size=(3_000, 3))
    z[:, 2] = np.square(z[:, 0]) - 1 + 0.1 * RNG.normal(size=3_000)
    target = RNG.normal(size=(3_000, 3))
    told = diagnose(space(z, target, "vae", lps=0.4, lps_floor=0.02, mmd2=1e-4, mmd2_floor=1e-3))
    assert told.worst is not None
    assert (told.worst.of, told.worst.by) == (2, 0)
    assert told.worst.r2 > 0.75
    # The fitted predictor is the square, at the middle of its bins.
    middles = (told.worst.edges[1:] + told.worst.edges[:-1]) / 2
    assert told.worst.means[4:12] == pytest.approx(middles[4:12] ** 2 - 1, abs=0.15)
    assert "z₃ follows from z₁ alone" in told.advice[0].found
    assert "objective to MMD" in told.advice[0].do


def test_collapsed_latents_and_the_effective_dimension() -> None:
    z = RNG.normal(size=(2_000, 4)) * [1, 1, 1, 1e-4]
    told = diagnose(space(z, RNG.normal(size=(2_000, 4))))
    assert told.collapsed == (3,)
    assert told.effective == pytest.approx(3, abs=0.1)
    assert told.effective_target == pytest.approx(4, abs=0.1)
    assert "Train with 3 latents" in told.advice[0].do


def test_holes_and_data_off_the_prior_have_their_shares() -> None:
    target = RNG.uniform(-1, 1, (2_000, 2))
    half = target[target[:, 0] < 0] + 0.0
    told = diagnose(space(half, target))
    assert 0.4 < told.empty_share < 0.6
    assert told.off_share < 0.1
    shifted = diagnose(space(target + np.array([1, 0]), target))
    assert 0.4 < shifted.off_share < 0.6
    assert "off the prior" in " ".join(each.found for each in shifted.advice)


def test_a_space_without_faults_is_told_so() -> None:
    figures = {"lps": 0.01, "lps_floor": 0.02, "mmd2": 1e-5, "mmd2_floor": 1e-3}
    words = found(space(RNG.normal(size=(2_000, 2)), RNG.normal(size=(2_000, 2)), **figures))
    assert words.startswith("The prior is matched")


def test_one_latent_has_no_pairs() -> None:
    told = diagnose(space(RNG.normal(size=(500, 1)), RNG.normal(size=(500, 1))))
    assert told.worst is None
    assert told.effective == pytest.approx(1)


@pytest.mark.parametrize(
    ("figures", "objective", "word"),
    [
        ({"mmd2": 0.01, "mmd2_floor": 0.001}, {"kind": "mmd"}, "Train longer"),
        ({"mmd2": 0.01, "mmd2_floor": 0.001}, {"kind": "mmd", "weight": 5.0}, "weight from 5"),
        ({"mmd2": 0.01, "mmd2_floor": 0.001}, {"kind": "vae"}, "objective to MMD"),
        ({"lps": 0.3, "lps_floor": 0.02, "lps_target": 0.32}, {"kind": "mmd"}, "no latent tells"),
        ({"lps": 0.0, "lps_floor": 0.02, "lps_target": 0.32}, {"kind": "vae"}, "not taken on"),
        ({"lps": 0.2, "lps_floor": 0.02}, {"kind": "mmd"}, "triples to auto"),
    ],
)
def test_advice_follows_the_numbers(
    figures: dict[str, float], objective: dict[str, Any], word: str
) -> None:
    z = RNG.normal(size=(1_000, 5))
    told = diagnose(space(z, RNG.normal(size=(1_000, 5))))
    told = replace(told, empty_share=0.0, off_share=0.0, worst=None)
    steps = next_steps(told, figures, objective, 5)
    assert any(word in f"{each.found} {each.do}" for each in steps)


def test_errors_are_sums_over_pixels_and_what_is_missing_counts_nothing() -> None:
    images = np.array([[[[255, 0]]], [[[0, 0]]]], np.uint8)
    assert errors(images, np.zeros_like(images)).tolist() == [1.0, 0.0]
    rows = np.array([[[[np.nan, 2.0]]]], np.float32)
    assert errors(rows, np.zeros_like(rows)).tolist() == [4.0]
