"""Spaces of features: fitted on training images alone, in one pass and in parts."""

from dataclasses import replace

import numpy as np
import pytest
import torch

from sculptor import data
from sculptor.measure import spaces
from sculptor.measure.spaces import decoded, features, in_units, pixel_components
from sculptor.models import build

CPU = torch.device("cpu")


def test_components_are_those_of_all_but_test_images_and_the_same_for_all() -> None:
    digits = data.load("digits")
    space = pixel_components(digits)
    x = digits.untested().images.reshape(-1, 64) / 255
    assert space.mean.numpy() == pytest.approx(x.mean(0), abs=1e-6)
    assert torch.equal(space.directions, pixel_components(data.load("digits")).directions)
    images = digits.images.copy()
    images[digits.train + digits.validation :] = 0
    other = pixel_components(replace(digits, images=images))
    assert torch.equal(space.directions, other.directions)


def test_features_of_codes_and_of_images_in_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    images = data.load("digits").images[:50]
    model = build((1, 8, 8), 2, {"kind": "mlp", "width": 8}, stochastic=False).eval()
    z = np.random.default_rng(0).standard_normal((50, 2)).astype(np.float32)
    both = {"half": torch.nn.Flatten(), "sum": torch.nn.LPPool2d(1, 8)}
    whole = features(both, decoded(model, z))
    monkeypatch.setattr(spaces, "CHUNK", 7)
    parts = features(both, decoded(model, z))
    assert whole["half"].shape == (50, 64)
    for name, found in parts.items():
        np.testing.assert_allclose(found, whole[name], rtol=1e-5)
    np.testing.assert_allclose(whole["half"], model.decode(z).flatten(1).numpy(), rtol=1e-5)
    seen = features({"": torch.nn.Flatten()}, in_units(images, CPU))[""]
    np.testing.assert_array_equal(seen, images.reshape(50, -1).astype(np.float32) / 255)
