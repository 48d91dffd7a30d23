"""The look before use: what is seen at little cost."""

import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from sculptor import SculptorError
from sculptor.data.images.array import ArraySource
from sculptor.data.images.look import COLUMNS, Look, look
from sculptor.data.images.opening import open_source
from sculptor.data.images.options import Options
from tests.data.images.small import encoded, picture, png, two_classes, write_folder, write_zip


def seen(path: Path, **options: object) -> Look:
    """A look at what lies at a path."""
    return look(open_source(path), Options.from_dict(options))[0]


def test_counts_classes_sizes_and_what_is_left_out(tmp_path: Path) -> None:
    files = two_classes(15) | {"readme.txt": b""}
    found = seen(write_zip(tmp_path / "x.zip", files))
    assert found.n == 30
    assert found.classes == (("cats", 15), ("dogs", 15))
    assert found.sizes == (("10 x 12", 30),)
    assert found.shape == (3, 10, 12)
    assert found.skipped == 1
    grid = Image.open(io.BytesIO(found.grid))
    assert grid.size[0] == COLUMNS * (5 * 12 + 2) - 2


def test_what_images_become_is_said_where_they_differ(tmp_path: Path) -> None:
    folder = write_folder(
        tmp_path / "x", {f"{i}.jpg": encoded(picture(i, (90 + i, 80)), "JPEG") for i in range(5)}
    )
    found = seen(folder)
    assert found.shape == (3, 64, 64)
    assert any("become 64 x 64 pixels, scaled until it covers the size" in x for x in found.notes)
    assert seen(folder, size=32, fit="pad", channels=1).shape == (1, 32, 32)


def test_given_splits_and_grey(tmp_path: Path) -> None:
    files = {f"{split}/{i}.png": png(i, mode="L") for split in ("train", "test") for i in range(4)}
    found = seen(write_folder(tmp_path / "x", files))
    assert found.splits == {"train": 4, "test": 4}
    assert found.shape == (1, 10, 12)
    assert any("become grey" in note for note in found.notes)


def test_an_array_that_can_be_read_in_two_ways_says_how_it_was(tmp_path: Path) -> None:
    source = ArraySource([("", np.zeros((9, 3, 20, 3), np.uint8))])
    found, _ = look(source, Options(size=8))
    assert any("channels last; choose the layout 'first'" in note for note in found.notes)


def test_nothing_that_can_be_read(tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "x", {"a.png": b"<svg/>"})
    with pytest.raises(SculptorError, match=r"a\.png is an SVG drawing"):
        seen(folder)
