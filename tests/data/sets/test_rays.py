"""Rays against solids that are marched through, step by step, and against plane geometry."""

import numpy as np
import pytest

from sculptor.data.sets import rays

STEP = 0.002


def inside(shape: int, p: np.ndarray) -> np.ndarray:
    """Whether points are inside a solid of scale 1, by its definition."""
    x, y, z = np.moveaxis(p, -1, 0)
    around = np.hypot(x, z)
    if shape == 0:
        half = rays.HALF_CUBE
        return (np.abs(x) < half) & (np.abs(z) < half) & (y > 0) & (y < 2 * half)
    if shape == 1:
        return (around < rays.CYLINDER) & (y > 0) & (y < rays.CYLINDER_HEIGHT)
    if shape == 2:
        return x**2 + (y - 1) ** 2 + z**2 < 1
    return (y > 0) & (around < rays.CONE_BASE * (1 - y / rays.CONE_HEIGHT))


def bundle(n: int, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """Rays from all around, the most of them towards the solid, some straight up and down."""
    generator = np.random.default_rng(seed)
    origin = generator.normal(size=(n, 3))
    origin *= 4 / np.linalg.norm(origin, axis=1, keepdims=True)
    aim = generator.uniform(-1.3, 1.3, (n, 3)) + np.array([0, 1, 0])
    origin[:20] = aim[:20] * (1, 0, 1) + np.where(origin[:20, 1:2] > 0, 4, -4) * (0, 1, 0)
    directions = aim - origin
    directions /= np.linalg.norm(directions, axis=1, keepdims=True)
    return origin.astype(np.float32), directions.astype(np.float32)


@pytest.mark.parametrize("shape", range(4))
def test_rays_enter_where_a_walk_along_them_does(shape: int) -> None:
    origin, directions = bundle(400)
    distances = np.arange(0, 9, STEP)
    walked = inside(shape, origin[:, None] + distances[:, None] * directions[:, None])
    entered = rays.enter(shape, 1.0, origin, directions)
    met = walked.sum(1) > 10
    assert 150 < met.sum() < 400
    assert entered[met] == pytest.approx(distances[walked.argmax(1)[met]], abs=2 * STEP)
    assert (entered[~met] < rays.FAR).sum() <= 5  # that hardly touch it


@pytest.mark.parametrize("shape", range(4))
def test_normals_lead_out_of_the_solid_at_right_angles(shape: int) -> None:
    origin, directions = bundle(300, seed=1)
    scale = 1.2
    entered = rays.enter(shape, scale, origin, directions)
    met = (entered < rays.FAR) & (origin[:, 1] > 0.5)  # nobody looks from below
    point = origin[met] + entered[met, None] * directions[met]
    normal = rays.normals(shape, scale, point)
    assert np.linalg.norm(normal, axis=1) == pytest.approx(1, abs=1e-5)
    assert not inside(shape, (point + 0.01 * normal) / scale).any()
    assert inside(shape, (point - 0.01 * normal) / scale).mean() > 0.97  # but at an edge
    assert ((normal * directions[met]).sum(1) < 1e-3).all()


def test_a_ball_covers_the_cone_of_rays_that_pass_it() -> None:
    room = rays.empty(20.0, 64)
    scale = 1.1
    towards = np.array([0, scale, 0]) - room.eye
    distance = np.linalg.norm(towards)
    angle = np.arccos((room.rays @ (towards / distance)).clip(-1, 1))
    expected = angle < np.arcsin(scale / distance)
    met = rays.enter(2, scale, room.eye, room.rays) < rays.FAR
    assert np.mean(met != expected) < 1e-3
    shown = rays.cast(room, 2, scale).surfaces[2] > 0
    assert shown.sum() == pytest.approx(expected.sum() / rays.SAMPLES**2, rel=0.1)


@pytest.mark.parametrize("shape", range(4))
def test_no_ray_that_meets_a_solid_is_left_out(shape: int) -> None:
    origin, directions = bundle(2_000, seed=2)
    met = rays.enter(shape, 1.0, origin, directions) < rays.FAR
    towards = np.array([0, 1, 0]) - origin
    passed = (towards**2).sum(1) - ((towards * directions).sum(1)) ** 2
    assert passed[met].max() < rays.OUTER**2


def test_every_pixel_shows_something_and_the_floor_is_in_front() -> None:
    for orientation in (-30.0, 0.0, 30.0):
        layers = rays.cast(rays.empty(orientation, 64), 0, 1.0)
        assert (layers.surfaces.sum(0) + layers.rest.sum(0) > 0.05).all()
        assert (layers.surfaces[0, -8:] > 0).all()
        assert (layers.surfaces[:, 0] == 0).all()  # sky above
        assert (layers.surfaces[1] > 0).sum() > 300
        assert layers.surfaces.max() < 1.03


def test_the_shadow_falls_away_from_the_lamp_and_an_empty_room_has_none() -> None:
    room = rays.empty(0.0, 64)
    small, large = (rays.cast(room, 2, scale).surfaces[0] for scale in (0.01, 1.0))
    darker = np.where((large > 0) & (small > 0), small - large, 0)
    _, columns = np.nonzero(darker > 0.3)
    assert len(columns) > 50
    assert columns.mean() > 36  # the lamp stands on the left
    assert np.abs(np.diff(small[40:, 5])).max() < 0.02  # light is smooth where there is no object


def test_a_body_of_revolution_looks_the_same_from_all_sides() -> None:
    for shape in (1, 2, 3):
        one, other = (
            rays.cast(rays.empty(orientation, 64), shape, 1.0).surfaces[2] > 0
            for orientation in (-30.0, 12.0)
        )
        assert np.mean(one != other) < 0.002
