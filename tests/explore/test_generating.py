"""Samples: where they lie, what is nearest to them, and how far they are from data."""

import io
import zipfile

import numpy as np
import pytest
from PIL import Image

from sculptor.errors import SculptorError
from sculptor.explore import generating
from sculptor.explore.generating import Neighbours, Source, distance, sample
from sculptor.explore.opened import Explored, open_space
from sculptor.explore.outline import inside
from sculptor.explore.planes import along


@pytest.fixture(scope="module")
def digits() -> Explored:
    return open_space("model:digits-mmd")


@pytest.fixture(scope="module")
def neighbours(digits: Explored) -> Neighbours:
    return Neighbours(digits)


def square(x: float, y: float, half: float) -> Source:
    corners = (
        (x - half, y - half),
        (x + half, y - half),
        (x + half, y + half),
        (x - half, y + half),
    )
    return Source("region", corners, along((0, 1), 2))


def test_samples_of_a_region_lie_in_it_and_the_same_seed_gives_the_same(digits: Explored) -> None:
    middle = digits.target[0]
    source = square(float(middle[0]), float(middle[1]), 0.5)
    codes = sample(digits, source, 64, 1)
    assert codes.shape == (64, 2)
    assert inside(codes, source.outline).all()
    assert np.array_equal(sample(digits, source, 64, 1), codes)
    assert not np.array_equal(sample(digits, source, 64, 2), codes)


def test_a_region_without_mass_says_so(digits: Explored) -> None:
    with pytest.raises(SculptorError, match=r"of 200,000 samples 0 samples lay there"):
        sample(digits, square(90, 90, 1), 10, 0)


def test_samples_of_a_class_lie_between_its_items(digits: Explored) -> None:
    own = digits.items.of("mean")[digits.items.columns["label"] == 3]
    codes = sample(digits, Source("class", label=3), 200, 0)
    away = np.linalg.norm(codes[:, None] - own[None], axis=2).min(axis=1)
    spread = np.linalg.norm(own[:, None] - own[None], axis=2)
    assert away.max() < np.sort(spread, axis=1)[:, 5].max()
    with pytest.raises(SculptorError, match="two items or more"):
        sample(digits, Source("class", label=99), 5, 0)


def test_a_training_item_is_nearest_to_itself(digits: Explored, neighbours: Neighbours) -> None:
    train = digits.dataset.split("train").images[:5]
    images, rows = neighbours.nearest(np.ascontiguousarray(train))
    assert rows.tolist() == [0, 1, 2, 3, 4]
    assert np.array_equal(images, train)


def test_the_prior_of_a_trained_model_is_near_the_data_and_one_far_away_is_not(
    digits: Explored, neighbours: Neighbours
) -> None:
    model = digits.model()
    near = distance(digits, model, neighbours, Source(), 0)
    assert near.n == 360 or near.n <= generating.MEASURED
    assert near.chance[0] < near.energy
    assert near.chance[1] > 0.8
    assert 0 <= near.precision <= 1
    with pytest.raises(SculptorError, match="50 held-out items"):
        distance(digits, model, neighbours, square(90, 90, 1), 0)


def test_files_hold_what_was_made() -> None:
    codes = np.array([[1.5, 2], [3, 4]], np.float32)
    images = np.stack([np.full((1, 4, 4), 7, np.uint8), np.full((1, 4, 4), 9, np.uint8)])
    nearest = np.array([5, 6])
    with np.load(io.BytesIO(generating.npz(codes, images, nearest))) as kept:
        assert np.array_equal(kept["codes"], codes)
        assert kept["nearest_training_row"].tolist() == [5, 6]
    with zipfile.ZipFile(io.BytesIO(generating.archive(codes, images, nearest))) as made:
        assert made.namelist() == ["0001.png", "0002.png", "codes.csv"]
        assert np.asarray(Image.open(io.BytesIO(made.read("0002.png")))).tolist() == [[9] * 4] * 4
        assert made.read("codes.csv").decode().splitlines() == [
            "file,z1,z2,nearest_training_row",
            "0001.png,1.5,2,5",
            "0002.png,3,4,6",
        ]
    import pandas as pd

    table = pd.read_parquet(io.BytesIO(generating.parquet(codes, nearest)))
    assert table.to_dict("list") == {
        "z1": [1.5, 3.0],
        "z2": [2.0, 4.0],
        "nearest_training_row": [5, 6],
    }
