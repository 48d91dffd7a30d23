"""The pad in a cell: what the browser says becomes a density and a prior."""

import base64

import numpy as np
import pytest

from sculptor import SculptorError
from sculptor.notebook import Pad, sketch
from sculptor.priors import from_spec
from sculptor.ui.frontend.sketch import to_png
from tests.ui.frontend.test_encoding import unpacked


def draw(pad: Pad, density: np.ndarray, rev: int = 0, n: int = 1) -> None:
    """As the browser does."""
    text = base64.b64encode(density.tobytes()).decode()
    pad.said = {"drawing": {"density": text, "rev": rev, "n": n}}


def left_half() -> np.ndarray:
    density = np.zeros((64, 64), np.uint8)
    density[:, :32] = 200
    return density


def test_a_drawing_is_a_prior() -> None:
    changes: list[int] = []
    pad = sketch(on_change=lambda pad: changes.append(pad.drawn))
    assert not pad.density.any()
    with pytest.raises(SculptorError, match="empty"):
        _ = pad.prior
    draw(pad, left_half())
    np.testing.assert_array_equal(pad.density, left_half())
    assert changes == [1]
    samples = pad.prior.sample(500, 0)
    assert samples[:, 0].max() <= 0.05
    assert -3 <= samples.min() <= samples[:, 1].max() <= 3
    assert pad.png == to_png(left_half())
    assert repr(pad).startswith("Pad(50% of the plane")


def test_it_begins_with_a_drawing_and_takes_another() -> None:
    pad = sketch(to_png(left_half()), extent=(-1, 1, -1, 1))
    sent = unpacked(pad.data)
    assert (sent["rev"], sent["extent"]) == (0, [-1, 1, -1, 1])
    assert base64.b64decode(sent["density"]) == left_half().tobytes()
    draw(pad, np.full((64, 64), 3, np.uint8))
    pad.draw(left_half()[:, ::-1])
    assert unpacked(pad.data)["rev"] == 1
    np.testing.assert_array_equal(pad.density, left_half()[:, ::-1])
    draw(pad, np.full((64, 64), 3, np.uint8), rev=0, n=2)  # one that began before it came
    np.testing.assert_array_equal(pad.density, left_half()[:, ::-1])
    pad.clear()
    assert not pad.density.any()


def test_dots_change_and_the_drawing_stays() -> None:
    pad = sketch()
    draw(pad, left_half())
    pad.show(dots=np.ones((3, 2)))
    sent = unpacked(pad.data)
    assert (sent["rev"], len(sent["dots"])) == (0, 32 + 3 * 4)
    np.testing.assert_array_equal(pad.density, left_half())


@pytest.mark.parametrize("said", [{}, {"drawing": 3}, {"drawing": {"density": "x", "rev": 0}}])
def test_nonsense_of_the_browser_is_no_drawing(said: dict) -> None:
    pad = sketch(to_png(left_half()))
    pad.said = said
    np.testing.assert_array_equal(pad.density, left_half())
    assert pad.drawn == 0


@pytest.mark.parametrize("start", [np.zeros((3, 3), np.uint8), b"no picture"], ids=["side", "png"])
def test_what_is_no_drawing_is_refused(start: object) -> None:
    with pytest.raises(SculptorError, match="Expected a d"):
        sketch(start)  # type: ignore[arg-type]


def test_with_the_classes_of_data_it_has_a_brush_for_each_and_is_a_prior_by_label() -> None:
    pad = sketch(dataset="digits", labels=0.1)
    sent = unpacked(pad.data)
    assert (sent["classes"], sent["others"]) == ([*"0123456789", "all others"], 10)
    with pytest.raises(SculptorError, match="Choose a class above the pad"):
        _ = pad.prior
    drawing = np.zeros((11, 64, 64), np.uint8)
    drawing[3, :10, :10] = drawing[10, 50:, 50:] = 200
    draw(pad, drawing)
    np.testing.assert_array_equal(pad.density, drawing)
    prior = pad.prior
    assert (prior.groups, prior.labels) == (("3",), 0.1)
    threes, others = (part.sample(200, 0) for part in prior.parts)
    assert threes[:, 1].min() > 1.9 > -1.5 > others[:, 1].max()
    assert from_spec(prior.spec).groups == ("3",)
    assert repr(pad) == "Pad(1 of 10 classes drawn)"
    pad.clear()
    assert not pad.density.any()


def test_classes_can_be_those_of_other_data_or_some_of_many() -> None:
    drawing = np.full((3, 64, 64), 9, np.uint8)
    pad = sketch(drawing, classes=["cat", "dog"], extent=(0, 6, 0, 6))
    assert set(pad.prior.groups) == {"cat", "dog"}
    assert pad.prior.sample(500, 0).min() >= 0
    assert pad.picture() is not None
    np.testing.assert_array_equal(sketch(pad.png, classes=["cat", "dog"]).density, drawing)
    assert sketch(dataset="digits", classes=["7"]).classes == ("7",)


@pytest.mark.parametrize(
    ("asked", "why"),
    [
        ({"dataset": "sprites"}, "sprites has none"),
        ({"dataset": "digits", "classes": ["cat"]}, "received 'cat'"),
        ({"classes": [str(i) for i in range(10_000)]}, "received 10,000. Name those"),
        ({"classes": ["cat", "cat"]}, "different classes"),
        ({"classes": []}, "received 0"),
        ({"classes": ["cat"], "start": np.zeros((64, 64), np.uint8)}, r"density of \(2, 64, 64\)"),
    ],
)
def test_classes_that_make_no_sense_are_refused(asked: dict, why: str) -> None:
    with pytest.raises(SculptorError, match=why):
        sketch(**asked)
