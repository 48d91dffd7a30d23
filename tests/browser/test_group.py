"""Tests that share a browser's machine take turns."""

import os

import pytest


@pytest.mark.skipif("PYTEST_XDIST_WORKER" not in os.environ, reason="there is one process")
def test_one_process_has_all_browsers(request: pytest.FixtureRequest) -> None:
    # pytest-xdist 3.8 keeps a group in the name of a test, which pytest 9.2 does not let it change.
    assert request.node.nodeid.endswith("@browser")
