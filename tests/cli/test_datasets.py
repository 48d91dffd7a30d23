"""``sculptor datasets add`` and ``remove``, and ``--dataset PATH``."""

import json
from pathlib import Path

import pytest

from sculptor import data
from tests.cli.small import Call
from tests.data.images.small import png, two_classes, write_folder, write_zip


def test_add_list_and_remove(call: Call, tmp_path: Path) -> None:
    files = two_classes(10) | {"notes.txt": b""}
    path = write_zip(tmp_path / "pets.zip", files)
    code, text, _ = call("datasets", "add", "pets", str(path), "--size", "16x20")
    assert code == 0
    assert "20 images of 3 x 16 x 20" in text
    assert "notes.txt: no image by its name" in text
    listed = {item["name"]: item for item in json.loads(call("datasets", "--json")[1])}
    assert listed["pets"]["yours"]
    assert listed["pets"]["shape"] == [3, 16, 20]
    assert call("datasets", "add", "pets", str(path))[0] == 1
    code, text, _ = call("datasets", "add", "pets", str(path), "--replace", "--json")
    assert json.loads(text)["left_out"] == [["notes.txt", "no image by its name"]]
    assert call("datasets", "remove", "pets")[:2] == (0, "pets is removed.\n")
    assert "pets" not in data.names()
    assert call("datasets", "remove", "pets")[0] == 1


@pytest.mark.parametrize("arguments", [["add"], ["add", "x"], ["remove"]], ids="-".join)
def test_what_is_missing_is_said(call: Call, arguments: list[str]) -> None:
    code, _, told = call("datasets", *arguments)
    assert code == 1
    assert "Expected a name" in told


def test_a_path_in_place_of_a_name(call: Call, tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "pets", two_classes(10))
    train = ("train", "--dataset", str(folder), "--steps", "2", "--batch-size", "8")
    code, text, told = call(*train, "--json")
    assert code == 0, told
    assert "20 images of 3 x 10 x 12" in told
    assert json.loads(text)["status"] == "finished"
    assert "20 images" not in call(*train)[2]  # as it was before
    (folder / "cats/more.png").write_bytes(png(99))
    assert "21 images" in call(*train)[2]
    code, _, told = call("train", "--dataset", str(tmp_path / "nothing"))
    assert code == 1
    assert "is not there" in told


def test_a_table_is_added_with_its_dialect_and_columns(call: Call, tmp_path: Path) -> None:
    lines = [f"{place};{place / 7:.3f};{place % 5}".replace(".", ",") for place in range(60)]
    path = tmp_path / "points.csv"
    path.write_text("\n".join(["id;x;y", *lines]))
    code, text, _ = call("datasets", "add", "points", str(path), "--columns", "y=label")
    assert code == 0
    assert "60 rows of 1" in text
    assert "semicolon between cells, decimal comma" in text
    assert "Left out: id" in text
    assert data.load("points").label_names == ("0", "1", "2", "3", "4")
    code, text, _ = call("datasets", "add", "points", str(path), "--replace", "--decimal", "point")
    assert code == 0
    assert "Left out: id" in text
    assert "x (text in row 1 of the column 'x': '0,000')" in text
    train = ("train", "--dataset", str(path), "--steps", "2", "--batch-size", "8")
    code, _, told = call(*train, "--network", "conv")
    assert code == 1
    assert "Choose mlp" in told
