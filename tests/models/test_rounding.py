"""Codes at a few levels: where these lie, what they take, and that training sees through them."""

import math
from pathlib import Path

import pytest
import torch

from sculptor import SculptorError, models
from sculptor.models.rounding import Rounding, bits

SHAPE, NETWORK = (1, 8, 8), {"kind": "mlp", "width": 16, "depth": 1}


def placed(samples: torch.Tensor, levels: int) -> Rounding:
    rounding = Rounding(samples.shape[1], levels)
    rounding.place(samples)
    return rounding


def test_levels_of_a_uniform_coordinate_are_the_middles_of_equal_cells() -> None:
    samples = torch.linspace(-1, 1, 10_001)[:, None]
    expected = torch.tensor([[-0.75, -0.25, 0.25, 0.75]])
    torch.testing.assert_close(placed(samples, 4).places, expected)


def test_levels_of_a_grid_are_its_points() -> None:
    points = torch.tensor([-1.5, -0.5, 0.5, 1.5])
    samples = torch.cartesian_prod(points, 2 * points).repeat(25, 1)
    places = placed(samples, 4).places
    torch.testing.assert_close(places, torch.stack([points, 2 * points]))


def test_a_code_goes_to_its_nearest_level_and_its_gradient_straight_through() -> None:
    rounding = placed(torch.linspace(-1, 1, 10_001)[:, None].expand(-1, 2), 2)
    z = torch.tensor([[0.1, -3.0], [0.6, 0.2]], requires_grad=True)
    there = rounding(z)
    assert torch.equal(there, rounding.places[[[0, 1], [0, 1]], [[1, 0], [1, 1]]])
    (there * torch.tensor([1.0, 2.0])).sum().backward()
    assert z.grad is not None
    torch.testing.assert_close(z.grad, torch.tensor([[1.0, 2.0], [1.0, 2.0]]))


def test_bits_are_the_entropy_of_each_latent() -> None:
    uniform = torch.arange(64).remainder(8)[:, None].expand(-1, 3)
    assert bits(uniform, 8) == pytest.approx(9)
    quarter = torch.tensor([[0], [0], [0], [1]])
    assert bits(quarter, 4) == pytest.approx(2 - 0.75 * math.log2(3))
    assert bits(torch.zeros(5, 2, dtype=torch.int64), 4) == 0


def test_a_model_keeps_its_levels_in_its_file(tmp_path: Path) -> None:
    model = models.build(SHAPE, 2, NETWORK, stochastic=False, levels=3)
    assert model.decoder.rounding is not None
    model.decoder.rounding.place(torch.randn(500, 2, generator=torch.manual_seed(0)))
    models.save(model, tmp_path / "model.safetensors")
    other = models.load(tmp_path / "model.safetensors")
    z = torch.randn(50, 2, generator=torch.manual_seed(1))
    assert other.levels == 3
    assert torch.equal(other.decode(z), model.decode(z))
    assert len(torch.unique(other.decode(z), dim=0)) <= 9


@pytest.mark.parametrize("levels", ["-1", "257", "2.0", "true", "null", "[2]"])
def test_a_file_that_tells_nonsense_of_levels_is_refused(tmp_path: Path, levels: str) -> None:
    model = models.build(SHAPE, 2, NETWORK, stochastic=False, levels=2)
    path = tmp_path / "model.safetensors"
    models.save(model, path)
    raw = path.read_bytes()
    size = int.from_bytes(raw[:8], "little")
    told = rb"\"levels\": "
    header = raw[8 : 8 + size].replace(told + b"2", told + levels.encode())
    path.write_bytes(len(header).to_bytes(8, "little") + header + raw[8 + size :])
    with pytest.raises(SculptorError):
        models.load(path)


def test_a_model_is_rounded_after_training_and_stays_as_it_is() -> None:
    model = models.build(SHAPE, 2, NETWORK, stochastic=False)
    samples = torch.randn(500, 2, generator=torch.manual_seed(0))
    other = model.rounded(samples, 4)
    assert (model.levels, other.levels) == (0, 4)
    torch.testing.assert_close(other.decode(samples), model.decode(placed(samples, 4)(samples)))
