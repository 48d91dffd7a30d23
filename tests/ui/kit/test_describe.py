"""A run in words."""

from sculptor.runs import Progress
from sculptor.ui.kit import describe


def test_the_pace_leaves_out_what_is_not_known() -> None:
    assert describe.pace(Progress("running", 3, 1500)) == "Step 3 of 1,500"
    assert describe.pace(Progress("paused", 3, 1500, 20.0, 9.0)) == "Step 3 of 1,500"


def test_what_a_hand_has_written_into_a_folder_is_shown_safely() -> None:
    bad = {"kind": "\u202e\x1b[0m"}
    assert describe.prior(bad) == describe.objective(bad) == "��[0m"
    assert describe.prior({"kind": "compose", "blocks": [bad]}) == "��[0m"
    assert describe.changes({"prior": bad, "weight": "\ud800"}) == "prior → ��[0m, weight → �"
