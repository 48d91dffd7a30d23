"""Text for people and JSON for programs, and progress that is no noise in a file."""

import argparse
import ast
import io
import json
import sys
from pathlib import Path

import pytest

from sculptor import cli
from sculptor.cli.output import ProgressLine, say, show, table


class Terminal(io.StringIO):
    """A standard error that is a terminal."""

    def isatty(self) -> bool:
        return True


def test_json_where_it_was_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    for asked, expected in ((True, '{\n  "step": 3\n}\n'), (False, "Step 3\n")):
        show(argparse.Namespace(json=asked), {"step": 3}, "Step 3")
        assert capsys.readouterr().out == expected


def test_in_a_file_each_text_is_a_line_and_none_comes_twice(
    capsys: pytest.CaptureFixture[str],
) -> None:
    line = ProgressLine()
    for text in ("step 1", "step 1", "step 2"):
        line.show(text)
    line.end()
    assert capsys.readouterr().err == "step 1\nstep 2\n"


def test_on_a_terminal_one_line_is_written_over_and_left_standing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sys, "stderr", terminal := Terminal())
    line = ProgressLine()
    line.end()  # nothing was shown
    line.show("step 1")
    line.show("step 2")
    line.end()
    assert terminal.getvalue() == "\r\033[Kstep 1\r\033[Kstep 2\n"


FOREIGN = "Zoë\u2019s β \ud800 caf\udce9 \x1b[31m \x9b2J \u202e 👩"
"""A name, a path and a message of others."""


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "utf-8", "cp1252", "utf-16"])
@pytest.mark.parametrize("errors", ["strict", "surrogateescape"])
def test_any_text_can_be_printed_anywhere(
    monkeypatch: pytest.MonkeyPatch, encoding: str, errors: str
) -> None:
    for name in ("stdout", "stderr"):
        written = io.BytesIO()
        monkeypatch.setattr(sys, name, io.TextIOWrapper(written, encoding, errors))
        say(FOREIGN, getattr(sys, name))
        ProgressLine().show(FOREIGN)
        show(argparse.Namespace(json=False), {}, table(["name"], [[FOREIGN]]))
        getattr(sys, name).flush()
        text = written.getvalue().decode(encoding)
        assert text.count("Zo") == 2
        assert text.replace("\n", "").isprintable()


def test_json_is_of_whole_characters(capsys: pytest.CaptureFixture[str]) -> None:
    show(argparse.Namespace(json=True), {"folder": FOREIGN}, "")
    out = capsys.readouterr().out
    assert out.isascii()
    told = json.loads(out)["folder"]
    assert told.encode().decode() == told
    assert told.startswith("Zoë\u2019s β � caf�")


def test_a_row_of_a_table_is_one_line() -> None:
    rows = [["one\ntwo", "x"], ["three\u2028four\r", "y"]]
    assert table(["name", ""], rows).splitlines() == ["name", "one two     x", "three four  y"]


def test_what_was_typed_is_no_control_of_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    for typed in (["runs", "\x1b[31m\ud800"], ["\x1b[31m"], ["train", "--steps", "\x9b2J"]):
        with pytest.raises(SystemExit):
            cli.main(typed)
        said = capsys.readouterr().err
        assert "error: " in said
        assert said.replace("\n", "").isprintable()


def test_everything_that_is_printed_goes_through_one_function() -> None:
    folder = Path(cli.__file__).parent
    for path in folder.glob("*.py"):
        calls = [
            node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Call)
        ]
        named = [node.func.id for node in calls if isinstance(node.func, ast.Name)]
        assert "print" not in named or path.name == "output.py", path
