"""The arrays that a page shows: exact to a code, and never a pickle."""

import numpy as np

from sculptor.pretrained.view import CODES, decode, encode, pack, unpack


def test_codes_are_exact_to_half_a_step() -> None:
    points = np.random.default_rng(0).normal(size=(500, 3)).astype(np.float32) * [1, 10, 0.01]
    points = points.astype(np.float32)
    encoded = {f"z.{name}": value for name, value in encode(points).items()}
    assert encoded["z.codes"].dtype == np.uint16
    step = np.ptp(points, axis=0) / CODES
    assert (np.abs(decode(encoded, "z") - points) <= 0.51 * step + 1e-6 * np.abs(points)).all()


def test_points_that_do_not_differ_stay_where_they_are() -> None:
    points = np.full((4, 2), 2.5, np.float32)
    encoded = {f"z.{name}": value for name, value in encode(points).items()}
    np.testing.assert_array_equal(decode(encoded, "z"), points)


def test_unpacking_gives_what_was_packed() -> None:
    generator = np.random.default_rng(0)
    mean, target = generator.normal(size=(2, 20, 3)).astype(np.float32)
    tiles = generator.integers(0, 256, (3, 9, 1, 8, 8), np.uint8)
    plane = np.eye(3, 2, dtype=np.float32)
    images = generator.integers(0, 256, (20, 1, 8, 8), np.uint8)
    data = {
        "images": images,
        "factors": np.arange(20, dtype=np.float32)[:, None],
        "factor_names": np.array(["size"]),
        "labels": np.arange(20, dtype=np.uint8) % 2,
        "label_names": np.array(["even", "odd"]),
    }
    view = unpack(pack({"mean": mean}, target, tiles, plane), data)
    np.testing.assert_allclose(view.latents["mean"], mean, atol=1e-4)
    np.testing.assert_allclose(view.projections["pca"][1], target[:, :2], atol=1e-4)
    np.testing.assert_array_equal(view.traversal, tiles)
    np.testing.assert_array_equal(view.images, images)
    assert list(view.colours) == ["size", "label"]
    assert view.colours["label"].dtype == np.int64
    assert view.label_names == ("even", "odd")
