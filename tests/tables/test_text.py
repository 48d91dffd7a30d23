"""Tables as text: every cell in its place, in the dialects that programs write."""

import numpy as np
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from sculptor import SculptorError
from sculptor.tables import lines
from sculptor.tables.dialect import Dialect
from sculptor.tables.lines import Lines, at_most
from sculptor.tables.reader import read_table

POINTS = np.array([[0.5, 1.0], [2.0, -3.0], [4.0, 5.5]])


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"x,y\n1,2,3\n", "2 cells in each row, as in line 1, .* 3 in line 2"),
        (b"x,y\n1,2,3\n4,5,6\n", "2 cells in each row, as in line 1, .* 3 in line 2"),
        (b"x,y\n1,2,3\n4,5\n", "3 in line 2"),
        (b"x,y,z\n1,2\n3,4\n", "3 cells in each row, as in line 1, .* 2 in line 2"),
        (b"x,y\n1,2\n3\n", "1 in line 3"),
        (b"x,y\n1,2\n3,4,\n", "3 in line 3"),
        (b"# one\n\nx,y\n1,2\n# two\n3,4,5\n", "as in line 3, .* 3 in line 6"),
        (b"1 2\n3 4 5\n", "3 in line 2"),
        (b"x;y\r\n1;2;3\r\n", "3 in line 2"),
        (b'x,label\n1,"a\nb"\n2,c,d\n', "3 in line 4"),
        (b"x\n1\n2,3\n", "1 cell in each row, .* 2 in line 3"),
        (b"x,y,\n1,2,3\n", "2 cells in each row, .* 3 in line 2"),
    ],
)
def test_a_row_that_is_not_as_long_as_the_first_is_refused_by_its_line(
    content: bytes, words: str
) -> None:
    with pytest.raises(SculptorError, match=words):
        read_table(content, "points.csv")


@pytest.mark.parametrize(
    ("content", "names"),
    [
        (b"x,y#1\n0.5,1\n2,-3\n4,5.5\n", ("x", "y#1")),
        (b"x,y,\n0.5,1,\n2,-3,\n4,5.5,\n", ("x", "y")),
        (b"0.5,1,\n2,-3,\n4,5.5,\n", ("column 1", "column 2")),
        (b"x;y\n0,5;1\n2;-3\n4;5,5\n", ("x", "y")),
        (b'x;y\n"0,5";"1,0"\n"2";"-3"\n"4";"5,5"\n', ("x", "y")),
        ("größe\ty\r\n0.5\t1\r\n2\t-3\r\n4\t5.5\r\n".encode("utf-16"), ("größe", "y")),
        ("\ufeffx,y\n0.5,1\n2,-3\n4,5.5\n".encode("utf-16-be"), ("x", "y")),
        (b"x,y\r0.5,1\r2,-3\r4,5.5\r", ("x", "y")),
        (b"x,y\n\n0.5,1\n \n2,-3\n\n4,5.5\n\n", ("x", "y")),
        (b"  x   y\n 0.5  1 \n2   -3\n4 5.5", ("x", "y")),
        (b"x,y\n+0.5,1e0\n2.,-3\n4,.55e1\n", ("x", "y")),
        (b"x , y\n0.5 , 1\n2 , -3\n4 , 5.5\n", ("x", "y")),
        (b'"x","y"\n0.5,1\n2,-3\n4,5.5\n', ("x", "y")),
    ],
)
def test_dialects(content: bytes, names: tuple[str, ...]) -> None:
    table = read_table(content, "points.csv")
    assert table.names == names
    assert np.array_equal(table.values, POINTS)
    assert table.omission == ""


def test_labels_of_rows_are_left_out_and_said() -> None:
    """As ``frame.to_csv(path)`` and R's ``write.csv`` write them."""
    table = read_table(b",x,y\n10,0.5,1\n11,2,-3\n12,4,5.5\n", "points.csv")
    assert (table.names, table.left_out) == (("x", "y"), ("column 1",))
    assert np.array_equal(table.values, POINTS)
    assert "column 1" in table.omission


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (
            b"1,2\n# x\n3," + b"7" * 400 + b"\n",
            r"-1e\+12 to 1e\+12 .* inf, .* row 2, column 2",
        ),
        (b"x,y\n1,2\n3," + b"7" * 320 + b"\n", r"row 2, column 2 \(y\)"),
        (b"x,y\n1,2\n3,-3e38\n", r"-3e\+38, first in row 2, column 2 \(y\)"),
        (b"x,y\n1,2\n1.1e12,3\n", r"row 2, column 1 \(x\)"),
        (b"x,y\n1,0\n1,1e-40\n1,0\n", "differ by 1e-12 or more"),
        (b"x,y\n1,1e-13\n2,0\n", r"1e-13 in column 2 \(y\)"),
        (b"x,y\n1,2\n3,\n", "two rows without a missing number"),
        (b"x;y\n1,5;2\n1.00,5;3\n", "text in row 2 of the column 'x'"),
        (b"x,y\n1,2\n3,2024_01\n", "2024_01"),
        (b"a,b\n1,5;2\n3,4\n", "5;2"),
    ],
)
def test_numbers_that_no_prior_can_be_made_of(content: bytes, words: str) -> None:
    with pytest.raises(SculptorError, match=words):
        read_table(content, "points.csv")


def test_the_largest_numbers_and_the_least_spread_are_read() -> None:
    table = read_table(b"x,y,z\n1e12,0,7\n-1e12,1e-12,7\n", "points.csv")
    assert table.values.tolist() == [[1e12, 0, 7], [-1e12, 1e-12, 7]]


def test_a_long_table_is_read_whole_and_text_in_it_is_found() -> None:
    rows = 70_000  # of several chunks
    lines = [f"{i},a{i},{-i}" for i in range(rows)]
    table = read_table("\n".join(["x,label,y", *lines]).encode(), "long.csv")
    assert table.left_out == ("label",)
    assert np.array_equal(table.values, np.c_[np.arange(rows), -np.arange(rows)])
    lines[60_000] = "1,a,what"
    with pytest.raises(SculptorError, match="text in row 60,001 of the column 'y'"):
        read_table("\n".join(["x,label,y", *lines]).encode(), "long.csv")
    lines[60_000] = "1,a"
    with pytest.raises(SculptorError, match="2 in line 60,002"):
        read_table("\n".join(["x,label,y", *lines]).encode(), "long.csv")


def test_lines_are_never_more_than_is_said() -> None:
    for content in (b"", b"a", b"a\n", b"a\r\nb", b"a\rb\r", b"\n\r\n\r"):
        assert len(list(Lines(content))) <= at_most(content)


def test_numbers_of_a_dialect_are_those_of_its_cells() -> None:
    point, comma = Dialect(","), Dialect(";", ",")
    for cells in (["1", "2.5"], ["+1", " 2.5 "], ["", "1e400"], ["nan", "-inf"]):
        expected = [float(cell or "nan") for cell in cells]
        np.testing.assert_array_equal(point.numbers(cells), expected)
    np.testing.assert_array_equal(comma.numbers(["1,5", "-2"]), [1.5, -2])
    assert point.numbers(["1", "a"]) is None
    assert comma.numbers(["1,5", "1.5"]) is None


CELLS = ["1", "-2.5", "+3", " 4 ", "", "  ", "nan", "-inf", "1e5", "1,5", "1.000,5", ".5", "5."]
ODD = ["x", "#1", "NA", "1_0", "0x1f", "7" * 400, "1e999", "1,2,3", "\u00e9", "\r", "\x00", "1 2"]


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.sampled_from(",;\t"),
    st.lists(st.lists(st.sampled_from(CELLS * 5 + ODD), min_size=1, max_size=3), max_size=12),
    st.sampled_from(["\n", "\r\n"]),
)
@example(",", [["1", "2"], ["#1", "2"], ["3", "4"]], "\n")
@example(";", [["1,5", "2"], ["1.5", "2"]], "\n")
@example(",", [["1"], ["1", "2"]], "\n")
@example(",", [["+1", "2"]], "\n")
@example("\t", [["", ""]], "\n")
@example(";", [["1", "1"], ["1", "-2.5"], ["-2.5", "1.000,5"], ["1"]], "\r\n")
def test_many_lines_at_once_are_read_as_one_by_one(
    monkeypatch: pytest.MonkeyPatch, separator: str, rows: list[list[str]], end: str
) -> None:
    head = [["x", "y"], ["1,5" if separator == ";" else "1.5", "2"], ["3", "4"]]
    content = end.join(separator.join(row) for row in [*head, *rows]).encode() + end.encode()
    said = []
    for is_short in (True, False):
        with monkeypatch.context() as patch:
            patch.setattr(lines, "FIRST", 8)
            patch.setattr(lines, "BLOCK", 30)
            patch.setattr(lines, "_are_short", lambda _, is_short=is_short: is_short)
            try:
                table = read_table(content, "a.csv")
                said.append((table.names, table.values.tolist(), table.left_out))
            except SculptorError as error:
                said.append(str(error))
    assert said[0] == said[1]


def test_rows_that_are_not_understood_at_once_are_read_one_by_one() -> None:
    count = 30_000  # of several blocks
    rows = [f"{i},{-i}" for i in range(count)]
    rows[20_000] = "+20000,-20000"
    rows[-1] += "  \n# the end\n"
    values = read_table("\n".join(rows).encode(), "a.csv").values
    assert np.array_equal(values, np.c_[np.arange(count), -np.arange(count)])
