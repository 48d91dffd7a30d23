"""Files that are meant to fill the memory or the time are read within bounds, or refused."""

import sys
from typing import Any

import pytest

if sys.platform == "win32":
    pytest.skip("measures what Unix alone tells", allow_module_level=True)

from sculptor.tables.limits import ROOM
from tests.tables import hostile

MEMORY = 300_000_000
SECONDS = 10


@pytest.fixture(scope="module")
def took(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Any]]:
    folder = tmp_path_factory.mktemp("hostile")
    hostile.write(folder)
    return {one["name"]: one for one in hostile.read(folder)}


@pytest.mark.parametrize("name", hostile.FILES)
def test_none_takes_more_than_its_bounds(took: dict[str, dict[str, Any]], name: str) -> None:
    one = took[name]  # one that is missing ended its process
    assert one["said"].startswith(("read", "SculptorError: Expected"))
    assert one["peak"] < MEMORY
    assert one["seconds"] < SECONDS


@pytest.mark.parametrize("name", [name for name in hostile.FILES if name.endswith("allowed")])
def test_what_is_as_large_as_is_allowed_is_read(took: dict[str, dict[str, Any]], name: str) -> None:
    """Else the bounds above would hold since all is refused."""
    assert took[name]["said"] == "read"
    assert took[name]["peak"] > 0.9 * ROOM
