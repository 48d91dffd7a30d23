"""A pad beside a run."""

import base64
import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from sculptor import RunConfig, SculptorError
from sculptor.jobs import Run, launcher
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


def test_a_target_by_label_is_repainted_class_by_class(tiny: RunConfig, until: Until) -> None:
    parts = {"0": {"kind": "ring"}, "8": {"kind": "gaussian", "std": 0.3}}
    prior = {"kind": "by-label", "parts": parts, "labels": 0.5}
    run = Run(launcher.create(replace(tiny, prior=prior)))
    both = run.sculpt()
    density = both.pad.density
    assert density.shape == (11, 64, 64)
    assert density.any((1, 2)).nonzero()[0].tolist() == [0, 8]
    density[3, 5:9, 5:9] = 255
    both.pad.draw(density)
    until(lambda: "your sketch" in words(both))
    (command,) = (run.folder / "commands").iterdir()
    told = json.loads(command.read_text())["changes"]["prior"]
    assert told["parts"]["0"] == parts["0"]
    assert (set(told["parts"]), told["labels"]) == ({"0", "3", "8"}, 0.5)
    both.close()
