"""A study in its folder: made, found again, listed, damaged."""

import json
from pathlib import Path

import pytest

from sculptor import SculptorError, jobs, studies
from sculptor.files import write_json
from sculptor.studies import Cell, Study, StudyProgress, create, grid, list_studies, same
from sculptor.studies.record import STUDY
from tests.bad_names import BAD


def test_made_and_opened_again(cells: list[Cell]) -> None:
    study = create(cells, "first", "sculptor study")
    again = Study.open(study.id)
    assert (again.name, again.cells, again.runs) == ("first", cells, [])
    assert again.created == pytest.approx(study.created)
    assert [found.id for found in list_studies()] == [study.id]
    assert jobs.list_runs() == []


def test_the_same_cells_are_the_same_study(cells: list[Cell]) -> None:
    assert same(cells) is None
    study = create(cells)
    assert same(cells).id == study.id
    assert same(cells[:-1]) is None
    study.enter({0: "20261124-153012-a1b2"})
    assert same(cells).id == study.id
    assert study.runs == []  # no such folder


def test_refused(cells: list[Cell]) -> None:
    with pytest.raises(SculptorError, match="twice"):
        create([*cells, cells[0]])
    with pytest.raises(SculptorError, match="received none"):
        create([Cell(cells[0].coordinates, None, "no way")])
    with pytest.raises(SculptorError, match="120 characters"):
        create(cells, "x" * 121)
    assert list_studies() == []


@pytest.mark.parametrize("text", ["../..", "/etc", "", "20261124-153012-a1b2", ".new-1"])
def test_only_ids_are_opened(text: str) -> None:
    with pytest.raises(SculptorError, match="id of a study"):
        Study.open(text)


@pytest.mark.parametrize(
    "content",
    [
        "",
        "[]",
        "{}",
        '{"name": "x", "created": 0, "cells": [1]}',
        '{"format": 99}',
        '{"name": "x", "created": 1e300, "cells": []}',
        '{"name": 3, "created": 0, "cells": []}',
        "[" * 100_000,
        f'{{"name": "x", "created": {"9" * 400}, "cells": []}}',
    ],
)
def test_a_damaged_file_is_said(content: str, cells: list[Cell]) -> None:
    study = create(cells)
    (study.folder / STUDY).write_text(content)
    with pytest.raises(SculptorError, match="Expected"):
        _ = study.cells
    assert "Expected" in study.problem
    assert same(cells) is None


@pytest.mark.parametrize(
    ("part", "value"),
    [
        ("coordinates", {}),
        ("coordinates", {"weight": [1]}),
        ("coordinates", {"weight": 10**400}),
        ("config", 0),
        ("config", {"steps": "many"}),
        ("obstacle", None),
        ("run", 3),
    ],
)
def test_a_cell_of_another_type_is_said(cells: list[Cell], part: str, value: object) -> None:
    study = create(cells)
    record = study.record()
    before = record["cells"][0][part]
    record["cells"][0][part] = {**before, **value} if part == "coordinates" and value else value
    write_json(study.folder / STUDY, record)
    assert str(study.folder / STUDY) in study.problem


def test_a_study_that_lies_elsewhere_is_damaged_and_nothing_is_written_there(
    cells: list[Cell], tmp_path: Path
) -> None:
    study = create(cells)
    elsewhere = study.folder.rename(tmp_path / "elsewhere")
    study.folder.symlink_to(elsewhere)
    before = sorted(elsewhere.iterdir())
    assert "received a link" in study.problem
    assert not study.driven
    with pytest.raises(SculptorError, match="received a link"):
        study.launch()
    assert sorted(elsewhere.iterdir()) == before


def test_a_folder_of_studies_that_lies_elsewhere_has_none(
    cells: list[Cell], own_home: Path, tmp_path: Path
) -> None:
    study = create(cells)
    (own_home / ".studies").rename(tmp_path / "elsewhere")
    (own_home / ".studies").symlink_to(tmp_path / "elsewhere")
    assert list_studies() == []
    with pytest.raises(SculptorError, match="id of a study"):
        Study.open(study.id)
    with pytest.raises(SculptorError, match="received a link"):
        create(cells)
    assert [path.name for path in (tmp_path / "elsewhere").iterdir()] == [study.id]


def test_a_run_of_a_path_is_not_followed(cells: list[Cell], own_home: Path) -> None:
    study = create(cells)
    record = json.loads((study.folder / STUDY).read_text())
    record["cells"][0]["run"] = "../outside"
    (own_home.parent / "outside").mkdir()
    (study.folder / STUDY).write_text(json.dumps(record))
    assert study.runs == []


@pytest.mark.parametrize(
    ("status", "scored", "failed", "settled"),
    [
        ("finished", 3, 0, True),
        ("interrupted", 2, 1, True),
        ("running", 2, 1, False),
        ("interrupted", 2, 0, False),
        ("interrupted", 0, 3, False),
    ],
)
def test_a_study_is_settled_once_nothing_is_to_come(
    status: str, scored: int, failed: int, settled: bool
) -> None:
    progress = StudyProgress(status, 3, scored, scored, 0, failed, 0, 0, 0)
    assert progress.settled == settled


def test_launching_a_grid_in_one_call(monkeypatch: pytest.MonkeyPatch) -> None:
    launched = []
    monkeypatch.setattr(Study, "launch", lambda study, *place: launched.append(study.id))
    study = studies.launch("quick", objectives=["mmd", "vae"], seeds=2)
    assert launched == [study.id]
    assert (study.name, len(study.cells)) == ("quick", 4)
    assert study.cells == grid(objectives=["mmd", "vae"], seeds=2)


@pytest.mark.parametrize(("name", "expected"), BAD.items())
def test_names_are_checked_as_it_is_made_and_shown_as_it_is_read(
    cells: list[Cell], name: str, expected: str
) -> None:
    with pytest.raises(SculptorError, match="Expected a name"):
        create(cells, name)
    with pytest.raises(SculptorError, match="Expected a name"):
        grid(objectives={name: {"kind": "mmd"}})
    study = create(cells, "good")
    record = json.loads((study.folder / STUDY).read_bytes()) | {"name": name}
    record["cells"][0]["coordinates"]["prior"] = name
    record["cells"][0]["config"]["name"] = name
    (study.folder / STUDY).write_text(json.dumps(record))
    first = study.cells[0]
    assert [study.name, first.coordinates["prior"], first.config.name] == [expected] * 3
    assert study.markdown().encode()
