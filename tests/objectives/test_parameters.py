"""Parameters that several objectives have."""

from sculptor.objectives.parameters import ENCODER, strength


def test_a_strength_may_be_changed_while_a_run_trains() -> None:
    weight = strength("weight", "auto", 10.0, 1.0, "Nats.", low=2.0, words=("auto",), label="Pull")
    assert weight.adjustable
    assert (weight.low, weight.high, weight.title) == (2.0, 10.0, "Pull")
    assert weight.expected == "'auto' or a number from 2 to 10"
    assert not ENCODER.adjustable
