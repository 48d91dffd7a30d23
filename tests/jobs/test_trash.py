"""The trash: what is deleted can be brought back until it is emptied."""

from collections.abc import Callable
from pathlib import Path

import pytest

from sculptor import RunConfig, SculptorError, drafts, jobs
from sculptor import home as places
from sculptor.home import LOCKS
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
    assert [*(places.home() / LOCKS).rglob(f"{run.id}*")] == []


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


def test_emptying_follows_no_link(run: Run, edit_status: Edit, tmp_path: Path) -> None:
    edit_status(status="finished")
    kept = tmp_path / "kept"
    kept.mkdir()
    (kept / "file").write_text("x")
    (run.folder / "snapshots" / "more").symlink_to(kept)
    run.delete()
    (run.folder.parent / ".trash" / "20200101-000000-0000").symlink_to(kept)
    assert jobs.empty_trash() == 2
    assert (kept / "file").exists()


def test_what_cannot_be_removed_is_said_and_the_rest_is(
    tiny: RunConfig, edit_status: Edit, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    edit_status(status="finished")
    run.delete()
    (run.folder.parent / ".trash" / "20200101-000000-0000").mkdir()
    remove = drafts.remove

    def refuse(path: Path) -> None:
        if path.name == run.id:
            raise PermissionError(13, "Permission denied")
        remove(path)

    monkeypatch.setattr(drafts, "remove", refuse)
    with pytest.raises(SculptorError, match=f"{run.id} \\(Permission denied\\)"):
        jobs.empty_trash()
    assert [each.id for each in jobs.trash()] == [run.id]
