"""Tables that become data sets: what is used of them, how it is scaled, and what is said."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import sculptor
from sculptor import SculptorError, data
from sculptor.data.own import store
from sculptor.data.rows.adding import from_table

N = 400


def people() -> pd.DataFrame:
    rng = np.random.default_rng(0)
    return pd.DataFrame(
        {
            "id": np.arange(N),
            "age": rng.normal(40, 12, N),
            "income": np.exp(3 * rng.normal(size=N)),
            "kind": rng.choice(["cat", "dog", "owl"], N),
            "day": pd.date_range("2024-01-01", periods=N),
            "one": 1.0,
            "label": rng.integers(0, 3, N),
            "name": [f"n{i}" for i in range(N)],
        }
    )


def test_each_column_is_used_as_what_it_is() -> None:
    dataset = from_table(people())
    layout = dataset.layout
    assert [column.name for column in layout.columns] == ["age", "income", "kind", "day"]
    assert layout.columns[2].levels == tuple(dict.fromkeys(people()["kind"]))
    assert layout.columns[1].is_heavy
    assert layout.columns[3].is_date
    assert dataset.shape == (1, 1, 6)
    assert dataset.label_names == ("0", "1", "2")
    assert np.array_equal(np.bincount(dataset.labels), np.bincount(people()["label"]))
    train = dataset.split("train").images[:, 0, 0]
    assert train[:, [0, 5]].mean(0) == pytest.approx([0, 0], abs=1e-5)
    assert train[:, [0, 5]].std(0) == pytest.approx([1, 1], abs=1e-5)
    assert (train[:, 2:5].sum(1) == 1).all()


def test_rows_in_their_own_units_are_those_of_the_table() -> None:
    dataset = from_table(people())
    frame = dataset.layout.frame(dataset.images)
    assert set(map(tuple, frame[["kind"]].to_numpy())) == {("cat",), ("dog",), ("owl",)}
    given = people().sort_values("age")
    found = frame.sort_values("age")
    assert np.allclose(found["age"], given["age"], rtol=1e-5)
    assert np.allclose(found["income"], given["income"], rtol=1e-4, atol=1e-6)
    assert (found["kind"].to_numpy() == given["kind"].to_numpy()).all()
    assert (abs(found["day"].to_numpy() - given["day"].to_numpy()) < np.timedelta64(5, "m")).all()


def test_what_was_decided_is_said(own_home: Path) -> None:
    frame = people()
    frame.loc[3:40, "age"] = np.nan
    frame.loc[7:9, "kind"] = None
    manifest = data.add("people", frame)
    said = " ".join(manifest.notes)
    for words in (
        "Left out: id (its name says so, and no two rows have the same), one (all rows have the",
        "label is taken for labels",
        "Heavy tails",
        "income",
        "Missing values, which are left out of the loss: age, kind.",
        "Dates, as days since 1970-01-01: day.",
    ):
        assert words in said
    loaded = data.load("people")
    assert np.isnan(loaded.images[:, 0, 0, 0]).sum() == 38
    assert np.isnan(loaded.images[:, 0, 0, 2:5]).sum() == 9
    assert data.describe("people").layout == loaded.layout
    assert {row["name"]: row["use"] for row in manifest.about["columns"]} == {
        "id": "out",
        "age": "number",
        "income": "number",
        "kind": "category",
        "day": "number",
        "one": "out",
        "label": "label",
        "name": "out",
    }


def test_what_a_person_says_comes_first() -> None:
    dataset = from_table(
        people(), columns={"label": "number", "id": "number", "kind": "label", "day": "known"}
    )
    assert [column.name for column in dataset.layout.columns] == ["id", "age", "income", "label"]
    assert dataset.label_names == tuple(dict.fromkeys(people()["kind"]))
    assert dataset.factor_names == ("day",)
    coded = from_table(people(), columns={"label": "category"})
    assert coded.layout.columns[-1].levels == ("0", "1", "2")
    for wrong in (
        {"columns": {"age": "colour"}},
        {"columns": {"nothing": "out"}},
        {"columns": {"name": "number"}},
        {"columns": {"age": "label"}},
        {"variance": -1},
        {"colour": 1},
        {"validation": 0.8, "test": 0.8},
        {"columns": dict.fromkeys(people().columns, "out")},
    ):
        with pytest.raises(SculptorError, match="Expected"):
            from_table(people(), **wrong)


def test_rows_keep_their_split_when_others_are_added() -> None:
    frame = people()[["age", "income", "kind"]]
    more = pd.concat([frame, frame.assign(age=frame["age"] + 1.5)])

    def ages(dataset: data.Dataset, split: str) -> set[float]:
        found = dataset.layout.frame(dataset.split(split).images)["age"]
        return {round(float(age), 2) for age in found}

    before, after = from_table(frame), from_table(more)
    for split in ("train", "validation", "test"):
        assert ages(before, split) <= ages(after, split)
    assert len(before.split("validation")) == pytest.approx(N / 10, abs=20)


def test_rows_that_are_the_same_are_in_one_split_and_said(own_home: Path) -> None:
    frame = people()[["age", "income", "kind"]]
    manifest = data.add("twice", pd.concat([frame, frame]))
    assert any("400 rows come again" in note for note in manifest.notes)
    dataset = data.load("twice")
    parts = [
        {row.tobytes() for row in np.ascontiguousarray(dataset.split(name).images)}
        for name in ("train", "validation", "test")
    ]
    assert not parts[0] & parts[1]
    assert not parts[0] & parts[2]


def test_given_splits_are_kept() -> None:
    splits = ["train"] * 300 + ["val"] * 50 + ["test"] * 50
    dataset = from_table(people().assign(split=splits))
    assert [len(dataset.split(name)) for name in ("train", "validation", "test")] == [300, 50, 50]
    ages = dataset.layout.frame(dataset.split("test").images)["age"]
    assert np.allclose(sorted(ages), sorted(people()["age"][350:]), rtol=1e-5)


def test_rows_without_values_are_left_out_and_listed(own_home: Path) -> None:
    frame = pd.DataFrame(np.random.default_rng(0).normal(size=(50, 3)), columns=list("abc"))
    frame.iloc[[4, 7]] = np.nan
    manifest = data.add("gaps", frame)
    assert manifest.skipped == 2
    assert [item for item, _ in store.skipped(manifest)] == ["row 5", "row 8"]


@pytest.mark.parametrize("suffix", ["csv", "parquet", "npy"])
def test_a_file_of_embeddings_is_found_by_its_content(
    own_home: Path, tmp_path: Path, suffix: str
) -> None:
    rows = np.random.default_rng(0).normal(size=(60, 40)).astype(np.float32)
    path = tmp_path / f"vectors.{suffix}"
    if suffix == "csv":
        pd.DataFrame(rows).to_csv(path, sep=";", decimal=",")
    elif suffix == "parquet":
        pd.DataFrame({"id": np.arange(60), "vector": list(rows)}).to_parquet(path)
    else:
        np.save(path, rows)
    manifest = data.add("vectors", path)
    assert manifest.kind == "rows"
    assert manifest.shape == (40,)
    found = data.load("vectors")
    own = found.layout.values(found.images)
    assert np.allclose(sorted(own[:, 3]), sorted(rows[:, 3]), atol=1e-5)


def test_a_run_trains_on_rows_and_its_model_decodes_them(own_home: Path) -> None:
    data.add("people", people())
    config = sculptor.RunConfig(
        dataset="people",
        objective="vae",
        steps=30,
        batch_size=64,
        network={"kind": "mlp", "width": 16, "depth": 1},
    )
    snapshot = [*sculptor.train(config)][-1]
    assert snapshot.layout == data.describe("people").layout
    assert snapshot.traversal.shape[2:] == (1, 1, 6)
    assert {
        "reconstruction",
        "squared_error",
        "mmd2",
        "generation_frechet",
    } <= snapshot.metrics.keys()


@pytest.mark.parametrize(
    "frame",
    [
        pd.DataFrame({"x": [1.0, 1.0, 1.0, 1.0]}),
        pd.DataFrame({"name": ["a", "b", "c", "d"] * 30}, index=range(120)).assign(name="a"),
        pd.DataFrame({"x": [1.5]}),
    ],
)
def test_tables_of_which_nothing_can_be_learnt_are_refused(frame: pd.DataFrame) -> None:
    with pytest.raises(SculptorError, match="Expected"):
        from_table(frame)
