"""A pad beside a run."""

import base64
from collections.abc import Callable
from typing import Any

import pytest

from sculptor import SculptorError
from sculptor.jobs import Run
from sculptor.notebook import sculpt
from tests.notebook.told import words

Until = Callable[..., Any]


def test_a_pad_beside_a_run_changes_its_target(run: Run, until: Until) -> None:
    both = run.sculpt()
    density = both.pad.density
    density[10:20, 10:20] = 255
    both.pad.draw(density)
    until(lambda: "your sketch" in words(both))
    (command,) = (run.folder / "commands").iterdir()
    assert '"image"' in command.read_text()
    both.pad.clear()
    until(lambda: "empty" in words(both))
    both.close()


def test_strokes_of_the_browser_come_to_the_pad_alone(run: Run) -> None:
    both = run.sculpt()
    density = base64.b64encode(bytes(64 * 64 * [9])).decode()
    both.said = {"drawing": {"density": density, "rev": 0, "n": 1}, "point": {"x": 0.5}}
    both.said = {**both.said, "point": {"x": 0.5, "y": 1.0, "pinned": True, "n": 1}}
    assert (both.pad.density.max(), both.pad.drawn) == (9, 1)
    assert both.cloud.point is not None
    both.close()


def test_what_no_pad_can_change(finished: Run) -> None:
    with pytest.raises(SculptorError, match="has finished"):
        sculpt(finished)
