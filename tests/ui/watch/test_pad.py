"""The pad: it begins with the target, and a drawing goes to the run as it is."""

import numpy as np
import pytest

from sculptor.ui.frontend import sketch
from sculptor.ui.watch import pad


def test_the_pad_begins_with_the_density_of_a_named_target(make_run) -> None:
    run = make_run("gaussian")
    spec = {"kind": "gaussian", "shift": [1.5, -1.5], "std": 0.3}
    density = sketch.from_png(pad.picture(spec, run)).astype(float)
    rows, columns = np.indices(density.shape)
    # Row 0 is at the largest z2; a cell is 6 / 64 latent units wide.
    across = (columns * density).sum() / density.sum()
    down = (rows * density).sum() / density.sum()
    assert across == pytest.approx(48, abs=1)
    assert down == pytest.approx(48, abs=1)


def test_a_drawing_goes_to_the_run_and_back_without_a_change(make_run) -> None:
    density = np.zeros((sketch.SIDE, sketch.SIDE), np.uint8)
    density[10, 20] = 200
    drawing = sketch.SketchResult(density, sketch.EXTENT, 0, True)
    spec = pad.to_prior(drawing)
    found = sketch.from_png(pad.picture(spec, make_run("ring")))
    assert np.array_equal(found, density)


def test_a_target_by_label_is_repainted_class_by_class(make_run) -> None:
    parts = {"0": {"kind": "ring"}, "8": {"kind": "gaussian", "std": 0.3}}
    spec = {"kind": "by-label", "parts": parts, "labels": 0.5}
    run = make_run("painted", dataset="digits")
    names = pad.classes(run, spec)
    assert len(names) == 10
    assert pad.classes(run, {"kind": "ring"}) == ()
    shown = sketch.from_png(pad.picture(spec, run), 11)
    assert shown.any()
    shown[8 * sketch.SIDE : 9 * sketch.SIDE] = 0
    shown[8 * sketch.SIDE + 3, 7] = 255
    drawing = sketch.SketchResult(shown, sketch.EXTENT, 0, True)
    made = pad.repainted(drawing, names, spec)
    assert made is not None
    assert made["parts"]["0"] == parts["0"]
    assert made["parts"]["8"]["kind"] == "image"
    assert made["labels"] == 0.5


def test_of_many_classes_those_of_the_target_have_a_brush(make_run) -> None:
    run = make_run("many", dataset="cifar100")
    parts = {"bear": {"kind": "ring"}, "apple": {"kind": "moons"}}
    assert pad.classes(run, {"kind": "by-label", "parts": parts}) == ("bear", "apple")
