"""What columns are stored as and taken for, by tables of which it is known."""

import numpy as np
import pyarrow as pa
import pytest

from sculptor import SculptorError
from sculptor.tables import arrow, decide, excel, ipc, json_lines, sniff, stores
from sculptor.tables.dialect import Dialect
from sculptor.tables.limits import Unlike
from sculptor.tables.reading import How, Reading
from sculptor.tables.table import Column, Table


def number(name: str, *values: float) -> Column:
    return Column(name, "number", np.array(values, float))


@pytest.mark.parametrize(
    ("text", "dialect"),
    [
        ("a,b\n1.5,2\n", Dialect(",")),
        ("a;b\n1,5;2\n", Dialect(";", ",")),
        ("1,5;2,5\n3,5;4,5\n", Dialect(";", ",")),
        ("a\tb\nSmith, John\t3\nDoe, Jane\t4\n", Dialect("\t")),
        ('a,b\n"1,234.5",2\n', Dialect(",", ".", ",")),
        ("a;b\n1.234,5;2\n", Dialect(";", ",", ".")),
        ("a;b\n1 234,5;2\n", Dialect(";", ",", " ")),
        ("1.5 2\n3 4\n", Dialect(" ")),
        ("1,5 2,5\n3,5 4,5\n", Dialect(" ", ",")),
        ("day;x\n2024-01-01 10:00;1,5\n2024-01-02 11:00;2,5\n", Dialect(";", ",")),
    ],
)
def test_the_dialect_of_a_text_is_found(text: str, dialect: Dialect) -> None:
    assert sniff.sniff(text.encode(), How()).dialect == dialect


def test_a_numbers_column_is_what_its_name_and_values_say() -> None:
    fractions = number("x", 0.5, 1.5, 2.5)
    for column, kind in (
        (number("user_id", 7, 3, 5), "id"),
        (number("user_id", 7, 3, 3), "number"),
        (number("grid", 7, 3, 5), "number"),
        (number("userId", 7, 3, 5), "id"),
        (number("Unnamed: 0", 7, 3, 5), "id"),
        (number("Label", 0, 1, 1), "label"),
        (number("Label", 0.5, 1, 1), "number"),
        (number("t", 0, 1, 2), "number"),
        (number("column 1", 0, 1, 2), "id"),
    ):
        found = decide.decide([column, fractions], {})
        assert found[0].kind == kind, column.name
        assert found[0].kind == "number" or found[0].why


def test_what_is_said_of_a_column_must_be_possible() -> None:
    column = number("x", 0.5, 1.5)
    assert decide.decide([column], {"x": "category"})[0].levels == ("0.5", "1.5")
    for kind in ("label", "list"):
        with pytest.raises(SculptorError, match="can be"):
            decide.decide([column], {"x": kind})
    many = number("x", *np.arange(2_000) / 3)
    with pytest.raises(SculptorError, match="at most 1,000 categories"):
        decide.decide([many], {"x": "category"})


def test_texts_are_kept_as_codes_until_there_are_too_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stores, "LEVELS", 3)
    texts = stores.Texts(10)
    texts.add_cells(["a", " b", "NA", "a"], 0, "kind")
    texts.add_many(pa.array(["c", None, "a"]).dictionary_encode(), 4)
    column = texts.column("kind", 7)
    assert column.levels == ("a", "b", "c")
    assert column.values.tolist() == [0, 1, -1, 0, 2, -1, 0]
    texts.add_cells(["d"], 7, "kind")
    assert texts.takes == "nothing"
    assert texts.column("kind", 8).values is None


def test_dates_of_a_layout_are_days() -> None:
    days = stores.to_days(["01.02.1970", None, "31.12.1969"], "%d.%m.%Y")
    assert np.array_equal(days, [31, np.nan, -1], equal_nan=True)
    assert stores.date_layout(["13/1/2024"]) == "%d/%m/%Y"
    assert stores.date_layout(["1/13/2024"]) == "%m/%d/%Y"


def test_every_type_of_arrow_has_its_nature() -> None:
    values = pa.list_(pa.float32())
    for kind, nature in (
        (pa.int8(), "number"),
        (pa.bool_(), "number"),
        (pa.decimal128(5, 2), "number"),
        (pa.dictionary(pa.int8(), pa.string()), "text"),
        (pa.timestamp("ms"), "date"),
        (values, "list"),
        (pa.list_(values), ""),
        (pa.struct([("a", pa.int8())]), ""),
        (pa.binary(), ""),
    ):
        assert arrow.nature(kind) == nature
    filler = arrow.Filler("x", pa.list_(pa.float32(), 2), 3)
    filler.add(pa.array([[1.0, 2.0], None, [3.0, 4.0]], pa.list_(pa.float32(), 2)))
    column = filler.column()
    assert column.values.dtype == np.float32
    expected = [[1, 2], [np.nan, np.nan], [3, 4]]
    assert np.array_equal(column.values, expected, equal_nan=True)


def test_arrow_files_whose_parts_lie_are_refused() -> None:
    table = pa.table({"x": np.arange(2_000.0)})
    sink = pa.BufferOutputStream()
    options = pa.ipc.IpcWriteOptions(compression="zstd")
    with pa.ipc.new_stream(sink, table.schema, options=options) as stream:
        stream.write_table(table)
    content = sink.getvalue().to_pybytes()
    assert ipc.read_ipc(content)[0].values.tolist() == list(range(2_000))
    unpacked = (16_000).to_bytes(8, "little")
    assert content.count(unpacked) == 1
    for claimed in (1 << 40, (1 << 64) - 5):
        with pytest.raises(Unlike):
            ipc.read_ipc(content.replace(unpacked, claimed.to_bytes(8, "little")))
    for end in range(8, len(content) - 8, 97):
        with pytest.raises(Unlike):
            ipc.read_ipc(content[:end])


def test_json_of_objects_of_different_keys() -> None:
    lines = b'{"x": 1, "y": [1, 2]}\n\n{"y": [3, 4], "z": true}\n{"x": null, "y": null}\n'
    columns, rows = json_lines.read_json_lines(lines)
    found = {column.name: column for column in columns}
    assert rows == 3
    assert np.array_equal(found["x"].values, [1, np.nan, np.nan], equal_nan=True)
    assert np.array_equal(found["z"].values, [np.nan, 1, np.nan], equal_nan=True)
    assert found["y"].kind == "list"
    columns, _ = json_lines.read_json_lines(b'{"x": 1, "y": {"a": 1}}\n{"x": 2, "y": 3}\n')
    assert {column.name: column.kind for column in columns} == {"x": "number", "y": "unread"}


def test_an_archive_that_is_no_workbook_has_no_sheets() -> None:
    import io
    import zipfile

    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("a.npy", b"")
    assert excel.sheets(buffer.getvalue()) is None


def test_points_of_chosen_columns() -> None:
    pair = Column("e", "list", np.array([[1.0, 2], [3, 4], [5, np.nan]]))
    table = Table(3, (number("x", 1, 2, 3), pair, Column("t", "text")), Reading("CSV"))
    assert table.dimensions == ("e",)
    points = table.points(["e", "x"])
    assert points.names == ("e 1", "e 2", "x")
    assert points.values.tolist() == [[1, 2, 1], [3, 4, 2]]
    assert points.left_out == ("t",)
    with pytest.raises(Unlike):
        table.points(["t"])
    with pytest.raises(SculptorError, match="a column out of x, e, t"):
        table["z"]
