"""Curved: the decoder is injective, its inverse exact, and its prior the one that is said."""

import numpy as np
import pytest
from scipy.spatial.distance import pdist

from sculptor import SculptorError, data, priors
from sculptor.data.sets import curved

PRIORS = (
    *({"kind": kind, "dim": 2} for kind in ("uniform", "gaussian", "laplace")),
    *({"kind": kind} for kind in ("moons", "ring", "spiral", "checkerboard", "swiss-roll")),
)


def samples(spec: dict, n: int = 400) -> np.ndarray:
    return priors.from_spec(spec).sample(n, 0)


@pytest.mark.parametrize("spec", PRIORS, ids=lambda spec: spec["kind"])
def test_latents_of_any_prior_come_back_from_their_pictures(spec: dict) -> None:
    z = samples(spec)
    images = curved.render(z)
    near = np.abs(z).max(1) < 3
    assert near.mean() > 0.9
    assert curved.recover(images[near], z.shape[1]) == pytest.approx(z[near], abs=0.03)


@pytest.mark.parametrize("dim", [1, 2, 3, 5, 10, 24])
def test_in_any_number_of_dimensions(dim: int) -> None:
    z = np.random.default_rng(0).uniform(-2, 2, (200, dim))
    assert curved.recover(curved.render(z), dim) == pytest.approx(z, abs=0.03)
    assert curved.unshear(curved.shear(z)) == pytest.approx(z, abs=1e-12)


def test_before_rounding_the_inverse_is_exact_however_far_out() -> None:
    z = np.random.default_rng(0).standard_t(2, (500, 4)) * 5
    decoder = curved.Decoder.of(4, 32, 0)
    assert decoder.latents(decoder.fields(z)) == pytest.approx(z, abs=1e-9)


def test_waves_are_orthogonal_and_none_is_constant() -> None:
    waves = curved._waves(16)
    gram = waves @ waves.T
    assert gram == pytest.approx(np.diag(np.diag(gram)), abs=1e-9)
    assert np.diag(gram).min() > 1
    assert len(waves) == 3 * curved.MAX_DIM
    assert waves.sum(1) == pytest.approx(0, abs=1e-9)


def test_no_two_latents_of_a_fine_grid_have_the_same_picture() -> None:
    steps = np.linspace(-2, 2, 41)
    z = np.stack(np.meshgrid(steps, steps), -1).reshape(-1, 2)
    images = curved.render(z).reshape(len(z), -1)
    assert len(np.unique(images, axis=0)) == len(z)


def test_pictures_are_as_far_apart_as_their_latents_within_a_factor() -> None:
    """The surface does not come back to where it has been: the inverse is smooth too."""
    z = samples({"kind": "uniform", "dim": 2}, 600)
    images = curved.render(z).reshape(len(z), -1).astype(np.float32)
    ratio = pdist(images) / pdist(z)
    assert ratio.max() / ratio.min() < 25


def test_the_map_is_smooth_and_its_principal_components_are_not_the_latents() -> None:
    z = samples({"kind": "uniform", "dim": 2}, 3_000).astype(float)
    field = curved.Decoder.of(2, 32, 0).fields
    for step in (1e-3, 1e-4):
        move = np.array([step, 0])
        moved = field(z[:50] + move) - field(z[:50])
        ratio = moved / step - (field(z[:50]) - field(z[:50] - move)) / step
        assert np.abs(ratio).max() < 30 * step  # the second derivative is bounded
    pixels = curved.render(z).reshape(len(z), -1)[:, ::7].astype(float)
    pixels -= pixels.mean(0)
    _, _, directions = np.linalg.svd(pixels, full_matrices=False)
    design = np.column_stack([pixels @ directions[:2].T, np.ones(len(z))])
    fitted, *_ = np.linalg.lstsq(design, z, rcond=None)
    assert ((z - design @ fitted).var(0) / z.var(0) > 0.03).all()


def test_the_set_has_the_prior_that_is_said() -> None:
    found = data.load("curved")
    truth = priors.from_spec(curved.PRIOR)
    assert truth.spec == priors.from_spec({"kind": "uniform", "dim": 2}).spec
    reach = np.abs(truth.sample(20_000, 0)).max(0)
    assert np.abs(found.factors).max(0) == pytest.approx(reach, abs=0.01)
    assert found.factors.var(0) == pytest.approx(truth.sample(20_000, 1).var(0), rel=0.03)
    assert abs(np.corrcoef(found.factors.T)[0, 1]) < 0.02
    assert (found.train, len(found), found.shape) == (20_000, 24_000, (3, 32, 32))
    assert curved.recover(found.images[:500], 2) == pytest.approx(found.factors[:500], abs=0.03)


def test_a_set_of_ones_own_prior() -> None:
    z = samples({"kind": "moons"})
    one = data.curved(z, 300, size=16, seed=3)
    assert one.digest == data.curved(z, 300, size=16, seed=3).digest
    assert one.digest != data.curved(z, 300, size=16, seed=4).digest
    assert (one.train, one.shape, one.factor_kinds) == (300, (3, 16, 16), ("linear", "linear"))
    assert np.array_equal(one.factors, z)


@pytest.mark.parametrize(
    ("latents", "told"),
    [
        (np.zeros(4), "shape"),
        (np.zeros((4, 25)), "from 1 to 24"),
        (np.array([[0.0, np.nan]]), "finite"),
    ],
    ids=["flat", "many", "nan"],
)
def test_latents_that_are_none_are_said(latents: np.ndarray, told: str) -> None:
    with pytest.raises(SculptorError, match=told):
        curved.render(latents)
