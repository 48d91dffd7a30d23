"""VICReg's two terms: values on paper, the authors' code on the same tensors, and other targets."""

import math

import pytest
import torch
from torch.nn.functional import relu

from sculptor.objectives.penalised.vicreg import VICReg, narrowness, off_diagonal

CODES = torch.randn(20, 3, generator=torch.Generator().manual_seed(0)).double() * torch.tensor(
    [0.5, 1.0, 2.0]
)


def test_they_are_the_authors_sums_for_a_target_of_unit_variances() -> None:
    z = CODES - CODES.mean(0)
    of_std = torch.mean(relu(1 - torch.sqrt(z.var(dim=0) + 0.0001)))
    covariance = (z.T @ z) / (len(z) - 1)
    squares = sum(covariance[i, j] ** 2 for i in range(3) for j in range(3) if i != j)
    assert narrowness(CODES, torch.ones(3)).item() == pytest.approx(of_std.item())
    assert off_diagonal(CODES, torch.eye(3)).item() == pytest.approx(squares.item() / 3)


def test_a_correlated_target_is_what_correlated_codes_are_held_to() -> None:
    covariance = CODES.T.cov()
    assert off_diagonal(CODES, covariance).item() == pytest.approx(0, abs=1e-20)
    assert off_diagonal(CODES, torch.eye(3)).item() > 0.01
    assert narrowness(CODES, covariance.diagonal().sqrt() - 1e-4).item() == 0
    # Twice as narrow: half a standard deviation is missing.
    missing = covariance.diagonal().sqrt().mean().item() / 2
    assert narrowness(CODES / 2, covariance.diagonal().sqrt()).item() == pytest.approx(
        missing, rel=1e-3
    )


def test_the_order_of_rows_their_place_and_the_signs_of_latents_do_not_matter() -> None:
    moved = CODES.flip(0) * torch.tensor([1, -1, 1]) + 7
    one, eye = torch.ones(3).double(), torch.eye(3).double()
    assert narrowness(moved, one).item() == pytest.approx(narrowness(CODES, one).item())
    assert off_diagonal(moved, eye).item() == pytest.approx(off_diagonal(CODES, eye).item())


def test_one_latent_has_a_width_and_no_covariance() -> None:
    z = CODES[:, :1]
    assert off_diagonal(z, torch.ones(1, 1)).item() == 0
    assert narrowness(z, torch.ones(1)).item() > 0.3


def test_codes_that_coincide_have_a_gradient() -> None:
    z = torch.zeros(4, 2, requires_grad=True)
    narrowness(z, torch.ones(2)).backward()
    assert z.grad is not None
    assert z.grad.isfinite().all()


def test_the_gradients_are_those_of_the_terms() -> None:
    z = CODES.clone().requires_grad_()
    assert torch.autograd.gradcheck(lambda z: off_diagonal(z, torch.eye(3).double()), z)
    assert torch.autograd.gradcheck(lambda z: narrowness(z, torch.ones(3).double()), z)


def test_the_loss_weighs_both(batch, terms_of) -> None:
    terms = terms_of(
        VICReg(covariance=3.0, variance=5.0, encoder="gaussian"), {"kind": "gaussian", "std": 3.0}
    )
    assert terms["narrowness"] > 0.1
    expected = 4 * math.log(2) + 3 * terms["off_diagonal"] + 5 * terms["narrowness"]
    assert terms["loss"] == pytest.approx(expected, rel=1e-6)
