"""Sampling q(z|x)."""

import torch

from sculptor.models import Posterior


def test_a_sample_has_the_mean_and_variance_it_says() -> None:
    mu, logvar = torch.tensor([1.0, -2.0]), torch.tensor([0.0, -2.0])
    posterior = Posterior(mu.expand(100_000, 2), logvar.expand(100_000, 2))
    z = posterior.sample(torch.Generator().manual_seed(0))
    assert torch.allclose(z.mean(0), mu, atol=0.02)
    assert torch.allclose(z.var(0), logvar.exp(), rtol=0.02)


def test_same_generator_same_sample() -> None:
    posterior = Posterior(torch.zeros(5, 3), torch.zeros(5, 3))
    first, second = (posterior.sample(torch.Generator().manual_seed(1)) for _ in range(2))
    assert torch.equal(first, second)


def test_the_gradient_is_that_of_the_reparameterisation() -> None:
    mu, logvar = torch.zeros(4, 2, requires_grad=True), torch.ones(4, 2, requires_grad=True)
    z = Posterior(mu, logvar).sample(torch.Generator().manual_seed(2))
    z.sum().backward()
    assert torch.equal(mu.grad, torch.ones(4, 2))
    # dz / dlogvar = e exp(logvar / 2) / 2, and z is e exp(logvar / 2) here.
    assert torch.allclose(logvar.grad, z.detach() / 2)


def test_a_deterministic_posterior_is_its_mean() -> None:
    mu = torch.randn(3, 2)
    assert Posterior(mu).sample() is mu
