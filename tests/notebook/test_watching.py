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
from tests.notebook.told import block, blocks, words
from tests.ui.frontend.test_encoding import unpacked

Until = Callable[..., Any]


def test_a_finished_run_is_all_there(finished: Run) -> None:
    shown = finished.watch()
    assert isinstance(shown, Watch)
    assert shown.step == finished.config.steps
    sent = unpacked(shown.cloud.data)
    assert (sent["step"], sent["decodes"]) == (finished.config.steps, True)
    assert "<svg" in words(shown)
    assert "MMD²" in words(shown)
    pictures = [block["png"] for block in blocks(shown) if block["kind"] == "picture"]
    assert finished.image(shown.step, "traversal") in pictures
    assert all(block["hidden"] for block in blocks(shown) if block["kind"] == "button")
    html, png = shown._kept()
    assert html.count("<img") == 1 + len(pictures)
    assert png is not None
    assert png.startswith(b"\x89PNG")
    shown.close()


def test_points_are_coloured_by_what_is_known(finished: Run) -> None:
    shown = watch(finished)
    assert [value for value, _ in block(shown, "colour")["options"]] == ["", "label"]
    shown.said = {"chosen": {"colour": "label"}}
    assert unpacked(shown.scatter_data)["colouring"]["kind"] == "labels"
    shown.said = {"chosen": {"colour": "no such"}}
    assert block(shown, "colour")["value"] == "label"
    shown.close()


def test_it_follows_a_run_that_begins_later(run: Run, until: Until) -> None:
    shown = watch(run)
    assert shown.step is None
    assert not block(shown, "Stop")["hidden"]
    steps: list[int] = []
    shown.observe(lambda change: steps.append(change["new"]), "step")
    worker.work(run.folder)
    until(lambda: steps and steps[-1] == run.config.steps)
    until(lambda: "Finished" in words(shown))
    shown.close()


def test_what_is_refused_is_said_in_the_head(run: Run) -> None:
    shown = watch(run)
    shown.said = {"pressed": {"name": "Resume", "n": 1}}
    assert "Expected a paused, stopped" in words(shown)
    shown.said = {"pressed": {"name": "delete", "n": 2}}
    assert run.folder.is_dir()
    shown.close()


def test_snapshots_of_this_process_are_shown_and_handed_on(
    tiny: RunConfig, monkeypatch: pytest.MonkeyPatch
) -> None:
    displayed: list[Any] = []
    monkeypatch.setattr(watching, "display", displayed.append)
    config = replace(tiny, steps=20)
    steps = [snapshot.step for snapshot in sculptor.watch(sculptor.train(config))]
    assert steps[-1] == 20
    (cell,) = displayed
    assert unpacked(cell.scatter_data)["step"] == 20
    assert "step 20" in words(cell)


def test_no_streamlit_and_an_extra_that_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    code = "import sys, sculptor.notebook as n; n.Watch; print('streamlit' in sys.modules)"
    import subprocess

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(SculptorError, match=r"sculptor\[notebook\]"):
        sculptor.notebook.__getattr__("Pad")
