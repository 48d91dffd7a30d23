"""The command line: text for people, JSON for programs, one clear line for mistakes."""

import subprocess
import sys
from collections.abc import Callable

import pytest

from sculptor import jobs

Call = Callable[..., tuple[int, str, str]]


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
        (["train", "--prior", "missing.png"], "not there"),
        (["lps", "missing.npy"], "not there"),
        (["lps", "missing.csv"], "not there"),
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
