"""What training is told of the images: which labels, and when."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import torch

from sculptor import SculptorError, data
from sculptor.training.assemble import assemble
from sculptor.training.events import Event
from sculptor.training.labels import guesses
from tests.training.small import SMALL, begin, finish, same, update, watch

PARTS = {
    str(n): {
        "kind": "gaussian",
        "std": 0.2,
        "shift": [2 * np.cos(n * 0.628), 2 * np.sin(n * 0.628)],
    }
    for n in range(10)
}


def by_label(labels: float = 1.0, **parts: Any) -> dict[str, Any]:
    return {"kind": "by-label", "parts": parts or PARTS, "labels": labels}


RUN = replace(SMALL, prior=by_label())


def test_a_batch_is_told_of_its_own_labels_or_joined_by_labelled_images(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    images = data.load("digits").split("train")
    labels = torch.from_numpy(np.array(images.labels))
    run = begin(RUN)
    assert run.known is not None
    told = run.known[3]
    assert told.x is None
    assert torch.equal(told.groups[:, 0], labels[run.batches.rows(3)])
    monkeypatch.setattr(guesses, "SURE", 2.0)  # nothing is
    few = begin(replace(SMALL, prior=by_label(40), seed=77))
    assert few.known is not None
    told = few.known[0]
    assert told.x is not None
    assert told.x.shape == (16, 1, 8, 8)
    assert (told.groups >= 0).all()
    seen = {tuple(image.flatten().tolist()) for step in range(9) for image in few.known[step][0]}
    assert len(seen) <= 40
    assert torch.equal(few.batches[0], begin(replace(SMALL, seed=77)).batches[0])


def test_unpainted_classes_share_the_rest() -> None:
    run = begin(replace(SMALL, prior=by_label(**{"3": {"kind": "ring"}, "8": {"kind": "moons"}})))
    assert run.known is not None
    assert len(run.known.targets[0].samples) == 3
    assert run.known.targets[0].shares.tolist() == pytest.approx([0.1, 0.1, 0.8], abs=0.02)
    assert set(run.known[0].groups[:, 0].tolist()) == {0, 1, 2}


def test_it_trains_is_the_same_again_and_goes_on_from_a_checkpoint() -> None:
    whole = begin(RUN)
    update(whole, 6)
    averages = whole.take_averages()
    assert {"train_by_class", "train_mmd2_by_class", "train_reading"} <= averages.keys()
    first = begin(RUN)
    update(first, 3)
    second = begin(RUN)
    second.restore(first.state())
    update(second, 3)
    assert same(whole.weights(), second.weights())
    assert same(whole.state(), second.state() | {"settings": whole.state()["settings"]})


def test_a_target_by_label_can_be_taken_up_and_left_while_it_trains() -> None:
    def change(step: int, prior: dict[str, Any]) -> Event:
        return Event(step, "set", {"prior": prior})

    events = [change(4, by_label(0.2)), change(8, {"kind": "ring"}), change(12, by_label())]
    run = assemble(SMALL)
    finish(run, lambda step: [event for event in events if event.step == step])
    assert run.training.known is not None
    assert run.training.applied == 3


def test_what_it_shows_says_how_classes_lie_and_copies_the_way_there() -> None:
    last = watch(assemble(replace(RUN, steps=60)))[-1]
    assert {"class_accuracy", "class_match"} <= last.metrics.keys()
    assert 0 < last.metrics["class_accuracy"] < 1
    assert set(last.details["class_match"]) == set(PARTS)
    assert "class_accuracy" not in watch(assemble(SMALL))[-1].metrics


def test_what_the_data_lack_is_said() -> None:
    with pytest.raises(SculptorError, match="received one of 'cat'"):
        begin(replace(SMALL, prior=by_label(cat={"kind": "ring"})))
    with pytest.raises(SculptorError, match=r"class 9.*received 0 with labels = 4"):
        begin(replace(SMALL, prior=by_label(4, **{"9": {"kind": "ring"}, "0": {"kind": "ring"}})))
    with pytest.raises(SculptorError, match=r"a place for each class.*matches these as well"):
        replace(SMALL, prior=by_label(), objective="vae")
    with pytest.raises(SculptorError, match="received none"):
        begin(replace(SMALL, dataset="sprites", prior=by_label()))
