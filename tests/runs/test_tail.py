"""Rows of a file that grows: each is read once, and a file that was replaced anew."""

from pathlib import Path

import pytest

from sculptor.files import append_line
from sculptor.jobs import Run
from sculptor.runs import tail
from sculptor.runs.folder import METRICS


def test_rows_are_in_order_and_the_last_of_each_step(run: Run) -> None:
    path = run.folder / METRICS
    for step, value in [(0, 1.0), (10, 2.0), (20, 3.0)]:
        append_line(path, {"step": step, "mmd2": value})
    assert list(run.metrics()["mmd2"]) == [1.0, 2.0, 3.0]
    with path.open("ab") as file:
        file.write(b'{"step": 10, "mmd2": 5.0}\n{"step": 30, "mm')
    assert list(run.metrics()["mmd2"]) == [1.0, 5.0, 3.0]
    with path.open("ab") as file:
        file.write(b'd2": 7.0}\n')
    assert list(run.metrics()["mmd2"]) == [1.0, 5.0, 3.0, 7.0]
    path.write_text('{"step": 1}\n')
    assert [row["step"] for row in run.rows()] == [1]


def test_a_replaced_file_is_read_anew(tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl"
    append_line(path, {"step": 1})
    assert len(tail.rows(path)) == 1
    other = tmp_path / "other"
    for step in range(5):
        append_line(other, {"step": step})
    other.replace(path)
    assert [row["step"] for row in tail.rows(path)] == [0, 1, 2, 3, 4]


def test_of_a_file_that_grows_without_end_the_newest_rows_are_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "rows.jsonl"
    path.write_text("".join(f'{{"step": {step}}}\n' for step in range(100)))
    monkeypatch.setattr(tail, "LINES", 60)
    steps = [row["step"] for row in tail.rows(path)]
    assert steps == list(range(96, 100))
    append_line(path, {"step": 100})
    assert tail.rows(path)[-1] == {"step": 100}


def test_a_line_without_an_end_is_passed_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "rows.jsonl"
    path.write_text('{"step": 1}\n' + "x" * 500)
    monkeypatch.setattr(tail, "LINES", 100)
    assert tail.rows(path) == []
    with path.open("a") as file:
        file.write('\n{"step": 2}\n')
    assert tail.rows(path) == [{"step": 2}]


def test_only_steps_and_finite_numbers_are_rows(tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl"
    nested = "[" * 100_000
    huge = "1" + "0" * 400
    path.write_text(
        f'{nested}\n{{"step": {huge}}}\n{{"step": NaN}}\n{{"step": true}}\n'
        f'{{"step": 3, "mmd2": {huge}, "lps": 0.5, "x": [1], "y": 1e999}}\n'
    )
    assert tail.rows(path) == [{"step": 3, "lps": 0.5}]
