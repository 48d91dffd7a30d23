"""What selected items have in common: right values on paper."""

import numpy as np

from sculptor.explore.common import table, traits
from sculptor.explore.opened import Items


def items() -> Items:
    columns = {
        "label": np.array([0, 0, 0, 1, 1, 1, 1, -1]),
        "x": np.array([0, 0, 0, 4, 4, 4, 4, np.nan], np.float32),
    }
    codes = {"mean": np.arange(16, dtype=np.float32).reshape(8, 2)}
    return Items(codes, np.arange(100, 108), columns, 8, "items")


def test_the_usual_kind_with_its_share_and_means_with_their_spread() -> None:
    found = {trait.name: trait for trait in traits(items(), np.array([0, 1, 3]), ("cat", "dog"))}
    assert found["label"].said == "cat: 67% of the selected, 43% of all"
    assert found["label"].lift == (2 / 3) / (3 / 7)
    assert found["x"].said.startswith("0: 67% of the selected")


def test_numbers_are_told_in_standard_deviations() -> None:
    values = np.linspace(0, 1, 101)
    shown = Items({"mean": np.zeros((101, 1), np.float32)}, None, {"size": values}, 101, "items")
    (trait,) = traits(shown, np.arange(90, 101))
    assert trait.kind == "numbers"
    assert abs(trait.lift - (0.95 - 0.5) / values.std()) < 1e-9


def test_what_is_not_known_counts_for_nothing() -> None:
    assert traits(items(), np.array([7])) == []


def test_the_table_has_ids_names_and_codes() -> None:
    assert table(items(), np.array([1, 4]), "mean", ("cat", "dog")).splitlines() == [
        "id,label,x,z1,z2",
        "101,cat,0.0,2,3",
        "104,dog,4.0,8,9",
    ]
