"""The command line: text for people, JSON for programs, one clear line for mistakes."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from sculptor import cli, jobs
from sculptor.cli import train
from sculptor.runs import library

SMALL = [
    "train", "--dataset", "digits", "--network", '{"kind": "mlp", "width": 16}',
    "--steps", "30", "--batch-size", "64", "--device", "cpu",
]  # fmt: skip

Call = Callable[..., tuple[int, str, str]]


@pytest.fixture
def call(capsys: pytest.CaptureFixture[str]) -> Call:
    """Run a command in this process: exit code, standard output and error."""

    def run(*arguments: str) -> tuple[int, str, str]:
        code = cli.main(arguments)
        return code, *capsys.readouterr()

    return run


def config(*arguments: str) -> dict[str, Any]:
    """The configuration that options ask for."""
    return train._config(cli.parser().parse_args(["train", *arguments]))


def test_help_is_quick_and_light() -> None:
    code = (
        "import sys, sculptor.cli\n"
        "try: sculptor.cli.main(['--help'])\n"
        "except SystemExit: pass\n"
        "print({'torch', 'numpy', 'pandas', 'streamlit'} & sys.modules.keys())"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "train a run" in done.stdout
    assert done.stdout.endswith("set()\n")


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


def test_the_configuration_of_an_export_brings_its_samples_along(
    call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    points = tmp_path / "points.npy"
    np.save(points, np.random.default_rng(0).normal(size=(50, 2)))
    identity = json.loads(call(*SMALL, "--prior", str(points), "--json")[1])["id"]
    assert call("export", identity, "--to", str(tmp_path / "out"))[0] == 0
    monkeypatch.setenv("SCULPTOR_HOME", str(tmp_path / "elsewhere"))
    assert call("train", "--config", str(tmp_path / "out" / "config.json"), "--json")[0] == 0


def test_in_the_background(call: Call) -> None:
    code, out, _ = call(*SMALL, "--steps", "100000", "--background", "--json")
    identity = json.loads(out)["id"]
    assert call("pause", identity)[:2] == (0, f"{identity} is paused.\n")
    assert call("stop", identity)[:2] == (0, f"{identity} is stopped.\n")
    assert code == 0


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["pause", "../../etc"], "Expected a run id"),
        (["export", "20200101-000000-0000", "--to", "x"], "not there"),
        (["train", "--steps", "0"], "Expected steps"),
        (["train", "--dataset", "faces"], "Expected dataset"),
        (["train", "--prior", "blob"], "blob"),
        (["train", "--prior", "{broken"], "does not parse"),
        (["train", "--prior", "[1]"], "[1]"),
        (["train", "--config", "missing.json"], "not there"),
        (["train", "--prior", "missing.npy"], "not there"),
        (["train", "--prior", "missing.png"], "Expected an image"),
        (["lps", "missing.npy"], "not there"),
        (["lps", "missing.csv"], "Expected latents"),
        (["datasets", "get"], "Expected a name"),
        (["datasets", "get", "faces"], "faces"),
    ],
)
def test_a_mistake_is_one_clear_line(call: Call, arguments: list[str], message: str) -> None:
    code, out, err = call(*arguments)
    assert (code, out) == (1, "")
    assert err.startswith("sculptor: ")
    assert message in err
    assert err.count("\n") == 1
    assert jobs.list_runs() == []


def test_home(call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SCULPTOR_HOME", "elsewhere")
    assert json.loads(call("runs", "--home", str(tmp_path), "--json")[1]) == []


def test_options_go_over_the_file(tmp_path: Path) -> None:
    path = tmp_path / "config.json"
    path.write_text('{"dataset": "digits", "steps": 7, "prior": {"kind": "ring"}}')
    found = config("--config", str(path), "--steps", "9", "--objective", '{"kind": "vae"}')
    assert found == {
        "dataset": "digits",
        "steps": 9,
        "prior": {"kind": "ring"},
        "objective": {"kind": "vae"},
    }


def test_priors_from_files(tmp_path: Path) -> None:
    (tmp_path / "prior.json").write_text('{"kind": "spiral"}')
    assert config("--prior", str(tmp_path / "prior.json"))["prior"] == {"kind": "spiral"}
    np.save(tmp_path / "points.npy", np.random.default_rng(0).normal(size=(50, 2)))
    spec = config("--prior", str(tmp_path / "points.npy"))["prior"]
    assert (spec["kind"], spec["shape"]) == ("samples", [50, 2])


def test_samples_far_from_the_origin_are_moved_and_it_is_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    np.save(tmp_path / "far.npy", np.random.default_rng(0).normal((1e7, 0), size=(50, 2)))
    spec = config("--prior", str(tmp_path / "far.npy"))["prior"]
    assert spec["origin"] == [1e7, 0]
    assert "far.npy: Moved by (-10000000, 0)" in capsys.readouterr().err


def test_a_saved_prior(call: Call) -> None:
    key = library.save_prior("my ring", {"kind": "ring", "radius": 2.0})
    assert config("--prior", key)["prior"] == {"kind": "ring", "radius": 2.0}
    listed = json.loads(call("priors", "--json")[1])
    assert listed["saved"][0]["id"] == key
    assert "ring" in {kind["kind"] for kind in listed["kinds"]}


def test_datasets(call: Call) -> None:
    found = {item["name"]: item for item in json.loads(call("datasets", "--json")[1])}
    assert found["digits"]["shape"] == [1, 8, 8]
    assert found["digits"]["available"] is True
    assert "digits" in call("datasets")[1]
    assert call("datasets", "get", "digits")[:2] == (0, "digits is here.\n")


def test_lps_of_a_file(call: Call, tmp_path: Path) -> None:
    z = np.random.default_rng(0).normal(size=(400, 2))
    z[:, 1] = z[:, 0] + 0.01 * z[:, 1]
    np.save(tmp_path / "z.npy", z)
    code, out, _ = call("lps", str(tmp_path / "z.npy"), "--json")
    found = json.loads(out)
    assert code == 0
    assert found["score"] > 0.99
    assert (len(found["per_dimension"]), found["n"]) == (2, 400)


@pytest.mark.parametrize("array", [np.zeros(3), np.array([["a", "b"]])])
def test_what_is_not_latents(call: Call, tmp_path: Path, array: np.ndarray) -> None:
    np.save(tmp_path / "z.npy", array)
    code, _, err = call("lps", str(tmp_path / "z.npy"))
    assert code == 1
    assert "shape (n, d)" in err
