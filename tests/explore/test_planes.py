"""Planes: where codes lie, which code lies at a place, and names."""

import numpy as np
import pytest

from sculptor.errors import SculptorError
from sculptor.explore.planes import Map, along, principal, principal_directions

RNG = np.random.default_rng(0)


def test_a_plane_of_two_latents_shows_them_and_leaves_the_others() -> None:
    plane = along((3, 1), 4)
    codes = RNG.normal(size=(6, 4)).astype(np.float32)
    assert plane.names == ("z₄", "z₂")
    assert np.array_equal(plane.place(codes), codes[:, [3, 1]])
    assert plane.lift(9, 8, codes[0]).tolist() == [codes[0, 0], 8, codes[0, 2], 9]


def test_one_latent_is_a_line() -> None:
    plane = along((0, 1), 1)
    assert plane.place([[2.0]]).tolist() == [[2, 0]]
    assert plane.lift(3, 7, [1.0]).tolist() == [3]


@pytest.mark.parametrize("pair", [(0, 0), (0, 4), (-1, 2)])
def test_two_latents_must_be_two_of_them(pair: tuple[int, int]) -> None:
    with pytest.raises(SculptorError, match="two different latents out of 4"):
        along(pair, 4)


def test_principal_components_are_those_of_a_known_spread() -> None:
    spread = RNG.normal(size=(20_000, 3)).astype(np.float32) * [1.0, 3.0, 2.0]
    directions = principal_directions(spread[:10_000], spread[10_000:])
    assert np.allclose(np.abs(directions), np.eye(3)[:, [1, 2, 0]], atol=0.05)
    assert (directions[[1, 2, 0], [0, 1, 2]] > 0.99).all()
    plane = principal((0, 2), directions)
    assert plane.names == ("PC₁", "PC₃")
    code = spread[0].astype(np.float32)
    lifted = plane.lift(4.0, -2.0, code)
    assert np.allclose(plane.place(lifted), [4.0, -2.0], atol=1e-4)
    assert np.allclose(lifted @ directions[:, 1], code @ directions[:, 1], atol=1e-4)


def test_in_a_map_an_item_lies_at_its_own_place_and_a_new_code_between_its_neighbours() -> None:
    codes = np.array([[0, 0, 0], [1, 0, 0], [9, 9, 9]], np.float32)
    places = np.array([[0, 0], [2, 0], [50, 50]], np.float32)
    plane = Map(("U₁", "U₂"), codes, places)
    assert np.allclose(plane.place(codes), places, atol=1e-4)
    x, _ = plane.place([[0.5, 0, 0]])[0]
    assert 1 < x < 6
    assert plane.lift(49, 49, codes[0]).tolist() == [9, 9, 9]
