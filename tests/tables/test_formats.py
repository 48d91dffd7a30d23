"""The files that people have: each of their kinds is read right, and it is said how."""

import io
import json

import numpy as np
import openpyxl
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import safetensors.numpy

from sculptor import SculptorError
from sculptor.tables.reader import from_frame, read, read_table
from sculptor.tables.reading import How

X = np.array([[0.5, 1000.25], [-2.0, 1234.5], [4.125, 7.0]])


def kinds(table: object) -> dict[str, str]:
    return {column.name: column.kind for column in table.columns}


@pytest.mark.parametrize(
    ("content", "names"),
    [
        (b"x;y\n0,5;1000,25\n-2;1234,5\n4,125;7\n", ("x", "y")),
        (b"0,5;1000,25\n-2;1234,5\n4,125;7\n", ("column 1", "column 2")),
        (b'x,y\n0.5,"1,000.25"\n-2,"1,234.5"\n4.125,7\n', ("x", "y")),
        (b"x;y\n0,5;1.000,25\n-2;1.234,5\n4,125;7\n", ("x", "y")),
        (b"x;y\n0.5;1 000.25\n-2;1 234.5\n4.125;7\n", ("x", "y")),
        (b"x;y\n0.5;1'000.25\n-2;1'234.5\n4.125;7\n", ("x", "y")),
        ("x\ty\n0,5\t1000,25\n-2\t1234,5\n4,125\t7\n".encode("utf-16"), ("x", "y")),
        ("größe,y\n0.5,1000.25\n-2,1234.5\n4.125,7\n".encode("utf-16-le"), ("größe", "y")),
        ("größe,y\n0.5,1000.25\n-2,1234.5\n4.125,7\n".encode("latin-1"), ("größe", "y")),
        (b"x|y\n0.5|1000.25\n-2|1234.5\n4.125|7\n", ("x", "y")),
        (b"# a comment\nx\ty\n0.5\t1000.25\n-2\t1234.5\n4.125\t7\n", ("x", "y")),
        (b'{"x": 0.5, "y": 1000.25}\n{"x": -2, "y": 1234.5}\n{"y": 7, "x": 4.125}\n', ("x", "y")),
        (b"[[0.5, 1000.25], [-2, 1234.5], [4.125, 7]]", ("column 1", "column 2")),
        (safetensors.numpy.save({"z": X}), ("column 1", "column 2")),
    ],
)
def test_every_dialect_and_format_gives_the_same_points(
    content: bytes, names: tuple[str, ...]
) -> None:
    points = read_table(content, "points")
    assert points.names == names
    assert np.array_equal(points.values, X)


def test_a_table_is_read_alike_however_many_lines_it_has() -> None:
    """Many lines are read at once, in another way than the first."""
    rows = 20_000
    frame = pd.DataFrame(
        {
            "x": np.arange(rows) / 8,
            "kind": np.array(["red", "blue", "NA"])[np.arange(rows) % 3],
            "day": pd.date_range("2024-01-01", periods=rows).strftime("%Y-%m-%d"),
            "gap": np.where(np.arange(rows) % 5, np.arange(rows) / 4, np.nan),
        }
    )
    for options, decimal in (({}, "."), ({"sep": ";", "decimal": ","}, ",")):
        table = read(frame.to_csv(index=False, **options).encode(), "a.csv")
        assert kinds(table) == {"x": "number", "kind": "category", "day": "date", "gap": "number"}
        assert table.reading.decimal == decimal
        assert np.array_equal(table["x"].values, frame["x"])
        assert table["kind"].levels == ("red", "blue")
        assert (table["kind"].values[:6] == [0, 1, -1, 0, 1, -1]).all()
        assert table["kind"].missing == rows // 3
        assert np.array_equal(table["day"].values, 19_723 + np.arange(rows))
        assert np.array_equal(table["gap"].values, frame["gap"], equal_nan=True)


def test_an_index_of_a_frame_is_no_dimension() -> None:
    content = pd.DataFrame(X, columns=["x", "y"]).to_csv().encode()
    table = read(content, "a.csv")
    assert kinds(table) == {"column 1": "id", "x": "number", "y": "number"}
    assert np.array_equal(read_table(content, "a.csv").values, X)
    numbered = pd.DataFrame(X).to_csv().encode()
    assert np.array_equal(read_table(numbered, "a.csv").values, X)
    bare = pd.DataFrame(X).to_csv(header=False).encode()
    found = read(bare, "a.csv")
    assert kinds(found)["column 1"] == "id"
    assert "counts the rows" in found["column 1"].why
    said = How(kinds={"column 1": "number"})
    assert read_table(bare, "a.csv", said).values[:, 0].tolist() == [0, 1, 2]


@pytest.mark.parametrize("kind", ["lists", "fixed", "large"])
@pytest.mark.parametrize("form", ["parquet", "arrow", "stream", "zstd", "jsonl"])
def test_a_column_of_lists_is_read_and_its_id_is_not_the_data(kind: str, form: str) -> None:
    rows = np.random.default_rng(0).normal(size=(50, 3)).astype(np.float32)
    types = {
        "lists": pa.list_(pa.float32()),
        "fixed": pa.list_(pa.float32(), 3),
        "large": pa.large_list(pa.float32()),
    }
    embedding = pa.array(rows.tolist(), types[kind])
    table = pa.table({"id": np.arange(50), "embedding": embedding, "text": ["a", "b"] * 25})
    buffer = io.BytesIO()
    if form == "parquet":
        pq.write_table(table, buffer)
    elif form == "jsonl":
        buffer.write("\n".join(map(json.dumps, table.to_pylist())).encode())
    else:
        options = pa.ipc.IpcWriteOptions(compression="zstd" if form == "zstd" else None)
        begin = pa.ipc.new_stream if form == "stream" else pa.ipc.new_file
        with begin(buffer, table.schema, options=options) as file:
            file.write_table(table, max_chunksize=20)
    found = read(buffer.getvalue(), f"a.{form}")
    assert kinds(found) == {"id": "id", "embedding": "list", "text": "category"}
    points = read_table(buffer.getvalue(), f"a.{form}")
    assert points.names == ("embedding 1", "embedding 2", "embedding 3")
    assert np.allclose(points.values, rows)
    assert points.omission == "Left out: id (ids or labels of rows), text (categories)."


def test_lists_of_different_lengths_are_said() -> None:
    buffer = io.BytesIO()
    pq.write_table(pa.table({"x": [1.0, 2.0], "e": [[1.0], [1.0, 2.0]]}), buffer)
    table = read(buffer.getvalue(), "a.parquet")
    assert kinds(table) == {"x": "number", "e": "unread"}
    assert "different lengths" in table["e"].why


def test_a_workbook_is_read_by_its_sheets() -> None:
    book = openpyxl.Workbook()
    book.active.append(["x", "y", "kind", "day"])
    for place, (x, y) in enumerate(X):
        book.active.append([x, y, "ab"[place % 2], pd.Timestamp("2024-01-02").to_pydatetime()])
    other = book.create_sheet("other")
    for row in (X + 1).tolist():
        other.append(row)
    buffer = io.BytesIO()
    book.save(buffer)
    table = read(buffer.getvalue(), "a.xlsx")
    assert kinds(table) == {"x": "number", "y": "number", "kind": "category", "day": "date"}
    assert table.reading.parts == ("Sheet", "other")
    assert "2 sheets" in table.reading.notes[0]
    assert np.array_equal(read_table(buffer.getvalue(), "a.xlsx").values, X)
    points = read_table(buffer.getvalue(), "a.xlsx", How(part="other"))
    assert np.array_equal(points.values, X + 1)
    with pytest.raises(SculptorError, match="Expected a sheet out of Sheet, other"):
        read(buffer.getvalue(), "a.xlsx", How(part="none"))


@pytest.mark.parametrize(
    ("names", "column"),
    [(["x", "y", "label"], 2), (["class", "x", "y"], 0), (["x", "y", "z"], 2), ([], 2)],
)
def test_integer_labels_are_no_dimension(names: list[str], column: int) -> None:
    rows = np.random.default_rng(0).normal(size=(60, 2))
    rows = np.insert(rows, column, np.arange(60) % 3, axis=1)
    content = pd.DataFrame(rows, columns=names or None)
    text = content.astype({content.columns[column]: int}).to_csv(index=False, header=bool(names))
    table = read(text.encode(), "a.csv")
    assert table.columns[column].kind == "label"
    assert len(read_table(text.encode(), "a.csv").names) == 2
    said = How(kinds={table.columns[column].name: "number"})
    assert len(read_table(text.encode(), "a.csv", said).names) == 3


def test_counts_among_counts_are_numbers() -> None:
    table = read(b"rooms,floor\n" + b"3,1\n2,0\n1,2\n" * 30, "a.csv")
    assert kinds(table) == {"rooms": "number", "floor": "number"}


@pytest.mark.parametrize("missing", ["NaN", "", "NA", "null", "?", "N/A", "-"])
def test_what_stands_for_no_number(missing: str) -> None:
    content = f"x,y\n0.5,1\n{missing},2\n4,3\n".encode()
    assert read(content, "a.csv")["x"].missing == 1
    points = read_table(content, "a.csv")
    assert points.values.tolist() == [[0.5, 1], [4, 3]]
    assert points.omission == "1 row with a missing number was left out."


@pytest.mark.parametrize(
    ("content", "words", "how", "value"),
    [
        (b"x;y\n1,234;5\n2,345;6\n", "'1,234' can be read in two ways", How(decimal="."), 1234),
        (b"1,5\n2,5\n3,5\n", "two numbers", How(delimiter=";", decimal=","), 1.5),
        (b"x;y\n1.234;5\n2.345;6\n", "'1.234' can be read", How(decimal=","), 1234),
        ("é\n1\n2\n".encode("latin-1"), "was read as windows-1252", How(encoding="latin-1"), 1),
        (b"a,b\nc,d\ne,f\n", "taken for names", How(header=False), None),
    ],
)
def test_what_is_ambiguous_is_said_and_can_be_changed(
    content: bytes, words: str, how: How, value: float | None
) -> None:
    table = read(content, "a.csv")
    assert any(words in note for note in table.reading.notes)
    changed = read(content, "a.csv", how)
    if value is not None:
        assert changed.columns[0].values[0] == value
    else:
        assert changed.rows == table.rows + 1


def test_days_before_months_are_said() -> None:
    table = read(b"x,day\n1,01/02/2024\n2,03/04/2024\n", "a.csv")
    assert "read as day, month, year" in table["day"].why
    assert table["day"].values[0] == 19_754  # the first of February


@pytest.mark.parametrize("how", [{"encoding": "klingon"}, {"delimiter": "x"}, {"kinds": {"x": 1}}])
def test_what_is_said_of_a_file_is_checked(how: dict) -> None:
    with pytest.raises(SculptorError, match="Expected"):
        How.from_dict(how)
    with pytest.raises(SculptorError, match="Expected how to read"):
        How.from_dict({"colour": 1})


def test_frames_in_memory() -> None:
    frame = pd.DataFrame({"x": [0.5, 1.5, np.nan], "kind": ["a", "b", None]}, index=[5, 6, 7])
    for given in (frame, pa.table({"x": [0.5, 1.5, None], "kind": ["a", "b", None]})):
        table = from_frame(given)
        assert table["x"].missing == table["kind"].missing == 1
    assert kinds(from_frame(frame))["__index_level_0__"] == "id"
    assert np.array_equal(from_frame(X).points().values, X)
    assert from_frame({"x": [1.5, 2.5], "y": [1.0, 2.5]}).rows == 2
    for wrong in ("text", np.zeros((2, 2, 2)), {"x": [1], "y": [1, 2]}, np.array(["a"])):
        with pytest.raises(SculptorError, match="Expected"):
            from_frame(wrong)


def test_arrays_beside_the_matrix_are_columns() -> None:
    buffer = io.BytesIO()
    np.savez(buffer, x=np.random.default_rng(0).normal(size=(40, 3)), label=np.arange(40) % 4)
    table = read(buffer.getvalue(), "a.npz")
    assert table["label"].kind == "label"
    assert table.reading.part == "x"
    both = {"x": np.zeros((4, 2), np.float16), "label": np.arange(4)}
    found = read(safetensors.numpy.save(both), "a.safetensors", How(part="x"))
    assert found.reading.parts == ("label", "x")
    with pytest.raises(SculptorError, match="an array out of label, x"):
        read(safetensors.numpy.save(both), "a.safetensors", How(part="y"))


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"\xd0\xcf\x11\xe0" + bytes(600), "the older .xls"),
        (b'{"x": 1}\n{"x": \n', "one JSON object a line"),
        (b'{"x": 1}\n2\n', "neither an object nor a list"),
        (b"ARROW1\0\0" + bytes(100), "damaged"),
        (b"\xff\xff\xff\xff" + b"\x10\0\0\0" + bytes(100), "damaged"),
        (b'\x10\0\0\0\0\0\0\0{"x": {}}       ', "damaged"),
        (b"PK\x03\x04" + bytes(50), "damaged"),
        (b"x,y\n1,2\n3,\xff\n", "text in row 2"),
    ],
)
def test_damaged_files_of_each_kind_are_refused(content: bytes, words: str) -> None:
    with pytest.raises(SculptorError, match=words):
        read_table(content, "points")
