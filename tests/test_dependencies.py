"""Ranges of versions: what is tested are their lowest ends and the lock."""

import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).parents[1]
UNREACHED = {"torch"}
"""Whose lowest version is not tried, as `.ci/lowest.txt` says."""

DEPENDENCIES = [
    Requirement(text)
    for text in tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["dependencies"]
]


def pins(path: Path) -> dict[str, str]:
    """Names and the versions that a file of requirements pins."""
    lines = (line.partition("#")[0].strip() for line in path.read_text().splitlines())
    found = [Requirement(line) for line in lines if line]
    return {canonicalize_name(one.name): str(one.specifier).removeprefix("==") for one in found}


LOWEST = pins(ROOT / ".ci" / "lowest.txt")
LOCK = pins(ROOT / "requirements.lock")


@pytest.mark.parametrize("dependency", DEPENDENCIES, ids=lambda dependency: dependency.name)
def test_both_ends_of_a_range_are_tested(dependency: Requirement) -> None:
    assert dependency.specifier.contains(LOCK[dependency.name])
    assert dependency.specifier.contains(LOWEST[dependency.name])
    (lowest,) = (part.version for part in dependency.specifier if part.operator == ">=")
    if dependency.name not in UNREACHED:
        assert Version(LOWEST[dependency.name]) == Version(lowest)


def test_nothing_else_is_pinned_at_its_lowest() -> None:
    assert LOWEST.keys() == {dependency.name for dependency in DEPENDENCIES}
