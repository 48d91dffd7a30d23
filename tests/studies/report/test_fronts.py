"""Fronts: who is ahead at every squared error."""

import pandas as pd

from sculptor.studies.report import fronts
from sculptor.studies.report.fronts import Point

POINTS = [
    Point("mmd", "100", 36.0, 0.30, 0.28, 0.32),
    Point("mmd (encoder gaussian)", "1000", 37.0, 0.05, 0.04, 0.06),
    Point("vae", "1", 38.0, 0.10, 0.09, 0.11),
    Point("beta-vae", "0.5", 36.5, 0.31, 0.27, 0.35),
    Point("beta-vae", "4", 45.0, 0.02, 0.01, 0.03),
    Point("ae", "", 35.0, 0.50, 0.48, 0.52),
]


def test_the_best_point_of_no_larger_error_decides() -> None:
    found = {verdict.other.name: verdict for verdict in fronts.verdicts(POINTS)}
    assert {name: verdict.word for name, verdict in found.items()} == {
        "vae 1": fronts.AHEAD,
        "beta-vae 0.5": fronts.EQUAL,
        "beta-vae 4": fronts.BEHIND,
        "ae": fronts.BEYOND,
    }
    assert found["vae 1"].best == POINTS[1]
    assert found["beta-vae 0.5"].best == POINTS[0]  # the other one's error is larger


def rows(objective: str, weight: str, seed: int, error: float, lps: float) -> list[dict]:
    place = {"objective": objective, "weight": weight, "seed": seed, "latent": None}
    place["representation"] = "mean"
    figures = [("squared_error", error, None, None), ("lps", lps, lps - 0.01, lps + 0.01)]
    return [
        {
            **place,
            "representation": "mean",
            "metric": name,
            "value": value,
            "low": low,
            "high": high,
        }
        for name, value, low, high in figures
    ]


def test_points_are_means_over_seeds_and_the_table_says_the_verdict() -> None:
    frame = pd.DataFrame(
        [
            *rows("mmd", "auto", 0, 36.0, 0.10),
            *rows("mmd", "auto", 1, 38.0, 0.20),
            *rows("mmd", "1000", 0, 40.0, 0.02),
            *rows("vae", "1", 0, 39.0, 0.30),
        ]
    )
    first = fronts.points(frame)[0]
    assert (first.name, first.error, round(first.lps, 6)) == ("mmd auto", 37.0, 0.15)
    text = fronts.markdown(frame)
    assert "| vae 1 | 39 | 0.300 (0.290 to 0.310) | mmd auto | 37 |" in text
    assert text.rstrip().endswith("| lower |")


def test_one_weight_is_no_front() -> None:
    assert fronts.markdown(pd.DataFrame(rows("mmd", "auto", 0, 36.0, 0.1))) == ""
