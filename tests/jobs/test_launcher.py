"""Making runs: what they depend on is copied or refused beforehand."""

from dataclasses import replace
from pathlib import Path

import pytest

from sculptor import RunConfig, SculptorError, jobs
from sculptor.jobs import launcher


def test_a_prior_of_another_dimension(tiny: RunConfig) -> None:
    with pytest.raises(SculptorError, match="Expected a prior of 3 dimensions"):
        launcher.create(replace(tiny, latent_dim=3, prior={"kind": "gaussian", "dim": 2}))


def test_data_that_is_not_there(tiny: RunConfig, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SCULPTOR_DATA", raising=False)
    with pytest.raises(SculptorError, match="sculptor datasets get mnist"):
        jobs.launch(replace(tiny, dataset="mnist"))


def test_a_home_that_cannot_be_written(
    tiny: RunConfig, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv("SCULPTOR_HOME", str(tmp_path / "file"))
    with pytest.raises(SculptorError, match="Expected to make the folder"):
        jobs.launch(tiny)
    assert jobs.list_runs() == []
