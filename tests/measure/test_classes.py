"""Figures of a prior by label, of held-out images of which some classes are known."""

from dataclasses import replace

import numpy as np

from sculptor import data, priors
from sculptor.measure.classes import LabelledTarget
from sculptor.measure.target import Target
from sculptor.priors.known import told


def test_codes_drawn_from_each_part_are_in_place() -> None:
    held_out = data.load("digits").split("test")
    parts = {str(n): {"kind": "gaussian", "std": 0.2, "shift": [float(n), 0]} for n in (0, 3, 8)}
    prior = told(priors.by_label(parts, rest={"kind": "ring", "scale": 4}), held_out)
    target = Target.of(prior, 300, 0)
    found = LabelledTarget.of(prior, held_out, target.discrepancy, 0)
    assert found is not None
    groups = prior.numbers(held_out.label_names)[held_out.labels]
    z = np.stack([prior.parts[group].sample(1, row)[0] for row, group in enumerate(groups)])
    metrics, details = found.figures(z)
    assert metrics["class_accuracy"] > 0.9
    assert set(details["class_match"]) == {"0", "3", "8", "others"}
    assert metrics["class_match"] == max(details["class_match"].values()) < 3
    metrics, _ = found.figures(z[::-1].copy())
    assert metrics["class_match"] > 10


def test_there_is_nothing_to_say_without_labels_of_these_images_or_without_parts() -> None:
    held_out = data.load("digits").split("test")
    prior = told(priors.by_label({"1": "ring"}), held_out)
    target = Target.of(prior, 100, 0)
    for images in (
        replace(held_out, labels=None),
        replace(held_out, labels=held_out.labels * 0 - 1),
    ):
        assert LabelledTarget.of(prior, images, target.discrepancy, 0) is None
    ring = priors.from_spec({"kind": "ring"})
    assert LabelledTarget.of(ring, held_out, target.discrepancy, 0) is None
