"""``sculptor study``: what is asked for, and what comes of it."""

import json
import time
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from sculptor import RunConfig, cli, studies
from sculptor.cli import study
from sculptor.studies import StudyProgress
from sculptor.studies.record import STUDY

SMALL = [
    "study", "--dataset", "digits", "--network", '{"kind": "mlp", "width": 16}', "--steps", "20",
    "--batch-size", "64", "--device", "cpu", "--latent-dims", "2",
]  # fmt: skip

Call = Callable[..., tuple[int, str, str]]


def axes(*arguments: str) -> dict:
    """What options ask a grid for."""
    return study.axes(cli.parser().parse_args(["study", *arguments]))


def test_options_become_a_grid() -> None:
    found = axes(*SMALL[1:], "--objectives", "mmd,vae", "--seeds", "3", "--starts", "random")
    assert (found["objectives"], found["seeds"], found["starts"]) == (["mmd", "vae"], 3, ["random"])
    assert found["latent_dims"] == [2]
    assert (found["base"].steps, found["base"].network["width"]) == (20, 16)
    assert axes()["latent_dims"] == [10]
    listed = axes("--objectives", '["mmd", {"kind": "mmd", "encoder": "gaussian"}]')
    assert listed["objectives"][1]["encoder"] == "gaussian"


def test_priors_may_be_files(tmp_path: Path) -> None:
    (tmp_path / "mine.json").write_text('{"kind": "ring", "radius": 2}')
    found = axes("--priors", f"gaussian,{tmp_path / 'mine.json'}")["priors"]
    assert found == {"gaussian": {"kind": "gaussian"}, "mine": {"kind": "ring", "radius": 2}}


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ([], {}),
        (["front"], "front"),
        (["1,4"], [1.0, 4.0]),
        (["mmd=auto,100", "beta-vae=2"], {"mmd": ["auto", 100.0], "beta-vae": [2.0]}),
    ],
)
def test_weights(words: list[str], expected: object) -> None:
    assert axes(*(["--weights", *words] if words else []))["weights"] == expected


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--weights", "heavy"], "numbers between commas for --weights"),
        (["--weights", "mmd=1", "2"], "KIND=numbers"),
        (["--latent-dims", "two"], "numbers between commas for --latent-dims"),
        (["--objectives", "[1"], "JSON in --objectives"),
        (["--objectives", "vae", "--priors", "ring", "--latent-dims", "2"], "only samples"),
        (["nothing"], "id of a study"),
        (["paper", "--part", "9"], "part out of match, fronts"),
        (["paper", "--precision", "bfloat16", "--seeds", "2"], "no --precision, --seeds with"),
        (["--objectives", "[5]"], "a JSON object with one, received 5"),
        (["--objectives", '[{"weight": 3}]', "--weights", "front"], "JSON object with one"),
        (["--objectives", "mmd,dip-vae-i", "--weights", "auto,1"], "received 'auto'"),
        (
            ["--objectives", '[{"kind": "dip-vae-i", "lambda_od": 0}]', "--weights", "1"],
            "Expected lambda_od above 0",
        ),
    ],
)
def test_one_clear_line(arguments: list[str], message: str, call: Call) -> None:
    code, out, err = call("study", *arguments)
    assert (code, out) == (1, "")
    assert message in err
    assert err.count("\n") == 1


def test_progress_says_what_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [0.0]
    monkeypatch.setattr(time, "monotonic", lambda: now[0])
    pace = study.Pace()
    progress = StudyProgress("running", 4, 1, 1, 1, 0, 0, 100, 400)
    assert pace.text(progress) == "1 of 4 runs trained, 1 at work or waiting  step 100 of 400"
    now[0] = 60.0
    later = StudyProgress("running", 4, 2, 1, 1, 1, 0, 200, 400)
    assert pace.text(later).endswith("1 failed  step 200 of 400  about 2 min left")
    done = StudyProgress("running", 4, 4, 3, 0, 0, 0, 400, 400)
    assert pace.text(done) == "4 of 4 runs trained  measuring: 3 of 4"


def test_trained_measured_written_and_not_again(call: Call, tmp_path: Path) -> None:
    """Processes of their own, as a person starts it."""
    arguments = [*SMALL, "--objectives", "mmd,vae", "--priors", "ring"]
    code, out, err = call(*arguments, "--to", str(tmp_path / "out"), "--json")
    done = json.loads(out)
    assert code == 0
    assert (done["status"], done["trained"], done["skipped"]) == ("finished", 1, 1)
    assert "1 of 1 runs trained" in err
    assert "1 combination skipped" in err
    table = pd.read_csv(tmp_path / "out" / "results.csv")
    assert set(table["run"]) == set(done["runs"])
    assert not table.duplicated(["run", "metric", "representation"]).any()
    text = (tmp_path / "out" / "table.md").read_text()
    assert "only samples are known: vae towards ring." in text
    for name in ("front", "match", "latents"):
        assert (tmp_path / "out" / f"{name}.svg").exists()

    began = [run.created for run in studies.Study.open(done["id"]).runs]
    code, out, _ = call(*arguments)
    assert code == 0
    assert "has finished. Tables and figures: " in out
    assert [run.created for run in studies.Study.open(done["id"]).runs] == began
    (listed,) = json.loads(call("study", "list", "--json")[1])
    assert (listed["id"], listed["finished"]) == (done["id"], 1)
    assert "1/1" in call("study", "list")[1]


def test_a_damaged_study_is_listed_beside_the_others(call: Call) -> None:
    cells = studies.grid(RunConfig(dataset="digits", steps=20))
    damaged, sound = studies.create(cells, "first"), studies.create(cells, "second")
    (damaged.folder / STUDY).write_text("[" * 100_000)
    code, out, err = call("study", "list", "--json")
    listed = {item["id"]: item for item in json.loads(out)}
    assert (code, err) == (0, "")
    assert listed[damaged.id]["status"] == "damaged"
    assert "nested deeper" in listed[damaged.id]["problem"]
    assert (listed[sound.id]["name"], listed[sound.id]["problem"]) == ("second", "")
    assert f"{damaged.id}  damaged" in call("study", "list")[1]
    assert call("study", damaged.id)[0] == 1


def test_in_the_background(call: Call) -> None:
    code, out, _ = call(
        *SMALL, "--objectives", "mmd", "--steps", "100000", "--background", "--json"
    )
    (started,) = json.loads(out)
    assert (code, started["status"]) == (0, "running")
    assert call("pause", started["id"])[:2] == (0, f"{started['id']} is interrupted.\n")
