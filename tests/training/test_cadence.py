"""How often a run is looked at."""

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


def test_time_of_looks_is_not_training_time() -> None:
    clock = Clock()
    cadence = Cadence({"look": 0.5}, clock=clock)
    with cadence.look("look"):
        clock.now += 7
    clock.now += 3
    assert cadence.spent == 7
    assert cadence.trained == 3
