"""What Python sends to the latent scatter, and what it makes of the answers."""

from typing import Any

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from sculptor.errors import SculptorError
from sculptor.ui.frontend import colouring, encoding, scatter


def unpacked(packed: bytes) -> np.ndarray:
    """What ``toPoints`` in the browser does."""
    codes = np.frombuffer(packed[32:], "<u2").reshape(-1, 2)
    left, right, bottom, top = np.frombuffer(packed[:32])
    step = np.array([right - left, top - bottom]) / 65534
    return np.where(codes == 65535, np.nan, np.array([left, bottom]) + codes * step)


def test_points_arrive_within_half_a_step_of_their_box() -> None:
    points = np.random.default_rng(0).normal(3, 2, (500, 2)).astype(np.float32)
    step = np.ptp(points, axis=0) / 65534
    assert (np.abs(unpacked(encoding.points(points)) - points) <= 0.51 * step).all()


def test_points_that_are_not_finite_keep_their_place() -> None:
    points = np.array([[0.0, 0.0], [np.nan, 1.0], [np.inf, 2.0], [4.0, 2.0]])
    arrived = unpacked(encoding.points(points))
    np.testing.assert_allclose(arrived[[0, 3]], points[[0, 3]], atol=1e-4)
    assert np.isnan(arrived[1:3, 0]).all()


@pytest.mark.parametrize("points", [np.zeros((0, 2)), np.full((3, 2), 7.0)])
def test_a_box_has_a_width_even_around_one_place(points: np.ndarray) -> None:
    packed = encoding.points(points)
    left, right, _, _ = np.frombuffer(packed[:32])
    assert left < right
    np.testing.assert_allclose(unpacked(packed), points)


def test_points_of_another_shape_are_refused() -> None:
    with pytest.raises(SculptorError, match=r"\(n, 2\).*\(4, 3\)"):
        encoding.points(np.zeros((4, 3)))


@pytest.mark.parametrize("extent", [(1, 0, 0, 1), (0, 1, 0), (0, np.nan, 0, 1), None, "abcd"])
def test_an_extent_that_is_none_is_refused(extent: Any) -> None:
    with pytest.raises(SculptorError, match="four finite numbers"):
        encoding.check_extent(extent)


def test_the_plane_stays_while_points_tremble() -> None:
    generator = np.random.default_rng(0)
    planes = {scatter.fit(generator.normal(0, 1, (2000, 2))) for _ in range(20)}
    assert planes == {(-3.0, 3.0, -3.0, 3.0)}


def test_the_plane_follows_points_that_lie_elsewhere() -> None:
    left, right, bottom, top = scatter.fit(np.random.default_rng(0).normal(100, 1, (2000, 2)))
    assert left < 97.5 < 102.5 < right
    assert bottom < 97.5 < 102.5 < top
    assert right - left < 100


def test_one_far_point_does_not_shrink_the_others() -> None:
    points = np.vstack([np.random.default_rng(0).normal(0, 1, (2000, 2)), [[1e6, 0.0]]])
    assert scatter.fit(points)[1] < 10


def test_labels_beyond_the_palette_are_one() -> None:
    colour = colouring.by_label(np.arange(14))
    assert len(colour.labels) == colouring.CATEGORIES == 10
    assert colour.labels[-1] == "other"
    assert colour.codes.max() == 9


def test_what_is_not_known_has_a_colour_of_its_own() -> None:
    colour = colouring.by_value([-1.0, 1.0, np.nan, np.inf])
    assert colour.codes.tolist() == [0, 254, 255, 255]
    assert colour.missing
    colour = colouring.by_label([1, -1, 0], ["cat", "dog"])
    assert colour.labels == ("cat", "dog", "not known")
    assert colour.codes.tolist() == [1, 2, 0]
    assert colour.missing
    many = colouring.by_label(np.arange(-1, 40))
    assert many.codes[0] == len(many.labels) - 1
    assert not colouring.by_label([0, 1]).missing


def test_values_span_the_ramp() -> None:
    colour = colouring.by_value([-1.0, 1.0, 0.0], "size")
    assert colour.codes.tolist() == [0, 255, 128]
    assert (colour.low, colour.high) == ("-1", "1")
    assert colouring.by_value([2.0, 2.0]).codes.tolist() == [0, 0]


def test_labels_must_be_whole_numbers() -> None:
    with pytest.raises(SculptorError, match="whole numbers"):
        colouring.by_label([0.5, 1.5])


def page() -> None:
    import numpy as np

    from sculptor.ui.frontend.scatter import Decoded
    from sculptor.ui.plots.scatter import scatter

    scatter("cloud", points=np.zeros((3, 2)), decode=lambda x, y: Decoded(b"png"))
    scatter("plain", points=np.zeros((3, 2)))


def test_a_plane_with_a_decoder_has_an_address_that_stays() -> None:
    app = AppTest.from_function(page).run()
    (one,) = app.session_state["answers:offers"].values()
    app.run()
    assert not app.exception
    assert [*app.session_state["answers:offers"].values()] == [one]


@pytest.mark.parametrize(
    "state", [None, {}, {"x": "left", "y": 0, "n": 1}, {"x": float("nan"), "y": 0, "n": 1}]
)
def test_nonsense_from_the_browser_is_no_point(state: Any) -> None:
    assert scatter.read(state) is None


def test_there_must_be_a_colour_for_each_point() -> None:
    with pytest.raises(SculptorError, match="each of the 3 points, received 2"):
        scatter.content("cloud", points=np.zeros((3, 2)), colour=colouring.by_label([0, 1]))
