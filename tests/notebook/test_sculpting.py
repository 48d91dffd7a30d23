"""A pad beside a run."""

from collections.abc import Callable
from typing import Any

import pytest

from sculptor import SculptorError
from sculptor.jobs import Run
from sculptor.notebook import sculpt

Until = Callable[..., Any]


def test_a_pad_beside_a_run_changes_its_target(run: Run, until: Until) -> None:
    both = run.sculpt()
    density = both.pad.density
    density[10:20, 10:20] = 255
    both.pad.draw(density)
    until(lambda: "your sketch" in both._said.value)
    (command,) = (run.folder / "commands").iterdir()
    assert '"image"' in command.read_text()
    both.pad.clear()
    until(lambda: "empty" in both._said.value)
    both.close()


def test_what_no_pad_can_change(finished: Run) -> None:
    with pytest.raises(SculptorError, match="has finished"):
        sculpt(finished)
