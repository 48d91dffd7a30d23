"""A run whose data has changed since says so before it resumes."""

from dataclasses import replace
from pathlib import Path

import pytest

from sculptor import RunConfig, SculptorError, data
from sculptor.files import read_json, write_json
from sculptor.jobs import Run, commands, launcher
from sculptor.jobs.worker import work
from sculptor.runs.folder import COLOURS, STATUS, write_config
from tests.data.images.small import png, two_classes, write_folder


@pytest.fixture
def run(tiny: RunConfig, tmp_path: Path) -> Run:
    """A run on images that were added, which waits for its worker."""
    data.add("pets", write_folder(tmp_path / "pets", two_classes(30)))
    return Run(launcher.create(replace(tiny, dataset="pets", steps=3, batch_size=8)))


def test_the_fingerprint_of_the_data_is_in_the_configuration(run: Run) -> None:
    assert run.config.fingerprint == data.load("pets").digest
    assert work(run.folder) == "finished"
    assert run.clone().fingerprint == ""


def test_changed_data_is_said_before_a_run_resumes(run: Run, tmp_path: Path) -> None:
    run.pause()
    assert work(run.folder) == "paused"
    data.add("pets", write_folder(tmp_path / "pets", {"cats/new.png": png(999)}), replace=True)
    with pytest.raises(SculptorError, match="pets as it was when this run was made"):
        run.resume()
    assert run.status == "paused"
    commands.clear(run.folder)
    launcher.requeue(run.folder)  # as if it had changed after that
    assert work(run.folder) == "failed"
    assert "have changed since" in run.progress().message
    fresh = Run(launcher.create(run.clone()))
    assert fresh.config.fingerprint != run.config.fingerprint
    assert work(fresh.folder) == "finished"


def test_data_that_is_gone_is_said_and_the_run_is_still_listed(run: Run) -> None:
    assert work(run.folder) == "finished"
    data.remove("pets")
    assert run.config.dataset == "pets"
    assert run.problem == ""
    assert len(run.metrics()) > 0
    with pytest.raises(SculptorError, match="pets, but it was removed"):
        launcher.create(run.config)


def test_a_built_in_set_with_other_splits_is_another(
    tiny: RunConfig, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = Run(launcher.create(tiny))
    assert run.config.fingerprint == data.fingerprint(tiny.dataset)
    run.pause()
    assert work(run.folder) == "paused"
    monkeypatch.setattr("sculptor.data.registry.held_back", lambda n: 7)
    with pytest.raises(SculptorError, match="splits have changed since"):
        run.resume()


def test_a_run_from_before_there_were_validation_splits_is_cloned(tiny: RunConfig) -> None:
    run = Run(launcher.create(tiny))
    assert work(run.folder) == "finished"
    stopped = read_json(run.folder / STATUS) | {"status": "stopped"}
    write_json(run.folder / STATUS, stopped)
    write_config(run.folder, replace(run.config, fingerprint=""))
    names = read_json(run.folder / COLOURS)
    write_json(run.folder / COLOURS, {name: names[name] for name in ("factors", "labels")})
    with pytest.raises(SculptorError, match="no validation split yet"):
        run.resume()
    assert work(launcher.create(run.clone())) == "finished"


@pytest.mark.parametrize("value", ["x", "A" * 64, 3, None])
def test_what_is_no_fingerprint_is_refused(value: object) -> None:
    with pytest.raises(SculptorError, match="Expected a fingerprint of 64"):
        RunConfig(fingerprint=value)  # type: ignore[arg-type]
