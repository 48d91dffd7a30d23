"""What a curve draws, and that its specification stays the same for every table."""

import math
from itertools import pairwise

import pytest

from sculptor.views.curves import CURVES, POINTS, specification, table
from sculptor.views.palette import DARK, LIGHT


def marks(name: str, rows: list[dict], mark: str, **more: object) -> list[tuple[int, float]]:
    found = table(name, rows, **more)
    chosen = found[found.mark == mark]
    return list(zip(chosen.step, chosen.value, strict=True))


def colours(value: object) -> set[str]:
    """Every colour that a specification names."""
    if isinstance(value, dict):
        named = {value["color"]} if isinstance(value.get("color"), str) else set()
        return named.union(*map(colours, value.values()))
    if isinstance(value, list):
        return set().union(*map(colours, value))
    return set()


@pytest.mark.parametrize("name", CURVES)
def test_a_specification_is_made_once_and_holds_no_data(name: str) -> None:
    found = specification(name, 1500)
    assert found is specification(name, 1500)
    assert "data" not in found
    assert "datasets" not in found
    assert found["usermeta"]["embedOptions"]["renderer"] == "canvas"


@pytest.mark.parametrize(("theme", "palette"), [("light", LIGHT), ("dark", DARK)])
def test_the_posterior_and_the_target_have_their_own_colours(theme: str, palette: object) -> None:
    assert {palette.posterior, palette.target} < colours(specification("mmd2", 1500, theme))


def test_mmd2_is_shown_in_units_of_its_floor_and_may_be_negative() -> None:
    rows = [
        {"step": 0, "mmd2": 0.5, "mmd2_floor": 0.01},
        {"step": 9, "mmd2": -0.002, "mmd2_floor": 0.02},
    ]
    assert marks("mmd2", rows, "held out") == [(0, 50.0), (9, -0.1)]
    assert marks("mmd2", rows, "floor") == [(0, 1.0), (9, 1.0)]


def test_the_scale_of_mmd2_has_room_for_negative_values() -> None:
    layers = specification("mmd2", 1500)["layer"]
    scales = [layer["encoding"]["y"]["scale"] for layer in layers if "y" in layer["encoding"]]
    assert {scale["type"] for scale in scales} == {"symlog"}


def test_the_floor_of_lps_follows_the_run() -> None:
    rows = [{"step": step, "lps": 0.5, "lps_floor": 0.01 * step} for step in (1, 2, 3)]
    assert marks("lps", rows, "floor") == [(1, 0.01), (2, 0.02), (3, 0.03)]


def test_light_snapshots_draw_the_training_line_only() -> None:
    rows = [
        {"step": 0, "train_reconstruction": 90.0, "reconstruction": 95.0},
        {"step": 1, "train_reconstruction": 80.0},
    ]
    assert marks("reconstruction", rows, "training") == [(0, 90.0), (1, 80.0)]
    assert marks("reconstruction", rows, "held out") == [(0, 95.0)]


def test_what_is_missing_or_not_finite_is_left_out() -> None:
    wrong = [math.nan, math.inf, None, "0.2"]
    rows = [{"step": step, "lps": value} for step, value in enumerate(wrong)]
    assert table("lps", rows, events=[(0, "weight 10")]).empty
    assert table("lps", []).empty
    assert table("mmd2", [{"step": 0, "mmd2": 0.1, "mmd2_floor": 0.0}]).empty
    assert table("reconstruction", [{"step": 0, "reconstruction": 0.0}]).empty


def test_changes_and_the_chosen_snapshot_are_rules_across_the_chart() -> None:
    found = table("lps", [{"step": 0, "lps": 0.1}], events=[(300, "weight → 10")], here=450)
    rules = found[found.value.isna()]
    assert list(zip(rules.step, rules.mark, strict=True)) == [(300, "event"), (450, "here")]
    assert rules.text.iloc[0] == "step 300: weight → 10"


@pytest.mark.parametrize("n", [1, POINTS, POINTS + 1, 10 * POINTS + 7])
def test_long_runs_are_thinned_evenly_and_keep_their_last_point(n: int) -> None:
    found = marks("lps", [{"step": step, "lps": 0.5} for step in range(n)], "held out")
    steps = [step for step, _ in found]
    assert len(steps) <= POINTS
    assert steps[-1] == n - 1
    assert len({b - a for a, b in pairwise(steps)}) <= 1
