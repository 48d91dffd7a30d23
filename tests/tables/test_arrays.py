"""NPY and NPZ: what a header or a directory claims is checked, and never believed."""

import io
import struct
import zipfile

import numpy as np
import pytest

from sculptor import SculptorError
from sculptor.tables.reader import read_table
from tests.tables.files import npy, npy_header, with_directory

POINTS = np.array([[0.5, 1.0], [2.0, -3.0], [4.0, 5.5]])


def packed(method: int = zipfile.ZIP_DEFLATED, **members: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for name, content in members.items():
            archive.writestr(f"{name}.npy", content)
    return buffer.getvalue()


@pytest.mark.parametrize(
    "array",
    [
        POINTS,
        np.asfortranarray(POINTS),
        POINTS.astype(">f4"),
        POINTS.astype(np.float16),
        POINTS.astype(np.longdouble),
        np.repeat(POINTS, 2, axis=0)[::2],
    ],
)
def test_every_layout_is_read(array: np.ndarray) -> None:
    for content in (npy(array), packed(z=npy(array)), packed(zipfile.ZIP_STORED, z=npy(array))):
        values = read_table(content, "points").values
        assert values.dtype == np.float64
        assert np.array_equal(values, POINTS)


def test_the_version_of_the_header_does_not_matter() -> None:
    for version in (1, 2, 3):
        content = npy_header("(3, 2)", version=version) + POINTS.tobytes()
        assert np.array_equal(read_table(content, "points").values, POINTS)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (npy_header("(-3, 2)") + bytes(48), "negative"),
        (npy_header("(3, -2)") + bytes(48), "negative"),
        (
            npy_header("(9223372036854775807, 2)") + bytes(48),
            "1,000,000 rows .* received very many",
        ),
        (npy_header("(4611686018427387904, 4)") + bytes(48), "at most 1,000,000 rows"),
        (npy_header("(2, 18446744073709551616)") + bytes(48), "at most 4,096 columns"),
        (npy_header(f"({'9' * 4000}, 2)") + bytes(48), "rows"),
        (npy_header(f"({'9' * 6000}, 2)") + bytes(48), "damaged"),
        (npy_header("(3, 2)", version=4) + bytes(48), "damaged"),
        (npy_header("3") + bytes(48), "damaged"),
        (npy_header("()") + bytes(8), "shape"),
        (npy_header("(3, 2)", "'<f8', 'x': 1") + bytes(48), "damaged"),
        (npy_header("(3, 2)", "'|V1000000000'") + bytes(48), "array of numbers"),
        (npy_header("(3, 2)", "('<f8', (1000000,))") + bytes(48), "array of numbers"),
        (npy_header("(3, 2)", "'<c16'") + bytes(96), "complex"),
        (npy_header("(3, 2)", "'|O'") + bytes(48), "pickled"),
        (npy_header("(3, 2)", "'<m8[s]'") + bytes(48), "array of numbers"),
        (npy_header("(3, 2)", "[('a', '<f8')]") + bytes(48), "named fields"),
        (npy_header("(3, 2)" + " " * 20_000) + bytes(48), "a header of"),
        (npy_header("(" * 5000) + bytes(48), "damaged"),
        (npy_header("(3, 2)")[:9], "damaged"),
        (npy_header("(1000000, 4)") + bytes(100), "ends early"),
        (npy_header("(1000000, 512)") + bytes(100), "numbers"),
    ],
)
def test_headers_that_claim_what_is_not_there(content: bytes, words: str) -> None:
    for whole in (content, packed(z=content)):
        with pytest.raises(SculptorError, match=words) as caught:
            read_table(whole, "points")
        assert len(str(caught.value)) < 400


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (packed(zipfile.ZIP_BZIP2, z=npy(POINTS)), "neither stored nor deflated"),
        (packed(zipfile.ZIP_LZMA, z=npy(POINTS)), "neither stored nor deflated"),
        (with_directory(packed(z=npy(POINTS)), 8, b"\x01\x00"), "encrypted"),
        (with_directory(packed(z=npy(POINTS)), 24, struct.pack("<I", 130)), "ends early|CRC"),
        (packed(**{f"z{i}": npy(POINTS) for i in range(300)}), "more than 256 members"),
        (packed(z=b"no array"), "damaged"),
    ],
)
def test_archives_that_are_not_what_numpy_writes(content: bytes, words: str) -> None:
    with pytest.raises(SculptorError, match=words):
        read_table(content, "points")


def test_the_first_matrix_is_read_and_no_other_member_is_unpacked() -> None:
    hollow = npy_header("(1000000,)") + b"nothing"
    content = packed(labels=npy(np.arange(3)), hollow=hollow, z=npy(POINTS), more=npy(POINTS + 1))
    assert np.array_equal(read_table(content, "points").values, POINTS)


def test_a_file_that_grows_too_much_says_how_to_save_it() -> None:
    zeros = packed(z=npy_header("(1000000, 20)", "'|i1'") + bytes(20_000_000))
    with pytest.raises(SculptorError, match=r"unpack to at most 64 MiB.*without compression"):
        read_table(zeros, "points")
