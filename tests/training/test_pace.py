"""The clock of a run: which looks are due, and what it counts."""

from functools import partial

import pytest

from sculptor.training import pace
from sculptor.training.assemble import assemble
from sculptor.training.cadence import Cadence
from tests.training.small import SMALL, watch


@pytest.mark.parametrize(("apart", "often"), [(0.0, True), (1e9, False)])
def test_a_short_run_has_one_full_snapshot(
    monkeypatch: pytest.MonkeyPatch, apart: float, often: bool
) -> None:
    monkeypatch.setattr(pace, "APART", apart)
    told = ["lps" in snapshot.metrics for snapshot in watch(assemble(SMALL))]
    assert told[-1]
    assert any(told[:-1]) == often


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The time in seconds, which a test sets."""
    now = [100.0]
    monkeypatch.setattr(pace, "Cadence", partial(Cadence, clock=lambda: now[0]))
    return now


def test_the_clock_stands_until_training_begins_and_while_it_is_looked_at(
    clock: list[float],
) -> None:
    run = pace.Pace(steps=100, latent_dim=2)
    clock[0] += 60  # imports, the first frame
    assert run.seconds == run.steps_per_second(0) == 0
    assert run.seconds_left(0) is None
    run.begin()
    clock[0] += 4
    with run.look(pace.FULL):
        clock[0] += 10
    assert run.seconds == pytest.approx(4)
    assert run.steps_per_second(20) == pytest.approx(5)
    assert run.seconds_left(20) == pytest.approx(16)
    assert run.snapshot_share == pytest.approx(10 / 14)


def test_earlier_sittings_count(clock: list[float]) -> None:
    run = pace.Pace(steps=100, latent_dim=2)
    run.go_on_from(30)
    assert run.seconds == 30
    run.begin()
    clock[0] += 10
    assert run.seconds == pytest.approx(40)
    assert run.steps_per_second(80) == pytest.approx(2)


@pytest.mark.parametrize(
    ("latent_dim", "seconds", "left", "expected"),
    [
        (2, 5, 5, "full"),
        (2, 3, 50, "pictures"),  # near the start
        (2, 50, 3, "pictures"),  # near the last one, which is full too
        (20, 20, 50, "pictures"),  # of many latents LPS takes long: 4 s · 20² / 50 = 32 s
        (20, 40, 50, "full"),
    ],
)
def test_full_snapshots_keep_their_distance_from_both_ends(
    clock: list[float], latent_dim: int, seconds: float, left: float, expected: str
) -> None:
    step = 100
    run = pace.Pace(steps=round(step * (seconds + left) / seconds), latent_dim=latent_dim)
    run.begin()
    clock[0] += seconds
    assert run.due(step) == expected


def test_a_look_pays_for_the_lighter_ones_too(clock: list[float]) -> None:
    run = pace.Pace(steps=10_000, latent_dim=2)
    run.begin()
    for kind in ("light", "pictures", "full"):
        with run.look(kind):
            clock[0] += 0.01
    clock[0] += 10
    assert run.due(1_000) == "full"
    with run.look("full"):
        clock[0] += 0.01
    assert run.due(1_000) is None
