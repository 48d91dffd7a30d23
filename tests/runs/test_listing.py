"""Many runs are read, and none takes down the others."""

import pytest

from sculptor import RunConfig, SculptorError, jobs
from sculptor.jobs import Run, launcher
from sculptor.runs.listing import each


@pytest.mark.parametrize("error", [SculptorError("Expected more."), RecursionError("too deep")])
def test_one_that_fails_in_any_way_stands_among_the_others(
    tiny: RunConfig, error: Exception
) -> None:
    first, broken, last = (launcher.create(tiny).name for _ in range(3))

    def read(run: Run) -> str:
        if run.id == broken:
            raise error
        return run.id

    found = each(jobs.list_runs(), read, lambda run, reason: f"{run.id}: {reason}")
    assert found[0] == last
    assert found[1].startswith(f"{broken}: Expected ")
    assert str(error) in found[1]
    assert found[2] == first
