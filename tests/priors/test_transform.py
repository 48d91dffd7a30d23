"""Rotation, scale and shift: exact on single points."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sculptor import SculptorError, priors

N = 60_000


def moved(points: list[list[float]], **move: object) -> np.ndarray:
    spec = priors.from_samples(np.array(points)).spec
    plain, after = priors.from_spec(spec), priors.from_spec({**spec, **move})
    before = plain.sample(50, 0)
    assert {tuple(row) for row in before.tolist()} == {tuple(map(float, row)) for row in points}
    first = np.argmax((before == points[0]).all(1))
    return after.sample(50, 0)[first]


def test_rotation_is_from_the_first_axis_to_the_second() -> None:
    assert moved([[1, 0], [5, 5]], rotation=90) == pytest.approx([0, 1], abs=1e-6)
    assert moved([[1, 0], [5, 5]], scale=[2, 1], rotation=90, shift=[0, 1]) == pytest.approx(
        [0, 3], abs=1e-6
    )


def test_rotations_in_planes_follow_one_another() -> None:
    turns = [{"plane": [0, 2], "degrees": 90}, {"plane": [2, 1], "degrees": 90}]
    assert moved([[1, 0, 0], [5, 5, 5]], rotation=turns) == pytest.approx([0, 1, 0], abs=1e-6)


@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(st.permutations(range(5)), st.floats(-720, 720)), min_size=1, max_size=6))
def test_rotations_keep_lengths(turns: list) -> None:
    rotation = [{"plane": list(plane[:2]), "degrees": angle} for plane, angle in turns]
    spec = {"kind": "gaussian", "dim": 5, "std": 1.0}
    lengths = (
        np.linalg.norm(priors.from_spec(each).sample(20, 0), axis=1)
        for each in (spec, {**spec, "rotation": rotation})
    )
    assert next(lengths) == pytest.approx(next(lengths), rel=1e-5)


@pytest.mark.parametrize(
    "move",
    [
        {"rotation": 10**400},
        {"rotation": [{"plane": [0, 0], "degrees": 3}]},
        {"rotation": [{"plane": [-1, 0], "degrees": 3}]},
        {"rotation": "30"},
        {"shift": [1, None]},
        {"shift": 1e300},
        {"scale": [1, 0]},
    ],
)
def test_says_what_is_wrong_with_a_move(move: dict) -> None:
    with pytest.raises(SculptorError, match="Expected"):
        priors.from_spec({"kind": "ring", **move})


def test_many_turns_of_many_dimensions_take_no_time_and_a_huge_matrix_is_never_made() -> None:
    turns = [{"plane": [i % 511, 511], "degrees": 1} for i in range(5000)]
    assert priors.from_spec({"kind": "gaussian", "dim": 512, "rotation": turns}).dim == 512
    blocks = [{"kind": "gaussian", "dim": 512}] * 64
    nested = [{"kind": "compose", "blocks": blocks, "shift": 1}] * 64
    with pytest.raises(SculptorError, match="together at most 512"):
        priors.from_spec({"kind": "compose", "blocks": nested, "rotation": 3})


def sample(spec: dict, dim: int | None = None, n: int = N, seed: int = 0) -> np.ndarray:
    return priors.from_spec(spec, dim=dim).sample(n, seed).astype(np.float64)


def test_scale_then_rotation_then_shift() -> None:
    moved = sample(
        {"kind": "uniform", "radius": 1.0, "scale": [2, 1], "rotation": 90, "shift": [10, 0]}
    )
    low, high = moved.min(0), moved.max(0)
    assert low == pytest.approx([9, -2], abs=0.01)
    assert high == pytest.approx([11, 2], abs=0.01)
