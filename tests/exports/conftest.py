"""Models of every network."""

import pytest

from tests.exports.made import MADE, Made


@pytest.fixture(params=MADE)
def made(request: pytest.FixtureRequest) -> Made:
    """A model of each network."""
    return Made(*request.param)
