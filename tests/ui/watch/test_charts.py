"""Curves of a run, with its changes."""

from sculptor.ui.watch import charts


def test_a_curve_has_the_changes_of_the_run(make_run) -> None:
    run = make_run("ring", events=({"step": 20, "changes": {"weight": 5.0}},))
    table = charts.table(run, "lps", None).to_pandas()
    assert table[table.mark == "event"].text.tolist() == ["step 20: weight → 5"]
