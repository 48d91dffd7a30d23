"""``sculptor export``: of a run, a shipped model, or to the Hub."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from sculptor.jobs import Run

Call = Callable[..., tuple[int, str, str]]


def test_a_run_in_a_format(call: Call, finished: Run, tmp_path: Path) -> None:
    to = tmp_path / "out"
    code, said, _ = call("export", finished.id, "--to", str(to), "--format", "torch", "--json")
    assert code == 0
    assert json.loads(said) == {"ids": [finished.id], "format": "torch", "folder": str(to)}
    assert {path.name for path in to.iterdir()} == {"README.md", "load.py", "model.safetensors"}


def test_a_shipped_model_in_a_format(call: Call, tmp_path: Path) -> None:
    arguments = "export", "digits-mmd", "--to", str(tmp_path / "out"), "--format", "csv"
    assert call(*arguments)[0] == 0
    assert (tmp_path / "out" / "latents.csv").exists()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("digits-mmd", "--to", "x"), "Expected a run for the format folder"),
        (("digits-mmd",), "Name it: --to FOLDER"),
        (("a", "b", "--to", "x", "--format", "csv"), "Export them one by one"),
        (("a", "b", "--push", "me/model"), "Expected one run or model"),
    ],
    ids=["folder", "nowhere", "together", "push"],
)
def test_what_cannot_be_exported(call: Call, arguments: tuple[str, ...], message: str) -> None:
    code, _, said = call("export", *arguments)
    assert code == 1
    assert message in said
