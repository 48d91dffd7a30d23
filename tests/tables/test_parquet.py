"""Parquet: numbers of every type, no column lost or gained in silence, no page believed."""

import io
import json
from decimal import Decimal

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from sculptor import SculptorError
from sculptor.tables.pages import Chunk, read_chunks
from sculptor.tables.reader import read_table
from tests.tables.files import PLAIN, column, footer, schema, thrift

POINTS = np.array([[0.5, 1.0], [2.0, -3.0], [4.0, 5.5]])
FRAME = pd.DataFrame(POINTS, columns=["x", "y"])


def written(frame: pd.DataFrame) -> bytes:
    buffer = io.BytesIO()
    frame.to_parquet(buffer)
    return buffer.getvalue()


def parquet(table: pa.Table, **options: object) -> bytes:
    buffer = io.BytesIO()
    pq.write_table(table, buffer, **options)
    return buffer.getvalue()


def test_an_index_with_a_name_is_a_column() -> None:
    table = read_table(written(FRAME.set_index("x")), "points.parquet")
    assert sorted(table.names) == ["x", "y"]
    order = [table.names.index(name) for name in ("x", "y")]
    assert np.array_equal(table.values[:, order], POINTS)


def test_labels_of_rows_without_a_name_are_left_out_and_said() -> None:
    table = read_table(written(FRAME.iloc[[2, 0, 1]]), "points.parquet")
    assert table.names == ("x", "y")
    assert table.left_out == ("__index_level_0__",)
    assert "__index_level_0__" in table.omission
    assert read_table(written(FRAME), "points.parquet").omission == ""


def test_every_type_of_number_is_read_and_nothing_else() -> None:
    whole = [1, 2, 3]
    columns = {
        "float": pa.array([0.5, 2, 4]),
        "half": pa.array(np.array([0.5, 2, 4], np.float16)),
        "int8": pa.array(whole, pa.int8()),
        "uint64": pa.array(whole, pa.uint64()),
        "bool": pa.array([True, False, True]),
        "decimal": pa.array([Decimal("0.50"), Decimal("2.00"), Decimal("4.25")]),
        "coded": pa.array(whole).dictionary_encode(),
        "words": pa.array(["a", "b", "c"]).dictionary_encode(),
        "text": pa.array(["1", "2", "3"]),
        "time": pa.array(whole, pa.timestamp("s")),
        "list": pa.array([[1], [2], [3]]),
        "struct": pa.array([{"float": 1.0}] * 3),
        "none": pa.nulls(3),
    }
    table = read_table(parquet(pa.table(columns)), "types.parquet")
    assert table.left_out == ("words", "text", "time", "list", "struct", "none")
    expected = {
        "float": [0.5, 2, 4],
        "half": [0.5, 2, 4],
        "int8": whole,
        "uint64": whole,
        "bool": [1, 0, 1],
        "decimal": [0.5, 2, 4.25],
        "coded": whole,
    }
    assert dict(zip(table.names, table.values.T.tolist(), strict=True)) == expected


def test_rows_without_a_number_are_left_out_and_said() -> None:
    for values in ([1.5, None, 2.0], [1, None, 2]):
        points = read_table(parquet(pa.table({"x": values})), "gap.parquet")
        assert points.values.ravel().tolist() == [values[0], values[2]]
        assert points.omission == "1 row with a missing number was left out."


def test_names_that_come_twice_or_hold_a_point() -> None:
    twice = pa.Table.from_arrays([pa.array([1.0, 2]), pa.array([3.0, 4])], names=["x", "x"])
    with pytest.raises(SculptorError, match="Expected"):
        read_table(parquet(twice), "twice.parquet")
    nested = pa.table({"a": [{"b": 1.0}, {"b": 2.0}], "a.c": [3.0, 4.0]})
    table = read_table(parquet(nested), "nested.parquet")
    assert (table.names, table.left_out) == (("a.c",), ("a",))
    assert table.values.ravel().tolist() == [3, 4]


@pytest.mark.parametrize("compression", ["none", "snappy", "gzip", "zstd", "brotli", "lz4"])
@pytest.mark.parametrize("version", ["1.0", "2.0"])
def test_the_pages_are_those_of_the_file(compression: str, version: str) -> None:
    values = np.random.default_rng(0).normal(size=5000)
    content = parquet(
        pa.table({"x": values, "n": np.arange(5000) % 3}),
        compression=compression,
        data_page_version=version,
        data_page_size=4000,
        row_group_size=2000,
        use_dictionary=["n"],
    )
    size = int.from_bytes(content[-8:-4], "little")
    groups = read_chunks(content[-8 - size : -8])
    lengths = [chunk.values for group in groups for chunk in group]
    assert lengths == [2000, 2000, 2000, 2000, 1000, 1000]
    pages = [sum(chunk.pages(content)) for group in groups for chunk in group[:1]]
    assert sum(pages) == pytest.approx(8 * 5000, rel=0.05)
    table = read_table(content, "points.parquet")
    assert np.array_equal(table.values, np.c_[values, np.arange(5000) % 3])


def test_a_file_made_by_hand_is_read() -> None:
    """Else those that lie would be refused for another reason."""
    assert np.array_equal(read_table(one_page(), "a").values.ravel(), np.arange(1000.0))


def one_page(unpacked: int = 8000, values: int = 1000, rows: int = 1000) -> bytes:
    packed = pa.compress(np.arange(1000.0).tobytes(), codec="zstd", asbytes=True)
    plain = thrift((1, 5, values), (2, 5, 0), (3, 5, 3), (4, 5, 3))
    page = thrift((1, 5, 0), (2, 5, unpacked), (3, 5, len(packed)), (5, 12, plain)) + packed
    end = footer(schema(["x"]), [column("x", len(page))])
    if rows != 1000:
        end = end.replace(thrift((3, 6, 1000))[1:3], thrift((3, 6, rows))[1:3], 1)
    return b"PAR1" + page + end


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (one_page(unpacked=1 << 26), "pages of at most 32 MiB"),
        (one_page(unpacked=-1), "damaged"),
        (one_page(values=-5), "damaged"),
        (one_page(values=7), "damaged"),
        (one_page(rows=900), "damaged"),
        (b"PAR1" + footer(schema(["x"]), [column("x", 9999)]), "damaged"),
        (b"PAR1" + thrift((5, 12, PLAIN)) + b"\x09\0\0\0PAR1", "damaged"),
        (b"PAR1" + b"\xff\xff\xff\x7fPAR1", "bytes about the columns"),
        (b"PAR1" + bytes(20), "ends early"),
    ],
)
def test_pages_and_metadata_that_do_not_fit_are_refused(content: bytes, words: str) -> None:
    with pytest.raises(SculptorError, match=words):
        read_table(content, "a.parquet")


def test_a_chunk_of_many_small_pages_is_refused() -> None:
    empty = thrift((1, 5, 0), (2, 5, 0), (3, 5, 0), (5, 12, thrift((1, 5, 0))))
    content = b"PAR1" + empty * 100_001 + footer(schema(["x"]), [column("x", 8000)])
    with pytest.raises(SculptorError, match="100,000 pages"):
        read_table(content, "a.parquet")
    assert len(list(Chunk(4, 1).pages(b"PAR1" + empty * 3 + one_page()[4:]))) == 4


def test_what_pandas_says_of_its_index_changes_nothing() -> None:
    about = {b"pandas": json.dumps({"index_columns": ["x"], "columns": []}).encode()}
    table = pa.table({"x": POINTS[:, 0], "y": POINTS[:, 1]}).replace_schema_metadata(about)
    assert read_table(parquet(table), "points.parquet").names == ("x", "y")
