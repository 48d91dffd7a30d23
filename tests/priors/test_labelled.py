"""Priors of the code and the label together."""

from typing import Any

import numpy as np
import pytest

from sculptor import SculptorError, priors
from sculptor.priors.labelled import ByLabel

RING, FAR = {"kind": "ring"}, {"kind": "gaussian", "std": 0.1, "shift": [9, 0]}
NAMES = ("cat", "dog", "owl", "elk")


def by_label(**changes: Any) -> dict[str, Any]:
    return {"kind": "by-label", "parts": {"cat": RING, "owl": FAR}, **changes}


def made(spec: dict[str, Any], dim: int | None = None) -> ByLabel:
    prior = priors.from_spec(spec, dim)
    assert isinstance(prior, ByLabel)
    return prior


def test_each_class_has_its_part_and_its_share_of_the_data() -> None:
    labels = np.array([0] * 60 + [1] * 20 + [2] * 10 + [3] * 10 + [-1] * 50)
    prior = made(by_label()).among(labels, NAMES)
    assert prior.groups == ("cat", "owl")
    assert prior.numbers(NAMES).tolist() == [0, 2, 1, 2]
    assert prior.shares.tolist() == [0.6, 0.1, 0.3]
    points, groups = prior.sample_groups(20_000, 0)
    assert np.bincount(groups) / 20_000 == pytest.approx(prior.shares, abs=0.01)
    assert points[groups == 1].mean(0) == pytest.approx([9, 0], abs=0.02)
    assert np.hypot(*points[groups == 0].T) == pytest.approx(1.5, abs=0.6)
    assert points[groups == 2].std(0) == pytest.approx([1, 1], abs=0.05), "the rest is N(0, I)"
    assert np.array_equal(prior.sample(50, 3), prior.sample_groups(50, 3)[0])


def test_where_no_data_are_known_parts_are_equal_and_the_rest_is_there_if_it_is_said() -> None:
    assert made(by_label()).shares.tolist() == [0.5, 0.5, 0.0]
    assert made(by_label(rest=FAR)).shares == pytest.approx([1 / 3] * 3)


def test_parts_of_any_dimension_have_that_of_the_run_and_move_together() -> None:
    prior = made({"kind": "by-label", "parts": {"cat": {"kind": "gaussian"}}, "shift": 7.0}, 10)
    assert prior.dim == 10
    assert prior.sample(500, 0).mean() == pytest.approx(7, abs=0.1)
    assert made(by_label(), 2).spec == by_label()


def test_the_helper_takes_priors_specifications_and_names() -> None:
    prior = priors.by_label({0: "ring", "1": priors.from_spec(FAR)}, rest="moons", labels=0.1)
    parts = {"0": {"kind": "ring"}, "1": FAR}
    assert prior.spec == {"kind": "by-label", "parts": parts, "rest": {"kind": "moons"}} | {
        "labels": 0.1
    }
    assert prior.labels == 0.1
    assert priors.by_label({"a": "ring"}).labels == 1


@pytest.mark.parametrize(
    ("spec", "said"),
    [
        (by_label(parts={}), "1 to 256 classes"),
        (by_label(parts={str(n): RING for n in range(10_000)}), "received 10,000 of them"),
        (by_label(parts=[RING]), "1 to 256 classes"),
        (by_label(parts={"cat": {"kind": "torus"}, "dog": RING}), "equally many dimensions"),
        (by_label(labels=1.5), "whole number of them; received 1.5"),
        (by_label(labels=0), "labels"),
        (by_label(parts={"cat": by_label()}), "to be the whole"),
        ({"kind": "compose", "blocks": [by_label()]}, "to be the whole"),
    ],
)
def test_what_is_none_is_said_once(spec: dict[str, Any], said: str) -> None:
    with pytest.raises(SculptorError, match=said):
        priors.from_spec(spec)


@pytest.mark.parametrize(
    ("labels", "said"),
    [
        (None, "received none"),
        (np.full(9, -1), "received none"),
        (np.array([0, 0, 2, -1]), "class owl, which has a part of the prior; received 1"),
    ],
)
def test_data_without_the_class_are_refused(labels: Any, said: str) -> None:
    with pytest.raises(SculptorError, match=said):
        made(by_label()).among(labels, NAMES)
    with pytest.raises(SculptorError, match="received one of 'owl'"):
        made(by_label()).among(np.zeros(9, np.int64), ("cat", "dog"))
