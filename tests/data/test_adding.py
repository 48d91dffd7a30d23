"""Adding under a name, and for a path."""

import os
from pathlib import Path

import numpy as np
import pytest

from sculptor import SculptorError, data
from sculptor.data import adding
from sculptor.data.own.stamp import stamp
from tests.data.images.small import png, two_classes, write_folder


def test_a_path_has_a_name_like_its_file_and_keeps_it(tmp_path: Path) -> None:
    first = write_folder(tmp_path / "a" / "my pets", two_classes(4))
    second = write_folder(tmp_path / "b" / "my pets", two_classes(4))
    name, before = adding.known_as(str(first))
    assert (name, before) == ("my pets", None)
    data.add(name, first)
    assert adding.known_as(str(first))[1] is not None
    other, before = adding.known_as(str(second))
    assert other.startswith("my pets-")
    assert before is None


def test_a_path_called_like_one_of_ours_gets_another_name(tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "digits", two_classes(4))
    assert adding.known_as(str(folder))[0].startswith("digits-")


def test_a_change_of_any_file_is_seen(tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "x", {"a/1.png": png(), "2.png": png(1)})
    found = {stamp(folder)}
    (folder / "a/3.png").write_bytes(png(2))
    found.add(stamp(folder))
    (folder / "a/3.png").rename(folder / "a/4.png")
    found.add(stamp(folder))
    os.utime(folder / "2.png", (1, 1))
    found.add(stamp(folder))
    assert len(found) == 4
    assert stamp(folder) in found
    assert stamp(np.zeros(3)) == ""


@pytest.mark.parametrize(
    ("source", "message"),
    [(np.zeros((4, 4)), "all rows have the same"), ("nowhere", "nowhere is not there")],
    ids=["rows", "nowhere"],
)
def test_what_is_no_data(source: object, message: str) -> None:
    with pytest.raises(SculptorError, match=message):
        data.add("x", source)


def test_a_kind_that_there_is_not() -> None:
    with pytest.raises(SculptorError, match="Expected a kind images"):
        data.add("x", np.zeros((4, 8, 8)), kind="sounds")
