"""Images that were selected."""

import pytest

from sculptor.errors import SculptorError
from sculptor.ui.plots import images


def test_selected_images_are_those_of_the_snapshots() -> None:
    assert images.selected("digits", "validation", (0, 5)).startswith(b"\x89PNG")
    with pytest.raises(SculptorError, match="Expected rows"):
        images.selected("digits", "test", (10**6,))
