"""What names and columns say: splits, classes, factors, and what is left out."""

import numpy as np
import pytest

from sculptor import SculptorError
from sculptor.data.images import layout
from sculptor.data.images.known import read_table
from sculptor.data.images.layout import Layout
from sculptor.data.images.options import Options
from sculptor.data.images.sources import Listing


def read(
    names: list[str], columns: dict[str, list[object]] | None = None, **options: str
) -> Layout:
    """The layout of names."""
    return layout.read(Listing(names=names, columns=columns or {}), Options(**options))


def labels(found: Layout) -> list[str]:
    """The class of each item."""
    if found.labels is None:
        return []
    return [found.label_names[label] if label >= 0 else "?" for label in found.labels]


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (["a/1.png", "b/2.png", "a/3.png", "b/4.png"], ["a", "b", "a", "b"]),
        (["x/a/1.png", "x/b/2.png", "x/a/3.png", "x/b/4"], ["a", "b", "a", "b"]),
        (["a/deep/1", "a/er/2", "b/deep/3", "b/er/4"], ["a", "a", "b", "b"]),
        (["a/images/1", "b/images/2", "a/images/3", "b/images/4"], ["a", "b", "a", "b"]),
        (["1.png", "2.png", "3.png", "4.png"], []),
        (["all/1.png", "all/2.png", "all/3.png"], []),
        (["a/1", "b/2", "a/3", "b/4", "5"], ["a", "b", "a", "b", "?"]),
        (["1/x", "2/x", "3/x", "4/x", "5/x"], []),
        (["10/a", "9/a", "10/b", "9/b"], ["10", "9", "10", "9"]),
    ],
)
def test_classes_are_the_folders_that_differ_first(names: list[str], expected: list[str]) -> None:
    assert labels(read(names)) == expected


def test_classes_that_are_numbers_are_in_their_order() -> None:
    assert read(["10/a", "9/a", "10/b", "9/b"]).label_names == ("9", "10")


def test_splits_need_a_training_folder_and_another() -> None:
    names = ["train/a/1", "train/b/2", "valid/a/3", "testing/b/4"]
    assert read(names).splits == ["train", "train", "validation", "test"]
    assert read(["test/1", "test/2", "x/3", "x/4"]).splits == [""] * 4
    assert labels(read(["test/1", "test/2", "x/3", "x/4"])) == ["test", "test", "x", "x"]


def test_a_column_of_splits() -> None:
    found = read(["1", "2", "3"], {"split": ["train", "dev", "test"]})
    assert found.splits == ["train", "validation", "test"]
    assert any("column split" in note for note in found.notes)


def test_columns_that_are_factors_labels_and_neither() -> None:
    n = 8
    found = read(
        [f"{i}.png" for i in range(n)],
        {
            "label": [i % 2 for i in range(n)],
            "x": [i / 2 for i in range(n)],
            "colour": ["red", "blue"] * 4,
            "constant": [7] * n,
            "image_id": list(range(n)),
            "note": [f"text {i}" for i in range(n)],
            "half": [1.0, None, 2.0, float("nan"), 3.0, 4.0, 5.0, 6.0],
        },
    )
    assert found.factor_names == ("x", "colour", "half")
    assert found.factor_kinds == ("linear", "categorical", "linear")
    assert found.factors[:3, 1].tolist() == [1, 0, 1]
    assert np.isnan(found.factors[:, 2]).tolist() == [False, True, False, True] + [False] * 4
    assert labels(found) == ["0", "1"] * 4
    (left,) = (note for note in found.notes if note.startswith("Left out"))
    assert "constant, image_id, note" in left


def test_labels_from_where_one_says() -> None:
    names = ["a/1", "b/2", "a/3", "b/4"]
    columns = {"label": ["x", "x", "y", "y"], "kind": ["p", "q", "q", "p"]}
    assert labels(read(names, columns)) == ["x", "x", "y", "y"]
    assert labels(read(names, columns, labels="folders")) == ["a", "b", "a", "b"]
    assert labels(read(names, columns, labels="kind")) == ["p", "q", "q", "p"]
    assert labels(read(names, columns, labels="none")) == []
    with pytest.raises(SculptorError, match="folders, none, label or kind"):
        read(names, columns, labels="shape")


@pytest.mark.parametrize(
    "content",
    [
        b"file_name;a\n1.png;2\n",
        b"\xef\xbb\xbffile_name\ta\n1.png\t2\n",
        b'file_name,a\n"1.png","2"\n',
    ],
)
def test_tables_of_any_dialect(content: bytes) -> None:
    assert read_table(content, "x.csv") == {"file_name": ["1.png"], "a": ["2"]}


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"a,a\n1,2\n", "x.csv"),
        (b"\xff\xfe", "x.csv"),
        (b"[1]\n", "x.jsonl"),
        (b"{", "x.jsonl"),
        (b"PAR1", "x.parquet"),
        (b"[" * 100_000, "x.jsonl"),
    ],
    ids=["twice", "bytes", "list", "cut", "parquet", "deep"],
)
def test_tables_that_cannot_be_read(content: bytes, name: str) -> None:
    with pytest.raises(SculptorError, match="Expected a table in CSV"):
        read_table(content, name)
