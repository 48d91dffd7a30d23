"""``sculptor app``: what it hands to Streamlit, and its clear lines. The wheel's test serves it."""

import os
import runpy
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from sculptor import cli, home
from sculptor.cli import app

Asked = Callable[..., list[str]]

OURS = """
[server]
fileWatcherType = "none"
[client]
toolbarMode = "minimal"
[theme.light]
primaryColor = "#0072B2"
chartCategoricalColors = ["#0072B2"]
[theme.dark]
primaryColor = "#56B4E9"
"""


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Asked]:
    """Run the command in an empty folder; what Streamlit's command is given."""
    given: list[str] = []
    monkeypatch.setattr(sys, "argv", ["sculptor"])
    monkeypatch.setattr(runpy, "run_module", lambda *_, **__: given.extend(sys.argv[1:]))
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    before = signal.getsignal(signal.SIGINT)

    def run(*arguments: str) -> list[str]:
        given.clear()
        assert cli.main(["app", *arguments]) == 0
        return list(given)

    yield run
    signal.signal(signal.SIGINT, before)


@pytest.fixture
def taken() -> Iterator[int]:
    """A port that something listens on."""
    with socket.socket() as other:
        other.bind(("localhost", 0))
        other.listen()
        yield other.getsockname()[1]


def write(folder: Path, text: str) -> Path:
    path = folder / app.CONFIG
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


def test_it_is_streamlit_run_for_browsers_of_this_machine(asked: Asked) -> None:
    assert asked() == ["run", str(home.app_file()), "--server.address=localhost"]


def test_options_reach_streamlit(
    asked: Asked, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("SCULPTOR_HOME", "")
    flags = asked("--host", "127.0.0.1", "--no-browser", "--home", str(tmp_path / "runs"))[2:]
    assert flags == ["--server.address=127.0.0.1", "--server.headless=true"]
    assert os.environ["SCULPTOR_HOME"] == str(tmp_path / "runs")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--port", "0"], "from 1 to 65535; received 0"),
        (["--port", "70000"], "received 70000"),
        (["--host", "256.0.0.1"], "Expected --host to be an address of this machine"),
        (["--host", "a..b"], "received 'a..b'"),
        (["--host", "192.0.2.1"], "0.0.0.0 for browsers of other machines"),
    ],
)
def test_what_cannot_be_listened_on_is_one_line(
    capsys: pytest.CaptureFixture[str], arguments: list[str], words: str
) -> None:
    assert cli.main(["app", *arguments]) == 1
    (line,) = capsys.readouterr().err.splitlines()
    assert words in line


def test_a_port_that_is_taken_is_one_line(capsys: pytest.CaptureFixture[str], taken: int) -> None:
    assert cli.main(["app", "--port", str(taken)]) == 1
    assert capsys.readouterr().err == (
        f"sculptor: Port {taken} of localhost is taken. Name another one with --port, or none.\n"
    )


def test_what_the_user_has_chosen_goes_before_the_apps_look(asked: Asked, tmp_path: Path) -> None:
    ours = write(tmp_path / "app", OURS)
    assert app.chosen(ours) == []
    write(tmp_path, '[theme]\nprimaryColor = "red"\n[client]\ntoolbarMode = "viewer"\n')
    write(tmp_path / "here", '[theme.light]\nprimaryColor = "blue"\n')
    asked()
    assert app.chosen(ours) == [
        "--client.toolbarMode=viewer",
        "--theme.light.primaryColor=blue",
        "--theme.dark.primaryColor=red",
    ]


def test_lists_are_passed_as_streamlit_reads_them(asked: Asked, tmp_path: Path) -> None:
    ours = write(tmp_path / "app", OURS)
    write(tmp_path / "here", '[theme]\nchartCategoricalColors = ["red", "blue"]\n')
    assert app.chosen(ours) == ['--theme.light.chartCategoricalColors=["red", "blue"]']


def test_what_makes_the_app_work_and_the_environment_stay(
    asked: Asked, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    ours = write(tmp_path / "app", OURS)
    write(tmp_path, '[server]\nfileWatcherType = "auto"\n[client]\ntoolbarMode = "viewer"\n')
    monkeypatch.setenv("STREAMLIT_CLIENT_TOOLBAR_MODE", "developer")
    assert app.chosen(ours) == []
    write(tmp_path, "[client\n")
    assert app.chosen(ours) == []


def test_python_runs_it_as_a_module() -> None:
    command = [sys.executable, "-m", "sculptor", "app", "--help"]
    result = subprocess.run(command, capture_output=True, text=True, check=True)
    assert "--no-browser" in result.stdout


@pytest.mark.parametrize(
    "text",
    [
        "x = " + "[" * 100_000,
        "[" + ".".join("a" * 5_000) + "]\nx = 1",
        "[theme]\nprimaryColor = 1",
        "\x00",
    ],
)
def test_settings_that_make_no_sense_are_left_to_streamlit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    (tmp_path / ".streamlit").mkdir()
    (tmp_path / ".streamlit" / "config.toml").write_text(text)
    monkeypatch.chdir(tmp_path)
    assert all(
        flag.startswith("--theme.") for flag in app.chosen(home.app_file().parent / app.CONFIG)
    )


def test_a_date_where_a_number_should_be_is_left_to_streamlit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ours = tmp_path / "ours.toml"
    ours.write_text("[server]\nmaxUploadSize = 200\n")
    (tmp_path / ".streamlit").mkdir()
    (tmp_path / ".streamlit" / "config.toml").write_text("[server]\nmaxUploadSize = 2026-01-01\n")
    monkeypatch.chdir(tmp_path)
    assert app.chosen(ours) == ['--server.maxUploadSize="2026-01-01"']
