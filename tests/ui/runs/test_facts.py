"""What is known of runs: chosen by state, and in an order."""

import math

import pytest

from sculptor import home as places
from sculptor.runs.index import summaries
from sculptor.ui.runs.facts import ratio
from sculptor.ui.runs.page import chosen
from tests.ui.runs.opened import rewrite


@pytest.mark.parametrize(
    ("group", "expected"),
    [("All", 4), ("Finished", 1), ("To resume", 2), ("Broken", 1), ("Live", 0)],
)
def test_groups_hold_the_runs_of_their_states(make_run, group: str, expected: int) -> None:
    for status in ("finished", "paused", "stopped", "failed"):
        make_run(status, status=status, upto=20)
    known = summaries(places.home())
    assert len(chosen(known, "", group, "Newest")) == expected


def test_orders_put_what_is_not_known_last(make_run) -> None:
    make_run("far", upto=20)
    make_run("near", upto=100)
    make_run("unknown", upto=None, status="paused")
    known = summaries(places.home())
    for order in ("Best match (MMD²)", "Most independent (LPS)"):
        assert chosen(known, "", "All", order)[-1].name == "unknown"
    matches = chosen(known, "", "All", "Best match (MMD²)")
    assert [run.name for run in matches] == ["near", "far", "unknown"]
    names = chosen(known, "", "All", "Name")
    assert [run.name for run in names] == ["far", "near", "unknown"]


def test_independence_is_that_of_the_target_where_it_has_one(make_run) -> None:
    rewrite(make_run("copied", upto=20), lps=0.3, lps_target=0.32)
    rewrite(make_run("lost", upto=20), lps=0.05, lps_target=0.32)
    rewrite(make_run("near", upto=20), lps=0.04)
    found = chosen(summaries(places.home()), "", "All", "Most independent (LPS)")
    assert [run.name for run in found] == ["copied", "near", "lost"]


def test_a_figure_edited_into_a_word_is_none(make_run) -> None:
    rewrite(make_run("edited", upto=20), mmd2="small")
    known = summaries(places.home())
    assert chosen(known, "", "All", "Best match (MMD²)") == known
    assert ratio(known[0]) == math.inf
