"""Parameters: what is taken as it was given, and what would have been expected."""

import math

import pytest

from sculptor import SculptorError
from sculptor.parameter import Parameter, checked, choice, closest, number, numbers, one_of, whole

WEIGHT = number("weight", "auto", 0, 10, 1, "Nats a unit.", words=("auto",))
UNITS = whole("units", 8, 1, 64, 1, "Units of a layer")
SHAPE = choice("shape", ("box", "disc"), "Of the density")
SHIFT = numbers("shift", -5, 5, 0.5, "In latent units")


@pytest.mark.parametrize(
    ("item", "given", "taken"),
    [
        (WEIGHT, 3, 3.0),
        (WEIGHT, "auto", "auto"),
        (WEIGHT, 10, 10.0),
        (UNITS, 64, 64),
        (UNITS, 8.0, 8),
        (SHAPE, "disc", "disc"),
        (SHIFT, [1, -5], (1.0, -5.0)),
        (SHIFT, (), ()),
    ],
)
def test_what_fits_is_taken_as_its_type(item: object, given: object, taken: object) -> None:
    found = checked(item, given)
    assert found == taken
    assert type(found) is type(taken)


@pytest.mark.parametrize(
    ("item", "given", "expected"),
    [
        (WEIGHT, 10.5, "weight as 'auto' or a number from 0 to 10, received 10.5. It is: nats"),
        (WEIGHT, math.nan, "received nan"),
        (WEIGHT, True, "received True"),
        (WEIGHT, "heavy", "received 'heavy'"),
        (UNITS, 8.5, "units as a whole number from 1 to 64"),
        (UNITS, 0, "received 0"),
        (SHAPE, 1, "shape as 'box' or 'disc', received 1"),
        (SHIFT, 1.0, "shift as a list of numbers from -5 to 5"),
        (SHIFT, [1, "2"], "received"),
    ],
)
def test_what_does_not_fit_is_refused_with_what_would(
    item: object, given: object, expected: str
) -> None:
    with pytest.raises(SculptorError) as error:
        checked(item, given)
    assert expected in str(error.value)


def test_where_exactness_is_asked_for_a_float_is_no_whole_number() -> None:
    assert checked(UNITS, 8, exact=True) == 8
    with pytest.raises(SculptorError, match="units of mlp as"):
        checked(UNITS, 8.0, of="mlp", exact=True)


def test_defaults_and_titles() -> None:
    assert (SHAPE.default, SHIFT.default) == ("box", ())
    assert number("learning_rate", 1, 0, 1, 1, "").title == "Learning rate"


def test_a_slip_is_answered_with_a_question_and_nonsense_with_nothing() -> None:
    assert closest("beta_vea", ["beta-vae", "vae"]) == " Did you mean beta-vae?"
    assert closest("qqqq", ["beta-vae", "vae"]) == ""
    assert one_of([]) == ""


NOTHING = [
    *(None, True, float("nan"), float("inf"), 10**400, 10**5000),
    "",
    "x" * 10**6,
    b"1",
    [],
    {},
]


@pytest.mark.parametrize("value", NOTHING, ids=range(len(NOTHING)))
@pytest.mark.parametrize(
    "item",
    [
        number("n", 1.0, 0.0, 9.0, 0.1, "A number"),
        whole("n", 1, 0, 9, 1, "A whole number"),
        choice("n", ("a", "b"), "A word"),
    ],
)
def test_what_is_no_value_is_refused_in_one_bearable_line(item: Parameter, value: object) -> None:
    with pytest.raises(SculptorError, match=r"^Expected n as") as error:
        checked(item, value)
    assert len(str(error.value)) < 300


def test_a_list_has_an_end() -> None:
    item = numbers("n", 0.0, 9.0, 0.1, "Numbers")
    assert checked(item, [1] * 1000) == (1.0,) * 1000
    for value in ([1] * 1001, [1, None], [1, [1]], "1", {1: 1}):
        with pytest.raises(SculptorError, match=r"^Expected n as"):
            checked(item, value)


def test_what_was_probably_meant_is_found_fast_in_any_text() -> None:
    assert closest("x" * 10**7, ["ring", "moons"]) == ""
