"""Sample files: named by their content, found again, and told from changed ones."""

from pathlib import Path

import numpy as np
import pytest

from sculptor import SculptorError, home, priors
from sculptor.files import sha256
from sculptor.priors import samples
from sculptor.tables import LARGEST, LEAST

POINTS = np.random.default_rng(0).normal(size=(30, 3))


def path_of(spec: dict) -> Path:
    return home.samples_dir() / f"{spec['sha256']}.npy"


def test_the_file_has_the_hash_of_its_content_as_its_name() -> None:
    spec = priors.from_samples(POINTS).spec
    assert sha256(path_of(spec).read_bytes()) == spec["sha256"]
    assert spec["shape"] == [30, 3]
    assert priors.from_samples(POINTS.tolist()).spec == spec


def test_samples_are_rows_of_the_points_each_as_likely() -> None:
    drawn = priors.from_samples(np.arange(4.0)).sample(40_000, 0).ravel()
    values, counts = np.unique(drawn, return_counts=True)
    assert values.tolist() == [0, 1, 2, 3]
    assert counts == pytest.approx(10_000, rel=0.04)


def test_jitter_adds_its_variance() -> None:
    spec = priors.from_samples(np.array([-1.0, 1.0])).spec
    assert priors.from_spec({**spec, "jitter": 0.5}).sample(50_000, 0).var() == pytest.approx(
        1.25, rel=0.02
    )


def test_a_folder_is_looked_in_before_the_home(tmp_path: Path) -> None:
    spec = priors.from_samples(POINTS).spec
    path_of(spec).rename(tmp_path / path_of(spec).name)
    with pytest.raises(SculptorError, match="not there"):
        priors.from_spec(spec)
    assert priors.from_spec(spec, samples=tmp_path).dim == 3


def test_a_changed_or_cut_file_is_noticed() -> None:
    spec = priors.from_samples(POINTS).spec
    priors.from_spec(spec)
    path = path_of(spec)
    whole = path.read_bytes()
    np.save(path, np.vstack([POINTS, POINTS]).astype(np.float32))
    with pytest.raises(SculptorError, match="has changed"):
        priors.from_spec(spec)
    path.write_bytes(whole[:100])
    with pytest.raises(SculptorError, match="Expected"):
        priors.from_spec(spec)


def test_a_shape_that_the_file_does_not_have_is_refused() -> None:
    spec = priors.from_samples(POINTS).spec
    for shape in ([30, 2], [3, 30], None, "30x3"):
        with pytest.raises(SculptorError, match="shape"):
            priors.from_spec({**spec, "shape": shape})


def test_points_far_from_the_origin_keep_their_digits_and_say_that_they_moved() -> None:
    far = POINTS * [1, 1e-3, 1] + [1e7, -5.0, 0.5]
    prior = priors.from_samples(far)
    assert prior.spec["origin"] == pytest.approx([1e7, -5.0, 0], abs=0.5)
    assert prior.spec["origin"][2] == 0
    again = priors.from_spec(prior.spec)
    drawn = again.sample(500, 0) + np.array(prior.spec["origin"])
    off = np.abs(drawn[:, None] - far[None]).max(2).min(1)
    assert off.max() < 1e-6
    assert np.array_equal(again.sample(500, 0), prior.sample(500, 0))
    assert samples.moved(prior.spec).startswith("Moved by (-1")
    assert again.spec == prior.spec


def test_points_that_are_near_or_all_the_same_in_a_dimension_stay() -> None:
    for near in (POINTS + 500, np.c_[POINTS, np.full(len(POINTS), 1e7 + 0.1)], np.array([3, 4, 9])):
        spec = priors.from_samples(near).spec
        assert "origin" not in spec
        assert samples.moved(spec) == ""
        assert np.allclose(np.load(path_of(spec)).ravel(), near.ravel(), rtol=1e-6)


def test_an_origin_is_checked() -> None:
    spec = priors.from_samples(POINTS + 1e7).spec
    for origin in ([1.0], "far", [1, 2, None], 5):
        with pytest.raises(SculptorError, match="origin"):
            priors.from_spec({**spec, "origin": origin})
    with pytest.raises(SculptorError, match="origin"):
        priors.from_spec({"kind": "ring", "origin": [0, 0]})


@pytest.mark.parametrize(
    "points", [np.zeros((1, 2)), np.full((5, 2), np.nan), np.array([["a"]]), np.zeros((2, 600))]
)
def test_says_what_is_wrong_with_samples(points: np.ndarray) -> None:
    with pytest.raises(SculptorError, match="Expected"):
        priors.from_samples(points)


@pytest.mark.parametrize(
    ("points", "words"),
    [
        ([[1, 10**400], [2, 3]], "numbers of shape"),
        ([[1.0, 1e400], [2, 3]], r"-1e\+12 to 1e\+12 .* inf, first in row 1, column 2"),
        ([[1, 2], [3, -3e38]], r"-3e\+38, first in row 2, column 2"),
        (np.array([[1, 2], [2**63 - 1, 3]]), "row 2, column 1"),
        (np.array([[0], [2**64 - 1]], np.uint64), "row 2, column 1"),
        ([[1.0, 2.0], [np.nan, 3]], "none, first in row 2, column 1"),
        ([[0.0], [1e300]], "row 2, column 1"),
        ([[0.0], [1e-300]], "1e-300 in column 1"),
        ([[0.0, 1], [5e-324, 2]], "differ by 1e-12 or more"),
        (np.full((5, 2), 7.0), "all the same"),
    ],
)
def test_numbers_that_single_precision_cannot_train_on(points: object, words: str) -> None:
    with pytest.raises(SculptorError, match=words):
        priors.from_samples(points)


@pytest.mark.parametrize("size", [LARGEST, LEAST])
def test_the_largest_and_the_closest_points_have_finite_distances(size: float) -> None:
    spec = priors.from_samples(np.array([[-size], [size]])).spec
    drawn = priors.from_spec({**spec, "scale": 1e4}).sample(50, 0)
    distances = np.square(drawn - drawn.T)
    assert np.isfinite(distances).all()
    assert np.unique(distances[distances > 0]).tolist() == pytest.approx([(2e4 * size) ** 2])
