"""The likelihood of rows of a table: its nats on paper, what is missing, what is learned."""

import math

import numpy as np
import pytest
import torch

from sculptor import SculptorError, models
from sculptor.columns import Column, Layout
from sculptor.models.components import principal_components
from sculptor.models.likelihood import LEAST_LOGVAR, Tabular
from sculptor.models.storage import load, save

LAYOUT = Layout((Column("x"), Column("kind", levels=("a", "b", "c")), Column("y")), variance=1.0)
NETWORK = {"kind": "mlp", "width": 8, "depth": 1}
NAN = math.nan


def rows(*values: list[float]) -> torch.Tensor:
    return torch.tensor(values)[:, None, None]


def test_nats_are_those_of_a_gaussian_and_of_a_category() -> None:
    likelihood = Tabular(LAYOUT)
    logits = rows([1.0, 0.0, math.log(2), 0.0, -1.0])
    x = rows([3.0, 0.0, 1.0, 0.0, -1.0])
    gaussian = 2.0**2 / 2 + 2 * math.log(2 * math.pi) / 2
    categorical = -math.log(2 / 4)
    assert likelihood.nats(logits, x).item() == pytest.approx(gaussian + categorical)
    assert likelihood.least(x).item() == pytest.approx(math.log(2 * math.pi))


def test_a_fixed_variance_divides_the_error_and_costs_its_logarithm() -> None:
    likelihood = Tabular(Layout((Column("x"),), variance=0.25))
    nats = likelihood.nats(rows([0.0]), rows([1.0])).item()
    assert nats == pytest.approx((1 / 0.25 + math.log(0.25) + math.log(2 * math.pi)) / 2)
    assert not list(likelihood.parameters())


def test_what_is_missing_is_in_no_sum_and_gets_no_gradient() -> None:
    likelihood = Tabular(LAYOUT)
    logits = rows([5.0, 1.0, 2.0, 3.0, -1.0], [0.0, 0.0, 0.0, 0.0, 0.0]).requires_grad_()
    x = rows([NAN, NAN, NAN, NAN, -1.0], [0.0, 1.0, 0.0, 0.0, NAN])
    nats = likelihood.nats(logits, x)
    nats.backward()
    expected = (2 * math.log(2 * math.pi) / 2 + math.log(3)) / 2
    assert nats.item() == pytest.approx(expected)
    assert logits.grad is not None
    gradient = logits.grad.flatten(1)
    assert not gradient[0, :4].any()
    assert not gradient[1, 4]
    assert gradient[1, 1] == pytest.approx(-1 / 3)
    assert likelihood.squared_error(likelihood.mean(logits), x).isfinite()
    assert (likelihood.observed(x)[0] == torch.tensor([0.0, 0, 0, 0, -1])).all()


def test_a_learned_variance_becomes_that_of_the_error() -> None:
    likelihood = Tabular(Layout((Column("x"),)))
    x = 0.3 * torch.randn(4_000, 1, 1, 1, generator=torch.Generator().manual_seed(0))
    adam = torch.optim.Adam(likelihood.parameters(), lr=0.01)
    for _ in range(300):
        adam.zero_grad()
        likelihood.nats(torch.zeros_like(x), x).backward()
        adam.step()
    deviation = x.square().mean().sqrt().item()
    assert likelihood.logvar.exp().sqrt().item() == pytest.approx(deviation, rel=0.01)


def test_a_variance_has_a_least_value() -> None:
    likelihood = Tabular(Layout((Column("x"),)))
    with torch.no_grad():
        likelihood.log_variance.fill_(-100.0)
    assert likelihood.logvar.item() == pytest.approx(LEAST_LOGVAR)


def test_the_mean_of_categories_is_their_probability() -> None:
    mean = Tabular(LAYOUT).mean(rows([2.0, 0.0, math.log(3), -50.0, 7.0])).flatten()
    assert mean.tolist() == pytest.approx([2.0, 0.25, 0.75, 0.0, 7.0], abs=1e-6)


def test_the_spectral_start_whitens_rows_and_decodes_their_mean() -> None:
    generator = np.random.default_rng(0)
    z = generator.normal(size=(2_000, 2))
    x = (z @ generator.normal(size=(2, 6)) + 0.01 * generator.normal(size=(2_000, 6)) + 5).astype(
        np.float32
    )
    layout = Layout(tuple(Column(f"x{i}") for i in range(6)))
    model = models.build(layout.shape, 2, NETWORK, stochastic=False, layout=layout)
    images = x[:, None, None]
    models.spectral_start(model, images)
    codes = model.encode(images).numpy()
    assert np.allclose(np.cov(codes.T), np.eye(2), atol=1e-3)
    bias = model.decoder.linear.bias.detach().numpy()
    assert np.allclose(bias, x.mean(0), atol=1e-4)
    assert np.allclose(model.encode(x).numpy(), codes)
    gaps = images.copy()
    gaps[:, 0, 0, 2] = np.nan
    assert np.isfinite(principal_components(gaps, 2).variances.numpy()).all()


def test_a_saved_model_knows_its_columns(tmp_path: object) -> None:
    layout = Layout((Column("age", 40.0, 12.0), Column("kind", levels=("a", "b"))), 0.5)
    model = models.build(layout.shape, 2, NETWORK, stochastic=True, seed=1, layout=layout)
    save(model, tmp_path / "m.safetensors")
    again = load(tmp_path / "m.safetensors")
    assert again.layout == layout
    z = np.zeros((1, 2), np.float32)
    assert torch.equal(again.decode(z), model.eval().decode(z))


def test_rows_take_a_fully_connected_network_and_finite_numbers() -> None:
    with pytest.raises(SculptorError, match="Choose mlp"):
        models.build(LAYOUT.shape, 2, {"kind": "conv"}, stochastic=False, layout=LAYOUT)
    model = models.build(LAYOUT.shape, 2, NETWORK, stochastic=False, layout=LAYOUT)
    for wrong in (np.full((1, 5), np.inf, np.float32), np.zeros((1, 5), np.uint8)):
        with pytest.raises(SculptorError, match="finite floats"):
            model.encode(wrong)
    with pytest.raises(SculptorError, match=r"\(n, 1, 1, 5\)"):
        model.encode(np.zeros((1, 4), np.float32))
