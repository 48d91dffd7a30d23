"""The picture beneath a widget: put there once, and written anew."""

from typing import Any

import numpy as np
import pytest

from sculptor import SculptorError
from sculptor.notebook import component, sketch, still


class Handle:
    """Where the picture of an output is written anew."""

    def __init__(self, seen: list[dict[str, Any]]) -> None:
        self.seen = seen

    def update(self, bundle: dict[str, Any], *, raw: bool) -> None:
        assert raw
        self.seen.append(bundle)


@pytest.fixture
def outputs(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """The outputs of a cell, in their order; the last one that changes is written again."""
    seen: list[dict[str, Any]] = []

    def display(bundle: dict[str, Any], **more: Any) -> Handle:
        assert more["raw"]
        seen.append(bundle)
        return Handle(seen)

    monkeypatch.setattr(component, "display", display)
    monkeypatch.setattr(still, "display", display)
    return seen


def test_a_widget_and_its_picture_are_two_outputs(outputs: list[dict[str, Any]]) -> None:
    pad = sketch()
    pad._ipython_display_()
    view, picture = outputs
    assert "application/vnd.jupyter.widget-view+json" in view
    assert view["text/plain"].startswith("Pad(")
    assert set(picture) == {"text/html"}  # nothing is drawn yet
    assert f'class="sculptor-still-{pad.still}"' in picture["text/html"]
    pad.draw(np.full((64, 64), 200, np.uint8))
    pad.keep()
    assert outputs[-1]["image/png"].startswith(b"\x89PNG")
    assert "data:image/png;base64" in outputs[-1]["text/html"]
    pad.close()
    n = len(outputs)
    pad._still.keep()
    assert len(outputs) == n


def test_changes_are_written_once_in_a_while(
    outputs: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch, until: Any
) -> None:
    monkeypatch.setattr(still, "REST", 0.05)
    pad = sketch()
    pad._ipython_display_()
    for value in range(1, 9):
        pad.draw(np.full((64, 64), value, np.uint8))
    until(lambda: len(outputs) > 2)
    assert len(outputs) < 8
    pad.close()


def test_one_whose_constructor_has_raised_ends_in_silence(
    recwarn: pytest.WarningsRecorder,
) -> None:
    with pytest.raises(SculptorError, match="extent"):
        sketch(extent=(1, 0, 0, 1))
    assert [str(each.message) for each in recwarn if "__del__" in str(each.message)] == []
