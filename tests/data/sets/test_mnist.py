"""MNIST: read from a folder that is named."""

from pathlib import Path

import numpy as np
import pytest

from sculptor import SculptorError, data
from tests.data.small_mnist import write_mnist

pytestmark = pytest.mark.usefixtures("fresh")


def test_mnist_is_read_from_a_folder_that_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert not data.describe("mnist").available
    assert data.thumbnail("mnist") is None
    with pytest.raises(SculptorError, match="SCULPTOR_DATA"):
        data.load("mnist")
    arrays = write_mnist(tmp_path / "data" / "mnist")
    monkeypatch.setenv("SCULPTOR_DATA", str(tmp_path / "data"))
    found = data.load("mnist")
    assert np.array_equal(found.split("train").images[:, 0], arrays["train-images-idx3"])
    assert np.array_equal(found.split("test").labels, arrays["t10k-labels-idx1"])
    assert (data.describe("mnist").n_train, data.describe("mnist").n_test) == (30, 15)
    assert data.thumbnail("mnist").startswith(b"\x89PNG")
