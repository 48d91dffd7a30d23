"""The preview of a prior: the same samples every time, and what is wrong in its place."""

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from sculptor import SculptorError
from sculptor.ui.prior import preview


def shown(spec: dict, latent_dim: int) -> None:
    """A page that shows a prior."""
    from sculptor.ui.prior import preview

    preview.show(spec, latent_dim)


def test_a_prior_is_drawn_the_same_each_time() -> None:
    first = preview.draw({"kind": "ring", "radius": 2.0}, 2)
    again = preview.draw({"radius": 2.0, "kind": "ring"}, 2)
    assert first.shape == (preview.N, 2)
    assert np.array_equal(first, again)
    assert preview.draw({"kind": "gaussian"}, 5, 10).shape == (10, 5)
    with pytest.raises(SculptorError, match="Did you mean ring"):
        preview.draw({"kind": "rign"}, 2)


@pytest.mark.parametrize("dim", [1, 2, 4, 20])
def test_any_number_of_dimensions_has_a_picture(dim: int) -> None:
    page = AppTest.from_function(shown, args=({"kind": "gaussian"}, dim)).run()
    assert not page.exception
    assert not page.error
    assert f"{dim} dimension" in page.caption[-1].value


def test_what_cannot_be_made_is_said_in_its_place() -> None:
    page = AppTest.from_function(shown, args=({"kind": "ring", "radius": -1}, 2)).run()
    assert not page.exception
    assert "radius" in page.error[0].value
