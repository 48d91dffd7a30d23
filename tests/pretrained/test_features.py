"""Making the network of features: what is kept of the classifier, and the card that ships."""

import numpy as np
import pytest
import torch

from sculptor import SculptorError, data
from sculptor.files import read_json, sha256
from sculptor.home import features_dir
from sculptor.models.features import FILE
from sculptor.pretrained import features
from sculptor.pretrained.features import CARD, accuracy, trained


def test_a_classifier_learns_and_its_features_are_those_of_the_fused_network(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(features, "BATCH", 32)
    digits = data.load("digits").take(np.arange(512), 512)
    said: list[tuple[int, int]] = []
    classifier = trained(digits, 4, lambda *done: said.append(done))
    assert said == [(step, 64) for step in range(1, 65)]
    assert accuracy(classifier, digits) > 0.5
    x = torch.from_numpy(digits.images[:20]) / 255
    with torch.inference_mode():
        logits = classifier.head(classifier.fused()(x))
        assert torch.allclose(logits, classifier(x), atol=1e-4)


def test_images_without_labels_teach_nothing() -> None:
    with pytest.raises(SculptorError, match="with labels, received sprites"):
        trained(data.load("sprites").take(np.arange(10)), 1)


def test_images_are_moved_by_whole_pixels_and_mirrored() -> None:
    x = torch.zeros(64, 1, 9, 9)
    x[:, 0, 4, 4] = 1
    x[:, 0, 4, 3] = 0.5
    moved = features._moved(x, torch.Generator().manual_seed(0))
    assert moved.shape == x.shape
    assert moved.amax((1, 2, 3)).eq(1).all()
    down, right = np.unravel_index(moved[:, 0].flatten(1).argmax(1).numpy(), (9, 9))
    assert len(set(down)) == len(set(right)) == 1
    sides = {float(side) for side in moved[:, 0, down[0], right[0] - 1]}
    assert sides == {0.0, 0.5}


def test_the_card_is_that_of_the_file_that_ships() -> None:
    card, content = read_json(features_dir() / CARD), (features_dir() / FILE).read_bytes()
    assert card["weights"] == {"file": FILE, "sha256": sha256(content), "bytes": len(content)}
    assert len(content) < 1_000_000
    assert card["data"]["name"] == "cifar10"
    assert card["accuracy"] > 0.6
    assert card["made"]["command"] == "sculptor pretrain features"
