"""The view that is asked for: UMAP of the newest snapshot."""

import pytest

from sculptor.jobs import Run
from sculptor.jobs.worker import work


def test_umap_view(run: Run) -> None:
    from sculptor.jobs import project

    work(run.folder)
    step = run.snapshots()[-1]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(project, "umap", lambda z, target: (z[:, :2], target[:, :2]))
        project.project(run.folder)
    assert run.projected() == [step]
    latents, target = run.snapshot().projections["umap"]
    assert latents.shape == target.shape == (len(target), 2)
