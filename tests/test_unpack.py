"""Reading NPY as it comes; files and archives that lie are in tests/tables/test_arrays.py."""

import io

import numpy as np
import pytest

from sculptor import unpack


class Trickle(io.BytesIO):
    """A file that gives a few bytes at a time, as a socket may."""

    def read(self, size: int | None = -1, /) -> bytes:
        return super().read(min(size or 0, 7))


def written(array: np.ndarray) -> bytes:
    buffer = io.BytesIO()
    np.save(buffer, array)
    return buffer.getvalue()


@pytest.mark.parametrize(
    "array", [np.eye(3), np.asfortranarray(np.arange(6).reshape(2, 3)), np.array(7)]
)
def test_an_array_keeps_its_type_and_its_layout(array: np.ndarray) -> None:
    file = io.BytesIO(written(array))
    found = unpack.read_numbers(file, unpack.read_header(file))
    assert found.dtype == array.dtype
    assert np.array_equal(found, array)


def test_what_comes_in_parts_is_read_whole() -> None:
    content = written(np.arange(1000.0))
    file = io.BytesIO(content)
    header = unpack.read_header(file)
    found = unpack.read_numbers(Trickle(content[file.tell() :]), header)
    assert np.array_equal(found, np.arange(1000.0))


def test_objects_are_never_unpickled() -> None:
    buffer = io.BytesIO()
    np.save(buffer, np.array([{}]), allow_pickle=True)
    file = io.BytesIO(buffer.getvalue())
    with pytest.raises(ValueError, match="object"):
        unpack.read_numbers(file, unpack.read_header(file))


def test_numbers_beyond_the_type_that_they_become_are_infinite() -> None:
    file = io.BytesIO(written(np.array([1e300])))
    assert unpack.read_numbers(file, unpack.read_header(file), np.float32).tolist() == [np.inf]
