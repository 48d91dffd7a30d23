"""A run in a cell: what is shown of it, and what can be asked of it."""

import sys
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

import sculptor
from sculptor import SculptorError
from sculptor.jobs import Run, worker
from sculptor.notebook import Watch, watch, watching
from sculptor.training.config import RunConfig
from tests.ui.frontend.test_encoding import unpacked

Until = Callable[..., Any]


def test_a_finished_run_is_all_there(finished: Run) -> None:
    shown = finished.watch()
    assert isinstance(shown, Watch)
    assert shown.step == finished.config.steps
    sent = unpacked(shown.cloud.data)
    assert (sent["step"], sent["decodes"]) == (finished.config.steps, True)
    assert "<svg" in shown._curves.value
    assert "MMD²" in shown._figures.value
    assert shown._pictures["traversal"].value == finished.image(shown.step, "traversal")
    assert {name: b.layout.display for name, b in shown._buttons.items()} == dict.fromkeys(
        ("Pause", "Resume", "Stop"), "none"
    )
    shown.close()


def test_points_are_coloured_by_what_is_known(finished: Run) -> None:
    shown = watch(finished)
    assert [value for _, value in shown._colour.options] == ["", "label"]
    shown._colour.value = "label"
    assert unpacked(shown.cloud.data)["colouring"]["kind"] == "labels"
    shown.close()


def test_it_follows_a_run_that_begins_later(run: Run, until: Until) -> None:
    shown = watch(run)
    assert shown.step is None
    assert shown._buttons["Stop"].layout.display == ""
    steps: list[int] = []
    shown.observe(lambda change: steps.append(change["new"]), "step")
    worker.work(run.folder)
    until(lambda: steps and steps[-1] == run.config.steps)
    assert "Finished" in until(lambda: "Finished" in shown._head.value and shown._head.value)
    shown.close()


def test_what_is_refused_is_said_in_the_head(run: Run) -> None:
    shown = watch(run)
    shown._ask(run.resume, None)
    assert "Expected a paused, stopped" in shown._head.value
    shown.close()


def test_snapshots_of_this_process_are_shown_and_handed_on(
    tiny: RunConfig, monkeypatch: pytest.MonkeyPatch
) -> None:
    displayed: list[Any] = []
    monkeypatch.setattr(watching, "display", displayed.append)
    config = replace(tiny, steps=20)
    steps = [snapshot.step for snapshot in sculptor.watch(sculptor.train(config))]
    assert steps[-1] == 20
    (box,) = displayed
    assert unpacked(box.children[0].data)["step"] == 20


def test_no_streamlit_and_an_extra_that_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    code = "import sys, sculptor.notebook as n; n.Watch; print('streamlit' in sys.modules)"
    import subprocess

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(SculptorError, match=r"sculptor\[notebook\]"):
        sculptor.notebook.__getattr__("Pad")
