"""The clock of a run: which looks are due, and what it counts."""

import pytest

from sculptor.training import pace
from sculptor.training.assemble import assemble
from tests.training.small import SMALL, watch


@pytest.mark.parametrize(("apart", "often"), [(0.0, True), (1e9, False)])
def test_a_short_run_has_one_full_snapshot(
    monkeypatch: pytest.MonkeyPatch, apart: float, often: bool
) -> None:
    monkeypatch.setattr(pace, "APART", apart)
    told = ["lps" in snapshot.metrics for snapshot in watch(assemble(SMALL))]
    assert told[-1]
    assert any(told[:-1]) == often
