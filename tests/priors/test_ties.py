"""Compositions whose blocks are tied to factors."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from sculptor import SculptorError, data, priors
from sculptor.priors.independence import independent
from sculptor.priors.known import check, is_joint, told
from sculptor.priors.ties import Tied

X, ANGLE = priors.tied("uniform", "x"), priors.tied("ring", "orientation", "circular")
REST = {"kind": "gaussian", "dim": 2}


def made(*blocks: Any, **more: Any) -> Tied:
    prior = priors.from_spec({"kind": "compose", "blocks": list(blocks), **more})
    assert isinstance(prior, Tied)
    return prior


@pytest.fixture(scope="module")
def sprites() -> data.Dataset:
    return data.load("sprites").split("train")


def test_blocks_know_their_latents_and_the_specification_gives_the_same_back() -> None:
    prior = made(REST, X, ANGLE, labels=0.01)
    assert [(tie.factor, tie.columns.start, tie.columns.stop) for tie in prior.ties] == [
        ("x", 2, 3),
        ("orientation", 3, 5),
    ]
    assert prior.free == (0, 1)
    assert prior.labels == 0.01
    assert prior.dim == 5
    assert priors.from_spec(prior.spec).spec == prior.spec
    assert is_joint(prior.spec)
    assert independent(made(X, REST).spec)
    assert not independent(made(X, priors.tied("uniform", "y")).spec), "factors may depend"
    assert not is_joint({"kind": "compose", "blocks": [REST]})


def test_among_data_the_block_is_the_same_and_follows_the_factor(sprites: data.Dataset) -> None:
    prior = told(made(X, ANGLE, REST), sprites)
    assert isinstance(prior, Tied)
    z = prior.sample(20_000, 0)
    assert np.quantile(z[:, 0], [0.25, 0.5, 0.75]) == pytest.approx([-1, 0, 1], abs=0.05)
    assert np.abs(np.corrcoef(z.T) - np.eye(5)).max() < 0.03
    part = prior.part(0, 50)
    assert part.shape == (32, 50, 1)
    assert (np.diff(part.mean((1, 2))) > 0).all()
    assert np.array_equal(z[:9], prior.sample(20_000, 0)[:9])


def test_a_factor_on_a_line_is_tied_as_a_circle_by_its_period(sprites: data.Dataset) -> None:
    assert sprites.factors is not None
    degrees = np.degrees(np.array(sprites.factors))
    own = replace(sprites, factors=degrees + 360, factor_kinds=("linear",) * 5)
    prior = told(made(priors.tied("ring", "orientation", "circular", 360)), own)
    same = told(made(ANGLE), sprites)
    assert isinstance(prior, Tied)
    assert isinstance(same, Tied)
    assert own.factors is not None
    assert np.array_equal(
        prior.codes(own.factors, own.factor_names),
        same.codes(sprites.factors, sprites.factor_names),
    )
    assert np.array_equal(prior.part(0, 9), same.part(0, 9))
    with pytest.raises(SculptorError, match="Say its period, such as 360"):
        told(made(ANGLE), own)
    for bad in (0, "a", -1):
        with pytest.raises(SculptorError, match="a period above 0"):
            made({**ANGLE, "period": bad})
    with pytest.raises(SculptorError, match="beside monotone"):
        made({**X, "period": 360})


def test_blocks_of_factors_that_depend_on_one_another_do_so_too(sprites: data.Dataset) -> None:
    assert sprites.factors is not None
    factors = np.array(sprites.factors)
    factors[:, 4] = factors[:, 3]
    both = made(X, priors.tied("gaussian", "y"))
    z = told(both, replace(sprites, factors=factors)).sample(5_000, 0)
    assert np.corrcoef(z.T)[0, 1] > 0.9


def test_shift_and_scale_of_the_whole_move_the_blocks(sprites: data.Dataset) -> None:
    prior = told(made(X, REST, shift=[5.0, 0.0, 0.0], scale=2.0), sprites)
    z = prior.sample(5_000, 0)
    assert z[:, 0].mean() == pytest.approx(5, abs=0.1)
    assert z.std(0) == pytest.approx([2.31, 2, 2], abs=0.1)
    assert isinstance(prior, Tied)
    assert prior.part(0, 50)[[0, -1]].mean((1, 2)) == pytest.approx([1, 9], abs=0.2)


@pytest.mark.parametrize(
    ("spec", "said"),
    [
        ({"blocks": [{"kind": "uniform", "factor": 3}]}, "by name, received 3"),
        ({"blocks": [{"kind": "uniform", "map": "circular"}]}, "by name, received None"),
        ({"blocks": [{**X, "map": "round"}]}, "monotone, circular, categorical; received 'round'"),
        ({"blocks": [X, X]}, "two for x"),
        (
            {"blocks": [{**X, "dim": 3}]},
            "block of 1 dimension for the monotone map of x, received uniform",
        ),
        ({"blocks": [priors.tied("torus", "a", "circular")]}, "block of 2 dimensions.*torus of 3"),
        ({"blocks": [X, REST], "rotation": 30}, "Rotate a block by itself"),
        ({"blocks": [REST, {"kind": "compose", "blocks": [X]}]}, "the whole prior"),
        ({"blocks": [REST], "labels": 0.1}, "beside blocks that are tied"),
        ({"blocks": [X], "labels": 1.5}, "received 1.5"),
    ],
)
def test_what_cannot_be_tied_is_said(spec: dict[str, Any], said: str) -> None:
    with pytest.raises(SculptorError, match=said):
        priors.from_spec({"kind": "compose", **spec})
    if "dim" not in str(spec) and "torus" not in str(spec):
        with pytest.raises(SculptorError, match=said):
            priors.check({"kind": "compose", **spec})


def test_a_tie_is_no_part_of_other_priors() -> None:
    with pytest.raises(SculptorError, match="factor"):
        priors.from_spec(X)
    with pytest.raises(SculptorError, match="the whole prior"):
        priors.by_label({"0": {"kind": "compose", "blocks": [X, X | {"factor": "y"}]}})


def test_what_data_lack_is_said(sprites: data.Dataset) -> None:
    with pytest.raises(SculptorError, match=r"shape, scale, orientation, x or y\), received one"):
        check(made(priors.tied("uniform", "colour")), sprites)
    with pytest.raises(SculptorError, match="they have none"):
        check(made(X), data.describe("digits"))
    with pytest.raises(SculptorError, match="circular or categorical for the factor orientation"):
        check(made(priors.tied("uniform", "orientation")), sprites)
    assert sprites.factors is not None
    lost = np.array(sprites.factors)
    lost[:, 3] = np.nan
    with pytest.raises(SculptorError, match="not known of any"):
        told(made(X), replace(sprites, factors=lost))
    half = np.array(sprites.factors)
    half[::2, 3], half[1::2, 4] = np.nan, np.nan
    with pytest.raises(SculptorError, match=r"all tied factors \(x, y\)"):
        told(made(X, priors.tied("uniform", "y")), replace(sprites, factors=half))
