"""The chart of a suggestion's candidates."""

import pandas as pd

from sculptor.views import candidates

CANDIDATES = pd.DataFrame(
    {
        "name": ["a", "b", "c", "d"],
        "squared_error": [1.0, 2.0, 3.0, 2.5],
        "generation": [0.3, 0.1, -0.01, 0.2],
        "holes": 0.1,
        "score": 1.0,
        "step": [300, 300, 300, 100],
    }
)


def test_the_front_has_what_no_other_beats_in_both() -> None:
    assert candidates._edge_of(CANDIDATES)["name"].tolist() == ["a", "b", "c"]


def test_it_shows_every_candidate_marks_the_recommended_one_and_names_the_front() -> None:
    for theme in ("light", "dark"):
        told = candidates.candidates(CANDIDATES, "d", theme).to_dict()
        _, points, labels = told["layer"]
        at = told["datasets"][points["data"]["name"]]
        assert [(row["name"], row["kind"]) for row in at] == [
            *((name, "other") for name in "abc"),
            ("d", "recommended"),
        ]
        assert all(row["generation"] > 0 for row in at)  # on an axis of decades
        assert {row["name"] for row in told["datasets"][labels["data"]["name"]]} == {*"abcd"}
        other = candidates.candidates(CANDIDATES, "b", theme).to_dict()
        named = other["datasets"][other["layer"][2]["data"]["name"]]
        assert {row["name"] for row in named} == {*"abc"}


def test_names_do_not_lie_on_one_another() -> None:
    close = pd.DataFrame(
        {
            "name": ["left", "middle", "right", "far"],
            "squared_error": [0.1, 0.1001, 0.1002, 1.0],
            "generation": [0.1002, 0.1001, 0.1, 1.0],
            "kind": ["other", "recommended", "other", "other"],
        }
    )
    placed = candidates._placed(close.iloc[:3], close)
    assert dict(zip(placed["name"], placed["dy"] < 0, strict=True)) == {
        "middle": True,
        "left": False,
    }
