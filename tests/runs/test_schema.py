"""What the small files of a run may hold."""

import math

import pytest

from sculptor.runs import schema

HUGE = 10**400


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("step", HUGE),
        ("step", -1),
        ("step", 10_000_001),
        ("step", 1.5),
        ("step", True),
        ("step", None),
        ("created", 1e300),
        ("created", -1),
        ("created", math.nan),
        ("seconds_left", math.inf),
        ("message", 5),
        ("message", "x" * 100_001),
        ("pid", 0),
        ("pid", HUGE),
        ("threads", 10**9),
        ("status", "napping"),
        ("status", ["running"]),
        ("host", {}),
    ],
)
def test_a_field_of_another_type_or_range_is_named_and_left_out(field: str, value: object) -> None:
    record = {"run": "x", field: value}
    assert schema.fault(schema.STATUS, record).startswith(f"{field} as ")
    assert schema.kept(schema.STATUS, record) == {"run": "x"}


def test_all_that_a_worker_writes_is_kept() -> None:
    record = {"status": "running", "step": 3, "seconds_left": None, "pid": 7, "created": 1.0e9}
    assert schema.fault(schema.STATUS, record) == ""
    assert schema.kept(schema.STATUS, {**record, "unknown": 1}) == record
    assert schema.kept(schema.STATUS, [record]) == {}


def test_a_row_has_a_step_and_finite_numbers() -> None:
    told = {"step": 3, "mmd2": -0.1, "lps": math.inf, "n": HUGE, "x": True, "y": "5", "\ud800": 1.0}
    assert schema.row(told) == {"step": 3, "mmd2": -0.1}
    for step in (None, "3", 3.0, -1, HUGE, True):
        assert schema.row({"step": step, "mmd2": 1.0}) is None
    assert schema.row([3]) is None


@pytest.mark.parametrize(
    "changes", [5, {"prior": 5}, {"prior": {}}, {"weight": [1]}, {"weight": HUGE}, {"weight": True}]
)
def test_changes_are_settings(changes: object) -> None:
    assert schema.fault(schema.EVENT, {"step": 1, "kind": "set", "changes": changes})
    good = {"prior": {"kind": "ring"}, "weight": "auto", "learning_rate": 0.1}
    assert not schema.fault(schema.EVENT, {"step": 1, "kind": "set", "changes": good})
