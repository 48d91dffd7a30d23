"""The front of a suggestion."""

import pandas as pd

from sculptor.views.suggestion import _edge, front

TABLE = pd.DataFrame(
    {
        "name": ["a", "b", "c", "d"],
        "squared_error": [1.0, 2.0, 3.0, 2.5],
        "generation": [0.3, 0.1, -0.01, 0.2],
        "holes": 0.1,
        "score": 1.0,
    }
)


def test_the_front_has_what_no_other_beats_in_both() -> None:
    assert _edge(TABLE)["name"].tolist() == ["a", "b", "c"]


def test_it_names_every_candidate_and_marks_the_recommended_one() -> None:
    for theme in ("light", "dark"):
        drawn = str(front(TABLE, "b", theme).to_dict())
        assert all(f"'name': '{name}'" in drawn for name in "abcd")
        assert "'name': 'b'" in drawn.split("'kind': 'recommended'")[0].split("{")[-1]
