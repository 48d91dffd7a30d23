"""The plane of the clouds, and the code under a pointer."""

import numpy as np

from sculptor.runs import Frame
from sculptor.ui.frontend import cloud


def frame(dim: int, **projections: tuple) -> Frame:
    generator = np.random.default_rng(0)
    latents, target = generator.standard_normal((2, 30, dim)).astype(np.float32)
    return Frame(0, {"mean": latents}, target, projections, {})


def test_a_pointer_in_a_pair_of_latents_moves_only_these() -> None:
    shown = cloud.project(frame(5), "axes", (1, 3), "sample")
    z, about = cloud.under(shown, 0.5, -2.0)
    assert (z[1], z[3]) == (0.5, -2.0)
    rest = [0, 2, 4]
    assert np.allclose(z[rest], shown.codes.mean(axis=0)[rest])
    assert "mean of q(z)" in about
    assert np.array_equal(shown.latents, shown.codes[:, [1, 3]])


def test_a_pointer_in_a_projection_finds_the_nearest_image() -> None:
    one = frame(5)
    plane = one.latents["mean"][:, :2]
    shown = cloud.project(frame(5, pca=(plane, plane)), "pca", (0, 1), "sample")
    z, about = cloud.under(shown, *plane[7])
    assert np.array_equal(z, one.latents["mean"][7])
    assert "nearest image" in about


def test_a_pointer_in_a_plane_of_two_is_the_point_itself() -> None:
    z, about = cloud.under(cloud.project(frame(2), "umap", (4, 7), "mean"), 1.0, 2.0)
    assert z.tolist() == [1.0, 2.0]
    assert about == ""


def test_one_latent_is_spread_over_two_bands() -> None:
    shown = cloud.project(frame(1), "axes", (0, 1), "mean")
    assert (shown.latents[:, 1] > 0).all()
    assert (shown.target[:, 1] < 0).all()
    assert cloud.under(shown, 1.5, 0.3)[0].tolist() == [1.5]


def test_a_projection_that_is_not_there_yet_is_none() -> None:
    assert cloud.project(frame(5), "umap", (0, 1), "mean") is None
