"""``sculptor train``: options, files, and what comes of them."""

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from sculptor import SculptorError, jobs
from tests.bad_names import BAD
from tests.cli.small import SMALL, Call, config


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


def test_a_table_is_a_prior_and_what_is_left_out_of_it_is_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "points.csv").write_text("x;y;kind\n0,5;1;cat\n2;-3;dog\n")
    spec = config("--prior", str(tmp_path / "points.csv"))["prior"]
    assert (spec["kind"], spec["shape"]) == ("samples", [2, 2])
    assert "points.csv: Left out" in capsys.readouterr().err
    (tmp_path / "points.csv").write_text("x,y\n1,2,3\n")
    with pytest.raises(SculptorError, match="3 in line 2"):
        config("--prior", str(tmp_path / "points.csv"))


def test_a_drawing_is_read_by_its_content(tmp_path: Path) -> None:
    Image.fromarray(np.eye(8, dtype=np.uint8) * 255).save(tmp_path / "drawing.png")
    assert config("--prior", str(tmp_path / "drawing.png"))["prior"]["kind"] == "image"
    (tmp_path / "drawing.png").write_bytes(b"%!PS-Adobe-3.0 EPSF-3.0\n")
    with pytest.raises(SculptorError, match="another kind"):
        config("--prior", str(tmp_path / "drawing.png"))


def test_samples_far_from_the_origin_are_moved_and_it_is_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    np.save(tmp_path / "far.npy", np.random.default_rng(0).normal((1e7, 0), size=(50, 2)))
    spec = config("--prior", str(tmp_path / "far.npy"))["prior"]
    assert spec["origin"] == [1e7, 0]
    assert "far.npy: Moved by (-10000000, 0)" in capsys.readouterr().err


@pytest.mark.parametrize("name", BAD)
def test_a_name_is_checked_before_anything_is_made(call: Call, name: str) -> None:
    code, out, err = call(*SMALL, "--name", name)
    assert (code, out) == (1, "")
    assert err.startswith("sculptor: Expected a name")
    assert err[:-1].isprintable()
    assert jobs.list_runs() == []


def test_bytes_of_another_encoding_are_told_and_a_good_name_goes_over_a_bad_one(
    tmp_path: Path,
) -> None:
    path = tmp_path / "config.json"
    path.write_text(r'{"name": "\ud800"}')
    assert config("--config", str(path), "--name", "good")["name"] == "good"
    command = [sys.executable, "-m", "sculptor", "train", "--name", b"caf\xe9"]
    done = subprocess.run(command, capture_output=True, check=False)
    assert done.returncode == 1
    assert b"received U+DCE9 as its character 4" in done.stderr
    assert b"Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('{"format": 99, "steps": 7}', "received format 99"),
        ('{"format": "x", "steps": 7}', "received format 'x'"),
        ('{"format": true, "steps": 7}', "received format True"),
        ('{"steps": 7, "steps": 8}', "'steps' twice"),
        ('{"prior": {"kind": "ring", "kind": "moons"}}', "'kind' twice"),
        ('{"learning_rate": NaN}', "NaN"),
        ('{"learning_rate": 1e400}', "learning rate"),
        ('{"steps": %s}' % ("9" * 400), "steps as a whole number"),
        ('{"steps": %s}' % ("9" * 5000), "does not parse"),
        ('{"prior": %s}' % ("[" * 100_000 + "]" * 100_000), "nested deeper than 64"),
        ("[1]", "a JSON object"),
        ('{"stepz": 7}', "received also stepz"),
        ('{"device": "cpu:../../x"}', "a device out of"),
        ('{"dataset": ["digits"]}', "dataset out of"),
        ('{"prior": {"kind": "ring", "radius": []}}', "radius"),
        ("\xff", "not in UTF-8"),
    ],
)
def test_a_configuration_that_makes_no_sense_is_one_line(
    call: Call, tmp_path: Path, text: str, said: str
) -> None:
    path = tmp_path / "config.json"
    path.write_bytes(text.encode("latin-1"))
    code, out, err = call("train", "--config", str(path))
    assert (code, out) == (1, "")
    assert said in err
    assert err.count("\n") == 1
    assert len(err) < 900


@pytest.mark.parametrize("option", ["--prior", "--objective", "--network"])
@pytest.mark.parametrize(
    "text",
    [
        '{"kind": "ring", "kind": "moons"}',
        '{"kind": Infinity}',
        '{"kind": ' + "[" * 100_000,
        '{"kind": %s}' % ("9" * 5000),
        '{"kind": [1]}',
        "{}",
        '{"kind": "\ud800"}',
    ],
)
def test_a_specification_that_makes_no_sense_is_one_line(
    call: Call, option: str, text: str
) -> None:
    code, out, err = call(*SMALL, option, text)
    assert (code, out) == (1, "")
    assert err.startswith("sculptor: Expected ")
    assert err.count("\n") == 1


@pytest.mark.parametrize(
    "arguments",
    [
        *(["--steps", "0"], ["--steps", str(10**400)], ["--latent-dim", "513"], ["--seed", "-1"]),
        *(["--batch-size", "7"], ["--learning-rate", "nan"], ["--learning-rate", "1e400"]),
        *(["--device", "cuda:²"], ["--dataset", ""], ["--start", "run:../x"]),
    ],
)
def test_an_option_out_of_its_range_is_one_line(call: Call, arguments: list[str]) -> None:
    code, _, err = call(*SMALL, *arguments)
    assert code == 1
    assert err.startswith("sculptor: Expected ")
    assert err.count("\n") == 1


def test_a_picture_that_lies_about_itself_is_one_line(call: Call, tmp_path: Path) -> None:
    path = tmp_path / "picture.png"
    path.write_bytes(b"\x89PNG not")
    code, _, err = call(*SMALL, "--prior", str(path))
    assert code == 1
    assert "Expected a PNG or JPEG picture" in err
