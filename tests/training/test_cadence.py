"""How often a run is looked at."""

import pytest

from sculptor.training.cadence import Cadence


class Clock:
    """A clock that stands still until it is moved."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


def run(cost: float, share: float, seconds: float, tick: float = 0.01) -> tuple[int, Cadence]:
    """Train for some seconds and look whenever it is due: how many looks, and the cadence."""
    clock = Clock()
    cadence = Cadence({"look": share}, shortest=0.25, clock=clock)
    looks = 0
    while cadence.trained < seconds:
        if cadence.due("look"):
            with cadence.look("look"):
                clock.now += cost
            looks += 1
        clock.now += tick
    return looks, cadence


def test_looks_cost_their_share() -> None:
    looks, cadence = run(cost=0.1, share=0.02, seconds=100)
    assert looks == 20
    assert abs(cadence.share - 0.02) < 0.002


def test_cheap_looks_are_not_more_frequent_than_useful() -> None:
    looks, cadence = run(cost=0.0001, share=0.02, seconds=10)
    assert 38 <= looks <= 41
    assert cadence.share < 0.001


def test_a_first_look_is_due_at_once() -> None:
    assert Cadence({"look": 0.02}, clock=Clock()).due("look")


def test_eager_looks_wait_no_longer_than_has_been_trained() -> None:
    clock = Clock()
    cadence = Cadence({"look": 0.01}, {"look": 0.25}, clock=clock)
    times = []
    while cadence.trained < 30:
        if cadence.due("look"):
            times.append(cadence.trained)
            look(cadence, clock, 0.05, "look")
        clock.now += 0.01
    assert times == pytest.approx([0, 0.25, 0.5, 1, 2, 4, 8, 13, 18, 23, 28], abs=0.1)


def test_a_change_makes_eager_looks_as_frequent_as_at_the_start() -> None:
    clock = Clock()
    cadence = Cadence({"look": 0.001, "other": 0.001}, {"look": 0.25}, clock=clock)
    clock.now = 50
    look(cadence, clock, 0.05, "look")
    look(cadence, clock, 0.05, "other")
    clock.now = 60
    assert not cadence.due("look")
    for _ in range(3):  # as while a hand draws
        cadence.restart()
        clock.now += 0.1
    assert cadence.due("look")
    assert not cadence.due("other")
    look(cadence, clock, 0.05, "look")
    clock.now += 0.3
    assert cadence.due("look")


def test_time_of_looks_is_not_training_time() -> None:
    clock = Clock()
    cadence = Cadence({"look": 0.5}, clock=clock)
    with cadence.look("look"):
        clock.now += 7
    clock.now += 3
    assert cadence.spent == 7
    assert cadence.trained == 3


def look(cadence: Cadence, clock: Clock, cost: float, *kinds: str) -> None:
    with cadence.look(*kinds):
        clock.now += cost


def test_a_look_stands_in_for_those_it_contains() -> None:
    clock = Clock()
    cadence = Cadence({"light": 0.1, "full": 0.01}, clock=clock)
    look(cadence, clock, 1, "full", "light")
    assert cadence.due("light")  # it has yet to be measured
    look(cadence, clock, 0.5, "light")
    clock.now += 4
    look(cadence, clock, 1, "full", "light")
    clock.now += 4.9  # half a second at a tenth of the time
    assert not cadence.due("light")
    clock.now += 0.2
    assert cadence.due("light")


def test_a_look_never_hastens_those_it_contains() -> None:
    clock = Clock()
    cadence = Cadence({"light": 0.01, "full": 0.1}, clock=clock)
    look(cadence, clock, 1, "light")
    clock.now += 99
    look(cadence, clock, 1, "full", "light")
    clock.now += 99
    assert not cadence.due("light")


def test_one_disturbed_look_does_not_put_off_the_next() -> None:
    clock = Clock()
    cadence = Cadence({"look": 0.1}, clock=clock)
    waits = []
    for cost in (0.1, 5, 0.1, 5, 5):
        look(cadence, clock, cost, "look")
        began = clock.now
        while not cadence.due("look"):
            clock.now += 0.05
        waits.append(round(clock.now - began))
    assert waits == [1, 1, 1, 1, 50]
