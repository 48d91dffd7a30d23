"""How much each latent changes the output, and its densities."""

import numpy as np

from sculptor.explore.dimensions import BINS, densities, influence

RNG = np.random.default_rng(0)


def test_the_order_of_latents_is_that_of_what_they_change() -> None:
    codes = RNG.normal(size=(500, 5)).astype(np.float32)
    gain = np.array([0.0, 1.0, 5.0, 2.0, 0.5])
    found = influence(lambda z: z * gain, codes)
    low, high = np.quantile(codes, [0.1, 0.9], axis=0)
    assert np.allclose(found, gain * (high - low) / np.sqrt(5), rtol=1e-5)
    assert found.argsort()[::-1].tolist() == [2, 3, 1, 4, 0]


def test_many_latents_take_few_decoded_codes() -> None:
    seen = []

    def decode(z: np.ndarray) -> np.ndarray:
        seen.append(len(z))
        return z

    influence(decode, RNG.normal(size=(50, 256)).astype(np.float32))
    assert seen == [2 * 256 * 2]


def test_a_density_stands_where_the_numbers_are() -> None:
    q, p = RNG.uniform(0, 1, (4000, 1)), RNG.uniform(2, 4, (4000, 1))
    (found,) = densities(q.astype(np.float32), p.astype(np.float32))
    centres = found.low + (np.arange(BINS) + 0.5) * (found.high - found.low) / BINS
    assert found.low < 0.01
    assert found.high > 3.99
    assert found.posterior[centres > 1.1].max() == 0
    assert found.prior[centres < 1.9].max() == 0
    assert 0.4 < found.prior.max() / found.posterior.max() < 0.7


def test_a_latent_that_does_not_vary_has_a_range_all_the_same() -> None:
    (found,) = densities(np.ones((10, 1), np.float32), np.ones((10, 1), np.float32))
    assert found.low < 1 < found.high
