"""Codes: means, and samples with the moments of the posterior, in parts of any size."""

import numpy as np
import pytest
import torch
from torch import Tensor

from sculptor import SculptorError, data
from sculptor.measure.encoding import encode, encode_split
from sculptor.models import Posterior, build

MLP = {"kind": "mlp", "width": 8}


class Known:
    """An encoder that says of every image N((3, -2), diag(4, 1/4))."""

    def posterior(self, x: Tensor) -> Posterior:
        mu = torch.tensor([3.0, -2.0]).expand(len(x), 2)
        return Posterior(mu, torch.tensor([4.0, 0.25]).log().expand(len(x), 2))


def images(n: int) -> Tensor:
    drawn = torch.Generator().manual_seed(0)
    return torch.randint(0, 256, (n, 1, 8, 8), generator=drawn, dtype=torch.uint8)


def test_samples_have_the_moments_of_the_posterior() -> None:
    codes = encode(Known(), images(20_000), torch.Generator().manual_seed(1))
    assert np.array_equal(codes["mean"], np.tile(np.float32([3, -2]), (20_000, 1)))
    assert codes["sample"].mean(0) == pytest.approx([3, -2], abs=0.06)
    assert codes["sample"].var(0) == pytest.approx([4, 0.25], rel=0.05)
    assert codes["sample"].dtype == np.float32
    assert abs(np.corrcoef(codes["sample"].T)[0, 1]) < 0.03


def test_a_deterministic_encoder_has_means_alone() -> None:
    model = build((1, 8, 8), 2, MLP, stochastic=False).eval()
    codes = encode(model, images(5), torch.Generator())
    assert codes.keys() == {"mean"}
    np.testing.assert_allclose(codes["mean"], model.encode(images(5).numpy()).numpy(), atol=1e-6)


def test_images_are_encoded_in_parts_and_none_is_lost() -> None:
    model = build((1, 8, 8), 3, MLP, stochastic=True).eval()
    whole, parts = (encode(model, images(50), torch.Generator(), chunk) for chunk in (50, 7))
    assert parts["sample"].shape == (50, 3)
    np.testing.assert_allclose(parts["mean"], whole["mean"], atol=1e-6)


def test_a_split_is_encoded_the_same_each_time() -> None:
    model = build((1, 8, 8), 2, MLP, stochastic=True).eval()
    one, again, other = (encode_split(model, "digits", "test", "sample", s) for s in (0, 0, 1))
    assert one.shape == (len(data.load("digits").split("test")), 2)
    assert np.array_equal(one, again)
    assert not np.array_equal(one, other)
    mean = encode_split(model, "digits", "test", "mean", 0)
    assert not np.array_equal(one, mean)
    plain = build((1, 8, 8), 2, MLP, stochastic=False).eval()
    means, samples = (encode_split(plain, "digits", "test", name, 0) for name in ("mean", "sample"))
    assert np.array_equal(means, samples)


def test_another_representation_is_refused() -> None:
    with pytest.raises(SculptorError, match="'mean' or 'sample', received 'mode'"):
        encode_split(build((1, 8, 8), 2, MLP, stochastic=False), "digits", "test", "mode", 0)
