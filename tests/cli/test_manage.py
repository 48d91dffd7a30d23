"""``sculptor runs``, ``export``, ``delete`` and the rest: what can be done with runs."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from sculptor import RunConfig, cli
from sculptor.jobs import Run, launcher, worker
from sculptor.runs.lock import alone
from sculptor.studies import compute_scores, create, grid, scores
from tests.bad_names import BAD, spoil
from tests.cli.small import SMALL, Call, config


def test_train_list_export_delete_restore(call: Call, tmp_path: Path) -> None:
    code, out, err = call(*SMALL, "--prior", "moons", "--name", "first", "--json")
    assert code == 0
    assert "step 30 of 30" in err
    done = json.loads(out)
    assert done["status"] == "finished"
    assert "mmd2" in done["metrics"]
    identity = done["id"]

    (listed,) = json.loads(call("runs", "--json")[1])
    assert (listed["id"], listed["name"], listed["step"]) == (identity, "first", 30)
    assert listed["metrics"]["reconstruction"] > 0
    assert "first" in call("runs")[1]

    folder = tmp_path / "out"
    assert call("export", identity, "--to", str(folder))[0] == 0
    again = config("--config", str(folder / "config.json"), "--seed", "4")
    assert (again["prior"], again["seed"]) == ({"kind": "moons"}, 4)

    assert call("delete", identity)[0] == 0
    assert json.loads(call("runs", "--json")[1]) == []
    assert call("restore", identity)[:2] == (0, f"{identity} is finished.\n")


def test_prune_tells_first_and_keeps_what_is_needed(
    call: Call, finished: Run, run: Run, tmp_path: Path
) -> None:
    frame = finished.snapshot()
    content = (finished.folder / "snapshots" / f"{frame.step:07d}.npz").read_bytes()
    for step in range(100):
        (finished.folder / "snapshots" / f"{step:07d}.npz").write_bytes(content)
    rows, before = finished.rows(), finished.snapshots()
    (listed,) = [each for each in json.loads(call("runs", "--json")[1]) if each["step"]]
    taken = sum(path.stat().st_size for path in finished.folder.rglob("*") if path.is_file())
    assert listed["bytes"] == taken

    (finished.folder.parent / "20261124-153012-a1b2").write_text("no folder")
    code, out, _ = call("prune", "--keep", "20")
    assert (code, finished.snapshots()) == (0, before)
    assert "to do it, add --yes" in out
    told = json.loads(call("prune", "--keep", "20", "--json")[1])
    done = json.loads(call("prune", "--keep", "20", "--yes", "--json")[1])
    assert (told["removed"], done["removed"]) == (False, True)
    assert (told["runs"], [*done["runs"]]) == (done["runs"], [finished.id])  # the other is queued
    (listed,) = [each for each in json.loads(call("runs", "--json")[1]) if each["step"]]
    assert listed["bytes"] == taken - done["bytes"] < taken / 2
    assert "Nothing to remove" in call("prune", "--keep", "20", "--yes")[1]

    kept = finished.snapshots()
    assert len(kept) <= 20
    assert (kept[0], kept[-1], finished.rows(), finished.problem) == (0, before[-1], rows, "")
    assert finished.image(kept[-1], "reconstruction")
    finished.model()
    assert call("export", finished.id, "--to", str(tmp_path / "out"))[0] == 0
    assert "10 snapshots or more" in call("prune", "--keep", "5")[2]


def test_a_run_that_cannot_be_pruned_leaves_the_others(
    call: Call, finished: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sculptor.jobs.run.HOLD", 0.1)
    with alone(finished.folder, 0):
        code, out, err = call("prune", "--yes")
    assert (code, "Expected no worker" in err, out) == (1, True, "Nothing to remove.\n")
    assert (finished.folder / "checkpoint.safetensors").exists()
    assert call("prune", finished.id, "--yes")[0] == 0
    assert not (finished.folder / "checkpoint.safetensors").exists()


def test_home(call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SCULPTOR_HOME", "elsewhere")
    assert json.loads(call("runs", "--home", str(tmp_path), "--json")[1]) == []


def test_the_command_measures_what_has_not_been(
    tiny: RunConfig,
    cheap: Callable[[], int],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    base = replace(tiny, prior="gaussian", steps=20)
    done, unmeasured = (Run(launcher.create(replace(base, seed=seed))) for seed in (0, 1))
    worker.work(done.folder)
    compute_scores(done)
    arguments = ["export", done.id, unmeasured.id, "--json", "--to"]
    assert cli.main([*arguments, str(tmp_path / "early")]) == 1
    assert f"{unmeasured.id} is queued" in capsys.readouterr().err
    worker.work(unmeasured.folder)
    scores.write(unmeasured, scores.Scores(base.steps, (), error="out of memory"))
    assert cli.main([*arguments, str(Path(__file__).parent)]) == 1
    assert "new or empty folder" in capsys.readouterr().err
    assert cli.main([*arguments, str(tmp_path / "out")]) == 0
    told = capsys.readouterr()
    assert told.err == "measuring: 2 of 2\n"
    assert json.loads(told.out)["folder"] == str(tmp_path / "out")
    assert {path.name for path in (tmp_path / "out" / "runs").iterdir()} == {
        "mmd-auto-seed-0",
        "mmd-auto-seed-1",
    }


def test_a_study_that_has_not_begun_is_refused(
    tiny: RunConfig, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    study = create(grid(replace(tiny, prior="gaussian"), objectives=["mmd", "vae"]))
    assert cli.main(["export", study.id, "--to", str(tmp_path / "out")]) == 1
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert "0 of 2 runs" in said
    assert not (tmp_path / "out").exists()


def test_an_unknown_id_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["export", "20261124-000000-abcd", "--to", str(tmp_path / "out")]) == 1
    assert capsys.readouterr().err.count("\n") == 1


@pytest.mark.parametrize(("name", "expected"), BAD.items())
def test_a_bad_name_in_an_old_folder_harms_no_run(
    call: Call, finished: Run, run: Run, tmp_path: Path, name: str, expected: str
) -> None:
    spoil(finished, name)
    code, out, err = call("runs")
    assert (code, err) == (0, "")
    assert finished.id in out
    assert run.id in out
    assert f"  {expected}" in out
    assert out.replace("\n", "").isprintable()

    listed = json.loads(call("runs", "--json")[1])
    assert {item["id"]: item["name"] for item in listed}[finished.id] == expected
    assert json.dumps(listed, ensure_ascii=False).encode()

    folder = tmp_path / "out"
    assert call("export", finished.id, "--to", str(folder))[0] == 0
    assert (folder / "README.md").read_text(encoding="utf-8").startswith(f"# {expected}\n")
    assert RunConfig.from_dict(config("--config", str(folder / "config.json"))).name == expected
    assert call("delete", finished.id)[0] == 0


def test_a_report_on_runs_of_bad_names(
    tiny: RunConfig, cheap: Callable[[], int], call: Call, tmp_path: Path
) -> None:
    made = {}
    for seed, (name, expected) in enumerate(BAD.items()):
        run = spoil(Run(launcher.create(replace(tiny, steps=20, seed=seed))), name)
        worker.work(run.folder)
        made[run.id] = expected
    to = tmp_path / "out"
    assert call("export", *made, "--to", str(to))[0] == 0
    for file in ("report.html", "table.md"):
        text = (to / file).read_text(encoding="utf-8")
        assert all(f"{identity}, {expected}" in text for identity, expected in made.items())
        assert not {"\x1b", "\u202e"} & {*text}


def test_one_damaged_folder_leaves_the_others(
    call: Call, run: Run, tiny: RunConfig, tmp_path: Path
) -> None:
    broken, link = (launcher.create(tiny) for _ in range(2))
    for name in ("status.json", "config.json", "metrics.jsonl", "events.jsonl", "colours.json"):
        (broken / name).write_text("[" * 100_000 + "]" * 100_000 + "\n")
    link.rename(tmp_path / "elsewhere")
    link.symlink_to(tmp_path / "elsewhere")
    code, out, _ = call("runs", "--json")
    problems = {told["id"]: told["problem"] for told in json.loads(out)}
    assert code == 0
    assert problems[run.id] == ""
    assert "nested deeper" in problems[broken.name]
    assert "received a link" in problems[link.name]
    for folder in (broken, link):
        assert call("delete", folder.name)[0] == 0
    assert [told["id"] for told in json.loads(call("runs", "--json")[1])] == [run.id]


def test_a_run_is_taken_from_a_worker_elsewhere(
    call: Call, run: Run, edit_status: Callable[..., None]
) -> None:
    edit_status(status="running", pid=7, host="the-other")
    code, _, err = call("release", run.id)
    assert (code, run.status) == (1, "running")
    assert "Expected --yes" in err
    assert call("release", run.id, "--yes")[:2] == (0, f"{run.id} is interrupted.\n")
    code, _, err = call("release", run.id, "--yes")
    assert code == 1
    assert "nothing to take over" in err
