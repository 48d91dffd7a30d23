"""The trash: what is deleted can be brought back until it is emptied."""

from collections.abc import Callable

import pytest

from sculptor import RunConfig, SculptorError, jobs
from sculptor.jobs import Run, launcher

Edit = Callable[..., None]


def test_delete_is_undone_by_restore(run: Run, edit_status: Edit) -> None:
    edit_status(status="finished")
    identity = run.id
    run.delete()
    assert jobs.list_runs() == []
    assert [each.id for each in jobs.trash()] == [identity]
    with pytest.raises(SculptorError, match="in the trash"):
        jobs.open_run(identity)
    assert jobs.restore(identity).status == "finished"
    assert jobs.trash() == []
    with pytest.raises(SculptorError, match="is not there"):
        jobs.restore(identity)


def test_emptying_the_trash_leaves_the_runs(tiny: RunConfig, run: Run, edit_status: Edit) -> None:
    edit_status(status="stopped")
    run.delete()
    other = launcher.create(tiny)
    assert jobs.empty_trash() == 1
    assert jobs.trash() == []
    assert [each.id for each in jobs.list_runs()] == [other.name]


def test_a_run_is_not_brought_back_over_another_of_its_id(run: Run, edit_status: Edit) -> None:
    edit_status(status="finished")
    run.delete()
    run.folder.mkdir()
    with pytest.raises(SculptorError, match="is among the runs already"):
        jobs.restore(run.id)
    assert len(jobs.trash()) == 1


@pytest.mark.parametrize("text", ["../runs", "", "20261124-000000-abcd/.."])
def test_only_ids_are_brought_back(text: str) -> None:
    with pytest.raises(SculptorError, match="Expected a run id"):
        jobs.restore(text)
