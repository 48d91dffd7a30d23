"""The principal components of images against numpy's singular value decomposition."""

import numpy as np
import pytest
import torch

from sculptor.models import components
from sculptor.models.components import PixelComponents, principal_components
from tests.models.test_spectral import smooth


# More images than pixels; fewer; and, with the limit lowered, subspace iteration.
@pytest.mark.parametrize(("n", "exact"), [(500, 2_048), (60, 2_048), (500, 50)])
def test_they_are_those_of_the_covariance(
    n: int, exact: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(components, "EXACT", exact)
    images = smooth(n)
    found = principal_components(images, 6)
    x = images.reshape(n, -1) / 255
    _, values, directions = np.linalg.svd(x - x.mean(0), full_matrices=False)
    assert found.n == n
    assert found.mean.numpy() == pytest.approx(x.mean(0))
    assert found.variances.numpy() == pytest.approx(values[:6] ** 2 / (n - 1), rel=1e-4)
    assert np.abs(found.directions.numpy() @ directions[:6].T) == pytest.approx(np.eye(6), abs=2e-3)
    assert (found.directions.amax(1) >= -found.directions.amin(1)).all()


def test_there_are_no_more_of_them_than_pixels_or_images() -> None:
    assert principal_components(smooth(7), 64).directions.shape == (7, 120)
    assert principal_components(smooth(300), 500).directions.shape == (120, 120)


def test_images_in_all_their_components_keep_their_distances() -> None:
    images = smooth(300)
    found = principal_components(images, 120)
    x = torch.from_numpy(images) / 255
    features = PixelComponents(found.mean, found.directions)(x)
    assert features.shape == (300, 120)
    assert features.mean(0).abs().max() < 1e-4
    assert torch.allclose(torch.pdist(features), torch.pdist(x.flatten(1)), atol=1e-4)
    assert features.var(0)[:5].numpy() == pytest.approx(found.variances[:5].numpy(), rel=1e-3)
