"""The network of features: what it takes, what it gives, and the file that ships."""

from pathlib import Path

import numpy as np
import pytest
import torch

from sculptor import SculptorError, data
from sculptor.home import features_dir
from sculptor.measure.spaces import network_features
from sculptor.models.features import FILE, FeatureNetwork, load, save, standard

PARAMETERS = 3 * 16 * 32 + 9 * (32 * 64 + 64 * 96 + 96 * 128) + 32 + 64 + 96 + 128


@pytest.mark.parametrize("shape", [(1, 8, 8), (3, 32, 32), (3, 64, 64), (2, 20, 28)])
def test_it_takes_images_of_any_size_and_colours(shape: tuple[int, int, int]) -> None:
    x = torch.rand(5, *shape, generator=torch.Generator().manual_seed(0))
    assert standard(x).shape == (5, 3, 32, 32)
    assert FeatureNetwork()(x).shape == (5, 128)
    assert sum(weight.numel() for weight in FeatureNetwork().parameters()) == PARAMETERS


def test_pixels_keep_their_means_when_sides_change() -> None:
    grey = torch.rand(4, 1, 64, 64, generator=torch.Generator().manual_seed(0))
    small = standard(grey)
    assert torch.equal(small[:, 0], small[:, 2])
    # But for the borders, over which linear weights lean inwards.
    assert torch.allclose(small.mean((2, 3)), (grey.mean((2, 3)) - 0.5) / 0.25, atol=0.03)
    flat = torch.full((1, 3, 8, 8), 0.75)
    assert torch.allclose(standard(flat), torch.ones(1, 3, 32, 32), atol=1e-5)


def test_every_weight_matters() -> None:
    torch.manual_seed(0)
    network = FeatureNetwork()
    network(torch.rand(16, 3, 32, 32)).square().sum().backward()
    assert all(weight.grad is not None and weight.grad.any() for weight in network.parameters())


def test_it_is_read_as_it_was_written(tmp_path: Path) -> None:
    torch.manual_seed(0)
    network, path = FeatureNetwork(), tmp_path / FILE
    save(network, path)
    found = load(path)
    x = torch.rand(4, 3, 32, 32)
    assert torch.allclose(found(x), network(x), atol=1e-2)
    assert not any(weight.requires_grad for weight in found.parameters())
    assert found.digest != load(features_dir() / FILE).digest


def test_what_is_missing_or_damaged_says_how_to_mend_it(tmp_path: Path) -> None:
    with pytest.raises(SculptorError, match=r"not there\. .* pretrain features"):
        load(tmp_path / FILE)
    whole = (features_dir() / FILE).read_bytes()
    (tmp_path / FILE).write_bytes(whole[:-10])
    with pytest.raises(SculptorError, match="Expected the network of features in"):
        load(tmp_path / FILE)


def test_its_features_tell_digits_apart_that_it_has_never_seen() -> None:
    digits = data.load("digits")
    with torch.inference_mode():
        found = network_features()(torch.from_numpy(digits.images) / 255).numpy()
    found = (found - found.mean(0)) / (found.std(0) + 1e-6)
    assert digits.labels is not None
    known, labels = found[: digits.train], digits.labels[: digits.train]
    means = np.stack([known[labels == label].mean(0) for label in range(10)])
    apart = np.square(found[digits.train :, None] - means).sum(2)
    right = apart.argmin(1) == digits.labels[digits.train :]
    assert right.mean() > 0.8
