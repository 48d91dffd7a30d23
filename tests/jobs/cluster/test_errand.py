"""What a node is told, and what it does with it; without Ray."""

import os
from pathlib import Path

import pytest

from sculptor.files import write_json
from sculptor.jobs import launcher, worker
from sculptor.jobs.cluster.errand import ELSEWHERE, Errand, go
from sculptor.runs.folder import LOG, STATUS, known_status
from tests.conftest import TINY


@pytest.fixture
def errand(own_home: Path, monkeypatch: pytest.MonkeyPatch) -> Errand:
    for name in ("ERRAND", "SCULPTOR_HOME"):
        monkeypatch.setenv(name, "before")
    monkeypatch.setenv("SCULPTOR_HOME", str(own_home))
    folder = launcher.create(TINY)
    launched = float(known_status(folder)["launched"])
    return Errand(str(folder), launched, 1, "cpu", "", {"ERRAND": "told"})


def test_a_run_is_trained_where_its_folder_is_seen(
    errand: Errand, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With what was told in the environment; what is printed goes into its log."""

    def work(folder: Path, device: str) -> str:
        print("at work", device, os.environ["ERRAND"])
        write_json(folder / STATUS, {**known_status(folder), "status": "finished"})
        return "finished"

    monkeypatch.setattr(worker, "work", work)
    assert go(errand, None) == "finished"
    assert (Path(errand.folder) / LOG).read_text() == "at work cpu told\n"


def test_one_that_has_ended_is_not_trained_again(
    errand: Errand, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker, "work", None)
    path = Path(errand.folder) / STATUS
    write_json(path, {**known_status(path.parent), "status": "stopped"})
    assert go(errand, None) == "stopped"


def test_another_folder_is_not_taken_for_that_of_the_run(errand: Errand) -> None:
    assert go(errand._replace(launched=1.0), None) == ELSEWHERE
    assert go(errand._replace(folder="/elsewhere/20261124-153012-a1b2"), None) == ELSEWHERE


def test_another_version_is_refused(errand: Errand) -> None:
    with pytest.raises(RuntimeError, match=r"the study 9\.9"):
        go(errand._replace(version="9.9"), None)
