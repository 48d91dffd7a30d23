"""Text for people and JSON for programs, and progress that is no noise in a file."""

import argparse
import io
import sys

import pytest

from sculptor.cli.output import ProgressLine, show


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
