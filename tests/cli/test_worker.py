"""``sculptor worker``: a task of a scheduler, and the script for SLURM against a stand-in."""

import json
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from sculptor import jobs
from sculptor.jobs import Run, worker
from sculptor.runs.folder import STATUS, known_status
from sculptor.studies import list_studies
from tests.cli.test_study import SMALL

Call = Callable[..., tuple[int, str, str]]

SCALE = Path(__file__).parents[2] / "docs" / "scale.md"

STAND_INS = {
    "sbatch": """\
last=${1##*-}  # --array=1-N%50 SCRIPT
for number in $(seq 1 "${last%%%*}"); do
  SLURM_ARRAY_TASK_ID=$number SLURM_CPUS_PER_TASK=1 bash "$2" || echo "task $number: $?"
done
""",
    "srun": 'exec "$@"\n',
    "sculptor": f'exec {sys.executable} -m sculptor.cli "$@"\n',
}
"""What takes the place of SLURM's commands, one task after another on this machine."""


@pytest.fixture
def prepared(call: Call) -> list[Run]:
    code, out, _ = call(*SMALL, "--objectives", "ae", "--seeds", "2", "--prepare")
    assert code == 0
    return [jobs.open_run(run) for run in out.split()]


def test_runs_are_prepared_once_and_none_is_trained(call: Call, prepared: list[Run]) -> None:
    assert [(run.status, run.progress().step) for run in prepared] == [("paused", 0)] * 2
    again = call(*SMALL, "--objectives", "ae", "--seeds", "2", "--prepare", "--json")
    assert [run["id"] for run in json.loads(again[1])] == [run.id for run in prepared]
    (study,) = list_studies()
    assert [run.id for run in study.runs] == [run.id for run in prepared]


def test_a_worker_ends_as_its_run_does(
    call: Call, prepared: list[Run], monkeypatch: pytest.MonkeyPatch
) -> None:
    """It waits for no queue; what has finished is left as it is."""
    given: list[str] = []

    def work(folder: Path, device: str) -> str:
        given.append(device)
        ended = {"status": "finished" if len(given) > 1 else "failed", "message": "No memory."}
        (folder / STATUS).write_text(json.dumps({**known_status(folder), **ended}))
        return ended["status"]

    monkeypatch.setattr(worker, "work", work)
    run = prepared[0]
    assert call("worker", run.id)[:2] == (1, f"{run.id} is failed. No memory.\n")
    assert call("worker", run.id)[0] == 0
    assert call("worker", run.id)[0] == 0
    assert given == ["cpu", "cpu"]


def test_one_that_another_has_is_refused(
    call: Call, prepared: list[Run], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker, "work", lambda folder, device: None)
    code, _, said = call("worker", prepared[0].id)
    assert code == 1
    assert "no other worker" in said


def test_the_script_for_slurm(prepared: list[Run], tmp_path: Path, own_home: Path) -> None:
    """It is the one of the documentation, submitted by the command that stands there."""
    text = SCALE.read_text()
    script = re.search(r"`array.sh`:\n\n```bash\n(.*?)```", text, re.DOTALL)
    submit = re.search(r"^sbatch .*$", text, re.MULTILINE)
    assert script
    assert submit
    place, commands = tmp_path / "slurm", tmp_path / "bin"
    for folder in (place, commands):
        folder.mkdir()
    for name, code in STAND_INS.items():
        (commands / name).write_text(f"#!/bin/bash\n{code}")
        (commands / name).chmod(0o755)
    (place / "array.sh").write_text(script[1])
    (place / "runs.txt").write_text("".join(f"{run.id}\n" for run in prepared))
    environment = {"PATH": f"{commands}:/usr/bin:/bin", "SCULPTOR_HOME": str(own_home)}
    done = subprocess.run(  # noqa: PLW1510
        ["bash", "-c", submit[0]], cwd=place, env=environment, capture_output=True, text=True
    )
    assert done.stdout.splitlines() == [f"{run.id} is finished." for run in prepared], done.stderr
    assert all((run.folder / "figures.json").exists() for run in prepared)
