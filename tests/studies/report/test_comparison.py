"""Rows of a comparison: where none matches better, and none that says nothing new."""

from collections.abc import Sequence

from sculptor.studies.report import comparison
from sculptor.views import score_table
from sculptor.views.score_table import Column, Estimate, Score


def scored(columns: Sequence[Column], *, one_prior: bool = True) -> list[Score]:
    return comparison.rows(columns, one_dataset=True, one_prior=one_prior)


def test_none_matches_better_where_priors_differ() -> None:
    columns = [{"mmd2_ratio": Estimate(0.9)}, {"mmd2_ratio": Estimate(1.7)}]
    for one_prior, best in ((True, {0}), (False, set())):
        rows = {row.name: row for row in scored(columns, one_prior=one_prior)}
        assert score_table.best(rows["mmd2_ratio"], columns) == best
        assert (rows["holes"].better == "low") is one_prior


def test_samples_that_read_like_means_have_no_row_of_their_own() -> None:
    same = {"lps": Estimate(0.2), "lps, sample": Estimate(0.2)}
    other = {"lps": Estimate(0.2), "lps, sample": Estimate(0.0), "lps_floor": Estimate(0.3)}
    assert [row.title for row in scored([same]) if row.name in same] == ["LPS"]
    rows = {row.name: row for row in scored([same, other])}
    assert rows["lps, sample"].title == "LPS, samples"
    assert rows["lps"].enough == 0.3


def test_no_generation_is_better_within_the_distance_of_real_images_or_on_other_data() -> None:
    columns = [
        {"generation_frechet": Estimate(value), "generation_frechet_floor": Estimate(0.7)}
        for value in (0.6, 0.69, 5.0)
    ]
    rows = {row.name: row for row in scored(columns)}
    assert score_table.best(rows["generation_frechet"], columns) == {0, 1}
    assert "generation_frechet_floor" not in rows
    # It is of no codes: neither of means nor of samples.
    assert "z = mean" not in rows["generation_frechet"].about
    assert "generation_frechet, sample" not in rows
    apart = comparison.rows(columns, one_dataset=False, one_prior=True)
    assert {row.better for row in apart if row.name.startswith("generation_")} == {""}


def test_the_lps_nearest_to_that_of_the_target_is_best() -> None:
    def column(value: float) -> dict[str, Estimate]:
        return {"lps": Estimate(value), "lps_target": Estimate(0.32), "lps_limit": Estimate(value)}

    columns = [column(0.0), column(0.3), column(0.6)]
    table = {score.name: score for score in scored(columns)}
    assert score_table.best(table["lps"], columns) == {1}
    assert score_table.best(table["lps_limit"], columns) == set()
    assert table["lps_target"].title == "LPS of the target"
    # Of an independent target nothing has changed.
    plain = [{"lps": Estimate(0.1)}, {"lps": Estimate(0.3)}]
    table = {score.name: score for score in scored(plain)}
    assert table["lps"].better == "low"
    assert "lps_target" not in table


def test_nothing_is_said_of_images_where_the_data_are_rows() -> None:
    of = {"one_dataset": True, "one_prior": True}
    assert any("image" in row.about for row in comparison.rows([], **of))
    for row in comparison.rows([], **of, of_rows=True):
        said = f"{row.title} {row.about}".lower()
        assert "image" not in said, row.name
        assert "pixel" not in said, row.name
