"""What is known of runs: chosen by state, and in an order."""

import json
import math

import pytest

from sculptor import home as places
from sculptor.runs import folder as folders
from sculptor.runs.index import summaries
from sculptor.ui.runs.facts import ratio
from sculptor.ui.runs.page import chosen


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


def test_a_figure_edited_into_a_word_is_none(make_run) -> None:
    run = make_run("edited", upto=20)
    path = run.folder / folders.METRICS
    rows = [{**json.loads(line), "mmd2": "small"} for line in path.read_text().splitlines()]
    path.write_text("".join(f"{json.dumps(row)}\n" for row in rows))
    known = summaries(places.home())
    assert chosen(known, "", "All", "Best match (MMD²)") == known
    assert ratio(known[0]) == math.inf
