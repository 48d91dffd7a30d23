"""Files that people upload: what is read, and what is refused with one clear message."""

import contextlib
import io
import pickle
import struct
import zipfile
import zlib
from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from sculptor import SculptorError, priors
from sculptor.tables.reader import read_table

POINTS = np.array([[0.5, 1.0], [2.0, -3.0], [4.0, 5.5]])


def npy(array: np.ndarray, pickled: bool = False) -> bytes:
    buffer = io.BytesIO()
    np.save(buffer, array, allow_pickle=pickled)
    return buffer.getvalue()


def npz(**arrays: np.ndarray) -> bytes:
    buffer = io.BytesIO()
    np.savez_compressed(buffer, **arrays)
    return buffer.getvalue()


def parquet(frame: pd.DataFrame) -> bytes:
    buffer = io.BytesIO()
    frame.to_parquet(buffer)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("content", "names"),
    [
        (b"x,y\n0.5,1\n2,-3\n4,5.5\n", ("x", "y")),
        (b"0.5,1\n2,-3\n4,5.5", ("column 1", "column 2")),
        (b"x\ty\n0.5\t1\n2\t-3\n4\t5.5\n", ("x", "y")),
        (b"\xef\xbb\xbfx;y\r\n0.5;1\r\n2;-3\r\n4;5.5\r\n", ("x", "y")),
        (b"0.5 1\n2 -3\n4 5.5\n", ("column 1", "column 2")),
        (npy(POINTS), ("column 1", "column 2")),
        (npz(z=POINTS), ("column 1", "column 2")),
        (parquet(pd.DataFrame(POINTS, columns=["x", "y"])), ("x", "y")),
    ],
)
def test_every_format_gives_the_same_samples_whatever_its_name(
    content: bytes, names: tuple[str, ...]
) -> None:
    table = read_table(content, "points.png")
    assert table.names == names
    assert np.array_equal(table.values, POINTS)


def test_one_column_is_one_dimension() -> None:
    assert read_table(b"1\n2\n3\n", "a.csv").values.shape == (3, 1)
    assert read_table(npy(np.arange(4.0)), "a.npy").values.shape == (4, 1)


class Bomb:
    """What unpickling would run."""

    def __reduce__(self) -> tuple:
        return pytest.fail, ("unpickled",)


def huge_zip() -> bytes:
    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open("z.npy", "w", force_zip64=True) as member,
    ):
        member.write(npy(np.zeros((0, 2))).replace(b"(0, 2), }        ", b"(73400320, 2), } "))
        for _ in range(70):
            member.write(bytes(1 << 24))
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b" \n\n", "empty"),
        (b"x,y\n1,2\n", "two rows"),
        (b"1,2\n", "two rows"),
        (b"1,1\n1,1\n1,1\n", "all the same"),
        (b"1,2\nnan,3\n4,\n", "two rows without a missing number"),
        (b"1,2\n3,inf\n4,5\n", "row 2, column 2"),
        (b"x,y\n1,2\n3,four\n", "four"),
        (b"1,2\n3,4,5\n", "row"),
        (b",".join([b"1"] * 10_000) + b"\n" + b",".join([b"2"] * 10_000), "10,000"),
        (npy(np.zeros((3, 10_000))), "10,000"),
        (npy(np.array([Bomb(), Bomb()], dtype=object), pickled=True), "pickled"),
        (pickle.dumps([1, 2]), "another kind|UTF-8"),
        (npy(np.array(["a", "b"])), "numbers"),
        (npy(np.zeros((2, 2, 2))), "shape"),
        (npy(np.zeros((2, 2), [("a", "f4")])), "named fields"),
        (npy(POINTS)[:-8], "damaged"),
        (npy(POINTS).replace(b"(3, 2)", b"(9, 2)"), "damaged"),
        (b"PK\x03\x04broken", "damaged"),
        (npz(), "array"),
        (huge_zip, "at most 1,000,000 rows"),
        (b"PAR1broken", "damaged"),
        (bytes(range(256)) * 4, "another kind"),
        (b"\xff\xfe" + "1,2\n".encode("utf-16-le"), "two rows"),
    ],
)
def test_hostile_files_get_one_clear_message(
    content: bytes | Callable[[], bytes], words: str
) -> None:
    content = content() if callable(content) else content
    with pytest.raises(SculptorError, match=words) as caught:
        read_table(content, "points.csv")
    assert "Expected" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_too_many_rows_are_not_read() -> None:
    with pytest.raises(SculptorError, match="1,000,000"):
        read_table(npy(np.zeros((1_000_001, 1), np.int8)), "many.npy")


def png_header(width: int, height: int) -> bytes:
    """A PNG that claims a size and holds next to nothing."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    body = chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + body


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "PNG or JPEG"),
        (b"x,y\n1,2\n", "PNG or JPEG"),
        (png_header(20_000, 15_000), "megapixels|exceeds"),
        (png_header(100_000, 100_000), "megapixels|exceeds"),
        (png_header(10, 10), "damaged"),
    ],
)
def test_hostile_pictures_get_one_clear_message(content: bytes, words: str) -> None:
    with pytest.raises(SculptorError, match=words):
        priors.from_image(content)


def test_a_jpeg_of_dark_ink_on_paper_is_read_as_ink() -> None:
    picture = np.full((60, 60), 250, np.uint8)
    picture[:20, :20] = 5  # the upper left corner
    buffer = io.BytesIO()
    Image.fromarray(picture).save(buffer, "JPEG", quality=95)
    points = priors.from_image(buffer.getvalue()).sample(500, 0)
    assert np.mean((points[:, 0] < -0.9) & (points[:, 1] > 0.9)) > 0.6


def test_columns_of_text_such_as_labels_are_left_out() -> None:
    table = read_table(b"x,y,species\n0.5,1,cat\n2,-3,dog\n4,5.5,\n", "animals.csv")
    assert (table.names, table.left_out) == (("x", "y"), ("species",))
    assert np.array_equal(table.values, POINTS)
    frame = pd.DataFrame(POINTS, columns=["x", "y"]).assign(label=["a", "b", "c"])
    assert read_table(parquet(frame), "animals.parquet").left_out == ("label",)
    with pytest.raises(SculptorError, match="text only"):
        read_table(b"label\na\nb\n", "labels.csv")


@pytest.mark.parametrize(
    "content",
    [
        b"# made by numpy.savetxt\n0.5 1\n2 -3\n4 5.5\n",
        b"# x, y\n\n0.5,1\n2,-3\n4,5.5\n",
        b"0,1\n0.5,1.0\n2.0,-3.0\n4.0,5.5\n",  # DataFrame(points).to_csv(index=False)
        b"0.5, 1\n2, -3\n4, 5.5\n",
    ],
)
def test_every_sample_is_read_and_nothing_else(content: bytes) -> None:
    assert np.array_equal(read_table(content, "points.csv").values, POINTS)


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from(["npy", "npz", "parquet", "csv"]),
    st.lists(st.tuples(st.floats(0, 0.999), st.integers(0, 255)), max_size=5),
    st.floats(0, 1),
)
def test_damaged_files_are_refused_or_read(kind: str, changes: list, length: float) -> None:
    whole = {
        "npy": npy(POINTS),
        "npz": npz(z=POINTS),
        "parquet": parquet(pd.DataFrame(POINTS, columns=["x", "y"])),
        "csv": b"x,y\n0.5,1\n2,-3\n4,5.5\n",
    }
    content = bytearray(whole[kind])
    for where, value in changes:
        content[int(where * len(content))] = value
    with contextlib.suppress(SculptorError):
        read_table(bytes(content[: int(length * len(content)) + 1]), "points")
