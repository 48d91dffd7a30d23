"""The view that is asked for: UMAP of the newest snapshot."""

import pytest

from sculptor.jobs import Run, project


def test_umap_view(finished: Run) -> None:
    step = finished.snapshots()[-1]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(project, "umap", lambda z, target, tell: (z[:, :2], target[:, :2]))
        project.project(finished.folder)
    assert finished.projected() == [step]
    latents, target = finished.snapshot().projections["umap"]
    assert latents.shape == target.shape == (len(target), 2)
