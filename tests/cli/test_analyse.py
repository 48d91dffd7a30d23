"""``sculptor datasets``, ``priors`` and ``lps``: what is here, and latents in a file."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from sculptor import cli
from sculptor.cli import train
from sculptor.runs import library

Call = Callable[..., tuple[int, str, str]]


def config(*arguments: str) -> dict[str, Any]:
    """The configuration that options ask for."""
    return train._config(cli.parser().parse_args(["train", *arguments]))


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


def test_data_sets_are_listed_by_whether_they_are_here(
    call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SCULPTOR_DATA", raising=False)
    listed = call("datasets")[1]
    here, to_get, how = listed.strip().split("\n\n")
    assert [line.split()[0] for line in here.splitlines()][:4] == [
        *("here", "sprites", "sprites-64", "sprites-xy"),
    ]
    assert to_get.startswith("to get")
    assert "mpi3d-toy" in to_get
    assert "12.7 GB" in to_get
    assert how == "Get one with: sculptor datasets get NAME"
    assert max(map(len, listed.splitlines())) <= 110
    found = {item["name"]: item for item in json.loads(call("datasets", "--json")[1])}
    assert found["scenes3d"]["factor_kinds"][:3] == ["circular"] * 3
    assert found["cifar100"]["classes"][0] == "apple"


def test_lps_of_a_file(call: Call, tmp_path: Path) -> None:
    z = np.random.default_rng(0).normal(size=(200, 2))
    z[:, 1] = z[:, 0] + 0.01 * z[:, 1]
    np.save(tmp_path / "z.npy", z)
    code, out, _ = call("lps", str(tmp_path / "z.npy"), "--json")
    found = json.loads(out)
    assert code == 0
    assert found["score"] > 0.99
    assert (len(found["per_dimension"]), found["n"]) == (2, 200)


def test_dependence_of_a_file(call: Call, tmp_path: Path) -> None:
    z = np.random.default_rng(0).normal(size=(300, 3))
    z[:, 2] = np.sign(z[:, 0] * z[:, 1]) * np.abs(z[:, 2])
    np.save(tmp_path / "z.npy", z)
    code, out, _ = call("dependence", str(tmp_path / "z.npy"), "--json")
    found = json.loads(out)
    assert code == 0
    assert found["n"] == 300
    assert (
        found["figures"]["joint_p_value"] < 1e-6 < found["figures"]["distance_correlation_p_value"]
    )
    text = call("dependence", str(tmp_path / "z.npy"))[1]
    assert "Total correlation" in text
    assert "dHSIC" in text
    assert call("dependence", str(tmp_path / "z.npy"), "--seed", "-1")[0] == 1


def test_dependence_of_latents_that_do_not_vary(call: Call, tmp_path: Path) -> None:
    np.save(tmp_path / "z.npy", np.ones((100, 3)))
    assert "Fewer than two latents vary" in call("dependence", str(tmp_path / "z.npy"))[1]


def test_groups_of_rows_are_one_column(call: Call, tmp_path: Path) -> None:
    z = np.random.default_rng(0).normal(size=(60, 2))
    np.save(tmp_path / "z.npy", z)
    np.save(tmp_path / "groups.npy", np.repeat(np.arange(20), 3)[:, None])
    files = str(tmp_path / "z.npy"), "--groups", str(tmp_path / "groups.npy")
    assert call("lps", *files)[0] == 0
    code, _, err = call("lps", *files[:2], str(tmp_path / "z.npy"))
    assert code == 1
    assert "one column of groups" in err


@pytest.mark.parametrize(
    ("array", "reason"),
    [(np.zeros(3), "shape (n, d)"), (np.array([["a", "b"]]), "elements of type <U1")],
)
def test_what_is_not_latents(call: Call, tmp_path: Path, array: np.ndarray, reason: str) -> None:
    np.save(tmp_path / "z.npy", array)
    code, _, err = call("lps", str(tmp_path / "z.npy"))
    assert code == 1
    assert reason in err


def test_a_file_without_latents_is_refused_in_one_line(call: Call, tmp_path: Path) -> None:
    (tmp_path / "z.csv").write_text("a\n1\n1,2,3\n")
    code, _, err = call("lps", str(tmp_path / "z.csv"))
    assert code == 1
    assert err.count("\n") == 1
    assert err.startswith("sculptor: Expected 1 cell in each row, as in line 1, in 'z.csv'")
    assert "3 in line 3" in err
